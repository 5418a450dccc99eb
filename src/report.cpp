// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "joined.hpp"
#include "plain_text.hpp"
#include <stint/report.hpp>

#include <iomanip>

namespace stint
{

std::string to_string(const report& r, time_point now)
{
    detail::plain_text out;
    out << std::fixed << std::setprecision(1);
    const char* separator = "";
    for (const auto& entry : r)
    {
        out << separator << detail::on_one_line(entry.service) << ": " << entry.state << " for "
            << std::chrono::duration<double>(now - entry.since).count() << " s";
        if (entry.live_tasks > 0)
            out << ", " << entry.live_tasks << (entry.live_tasks == 1 ? " task" : " tasks");
        if (entry.on_a_thread)
            out << ", occupies a thread";
        if (entry.given_up)
            out << ", given up";
        if (!entry.waits_for.empty())
            out << ", waits for " << detail::on_one_line(detail::joined(entry.waits_for));
        if (!entry.note.empty())
            out << ", note: " << detail::on_one_line(entry.note);
        separator = "\n";
    }
    return std::move(out).str();
}

} // namespace stint
