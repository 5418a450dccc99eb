// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "values.hpp"
#include <stint/report.hpp>

#include <algorithm>
#include <string>

// Reports of services with any names and notes.

namespace
{

stint::report_entry any_entry(fuzz::bytes& in)
{
    stint::report_entry e{};
    e.service = in.text(12);
    e.state = fuzz::any_state(in);
    e.since = fuzz::any_moment(in);
    e.note = in.text(12);
    e.live_tasks = in.flag() ? in.number() : in.below(3);
    e.on_a_thread = in.flag();
    e.given_up = in.flag();
    e.waits_for = fuzz::any_texts(in);
    return e;
}

void check_line(const std::string& line, const stint::report_entry& e)
{
    const auto says = [&](const std::string& part) { return line.find(part) != line.npos; };
    fuzz::require(line.find('\n') == line.npos, "a service has one line");
    if (fuzz::is_plain(e.service))
        fuzz::require(line.rfind(e.service + ": " + std::string(to_string(e.state)) + " for ", 0) == 0,
                      "a line begins with who, in what state, since when");
    fuzz::require(e.live_tasks == 0 || says(", " + std::to_string(e.live_tasks) + " task"), "how many tasks");
    fuzz::require(!e.on_a_thread || says(", occupies a thread"), "who occupies a thread");
    fuzz::require(!e.given_up || says(", given up"), "who was given up");
    if (fuzz::is_plain(e.note) && !e.note.empty())
        fuzz::require(line.substr(line.size() - std::min(line.size(), e.note.size() + 8)) == ", note: " + e.note,
                      "a line ends with the note");
    for (const auto& other : e.waits_for)
        fuzz::require(!fuzz::is_plain(other) || says(other), "whom it waits for");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::bytes in(data, size);
    const auto now = fuzz::any_moment(in);
    stint::report r;
    std::string lines;
    while (!in.empty() && r.size() != 10)
    {
        r.push_back(any_entry(in));
        const auto line = to_string(stint::report{r.back()}, now);
        check_line(line, r.back());
        lines += (lines.empty() ? "" : "\n") + line;
    }
    fuzz::require(to_string(r, now) == lines, "a report is its lines");
    return 0;
}
