// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "joined.hpp"
#include "plain_text.hpp"
#include <stint/failure.hpp>
#include <stint/snapshot.hpp>

#include <iomanip>

namespace stint
{
namespace
{

double seconds(duration d) { return std::chrono::duration<double>(d).count(); }

/// @param around "app/", of the pool that it is in; empty if it is in none
void print(std::ostream& out, const snapshot& s, int depth, const std::string& around)
{
    const auto name
        = s.service.substr(s.service.rfind(around, 0) == 0 ? around.size() : 0); // a name may have a '/', too
    out << std::string(static_cast<std::size_t>(2 * depth), ' ') << detail::on_one_line(name) << ": " << s.state;
    if (s.since)
        out << " for " << seconds(s.taken - *s.since) << " s";
    if (s.live_tasks > 0)
        out << ", " << s.live_tasks << (s.live_tasks == 1 ? " task" : " tasks");
    if (s.restarts > 0)
        out << ", restarted " << s.restarts << (s.restarts == 1 ? " time" : " times");
    if (s.restart_at)
        out << ", again in " << seconds(*s.restart_at - s.taken) << " s";
    if (!s.waits_for.empty())
        out << ", waits for " << detail::on_one_line(detail::joined(s.waits_for));
    if (!s.note.empty())
        out << ", note: " << detail::on_one_line(s.note);
    if (s.last_error)
        out << ", last error: " << detail::on_one_line(describe(s.last_error));
    out << '\n';
    for (const auto& below : s.services)
        print(out, below, depth + 1, s.service + '/');
}

} // namespace

std::string to_string(const snapshot& s)
{
    detail::plain_text out;
    out << std::fixed << std::setprecision(1);
    print(out, s, 0, {});
    return std::move(out).str();
}

} // namespace stint
