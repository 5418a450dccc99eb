// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/testing/recorder.hpp>

#include <algorithm>
#include <iterator>
#include <ostream>

namespace stint::testing
{

std::ostream& operator<<(std::ostream& out, const verdict& v) { return out << (v ? "it holds" : v.why); }

recorder::recorder() : events_(std::make_shared<std::vector<event>>()) {}

recorder::recorder(lifecycle& life) : recorder() { watch(life); }

void recorder::watch(lifecycle& life)
{
    life.on_event([events = events_](const event& e) { events->push_back(e); });
}

std::vector<std::string> recorder::lines() const
{
    std::vector<std::string> lines;
    for (const auto& e : events())
        lines.push_back(std::string(to_string(e.what)) + ' ' + e.service);
    return lines;
}

std::size_t recorder::count(const std::string& line) const
{
    const auto lines = this->lines();
    return static_cast<std::size_t>(std::count(lines.begin(), lines.end(), line));
}

std::string recorder::all() const
{
    std::string text = "; what happened:";
    for (const auto& line : lines())
        text += "\n    " + line;
    return text;
}

verdict recorder::in_order(std::initializer_list<std::string> expected) const
{
    const auto lines = this->lines();
    auto from = lines.begin();
    const std::string* before = nullptr;
    for (const auto& e : expected)
    {
        from = std::find(from, lines.end(), e);
        if (from == lines.end())
            return {'"' + e + "\" did not happen" + (before ? " after \"" + *before + '"' : "") + all()};
        ++from;
        before = &e;
    }
    return {};
}

verdict recorder::exactly_once(const std::string& line) const
{
    const auto times = count(line);
    return times == 1 ? verdict{} : verdict{'"' + line + "\" happened " + std::to_string(times) + " times" + all()};
}

verdict recorder::never(const std::string& line) const
{
    const auto times = count(line);
    return times == 0 ? verdict{} : verdict{'"' + line + "\" happened " + std::to_string(times) + " times" + all()};
}

verdict recorder::never_after(const std::string& line, const std::string& after) const
{
    const auto lines = this->lines();
    const auto from = std::find(lines.begin(), lines.end(), after);
    if (from == lines.end())
        return {'"' + after + "\" did not happen" + all()};
    if (std::find(std::next(from), lines.end(), line) != lines.end())
        return {'"' + line + "\" happened after \"" + after + '"' + all()};
    return {};
}

} // namespace stint::testing
