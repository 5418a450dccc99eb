// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "time_spans.hpp"

#include "plain_text.hpp"

#include <algorithm>
#include <chrono>
#include <iomanip>
#include <numeric>

namespace stint::detail
{
namespace
{

std::string seconds(duration d)
{
    plain_text text;
    text << std::fixed << std::setprecision(3) << std::chrono::duration<double>(d).count() << " s";
    return text.str();
}

} // namespace

void time_spans::begin(std::size_t i, time_point now)
{
    spans_.resize(std::max(spans_.size(), i + 1));
    spans_[i] = {now, never};
}

void time_spans::end(std::size_t i, time_point now)
{
    if (i < spans_.size() && spans_[i].from != never && !spans_[i].complete())
        spans_[i].to = now;
}

void time_spans::forget(std::size_t i)
{
    if (i < spans_.size())
        spans_[i] = {};
}

void time_spans::forget_ended()
{
    for (auto& s : spans_)
    {
        if (s.complete())
            s = {};
    }
}

/// Whose span ends last; null if none has ended.
const std::size_t* time_spans::last_of(const std::vector<std::size_t>& which) const
{
    const std::size_t* last = nullptr;
    for (const auto& i : which)
    {
        const bool complete = i < spans_.size() && spans_[i].complete();
        if (complete && (!last || spans_[*last].to < spans_[i].to))
            last = &i;
    }
    return last;
}

std::string time_spans::critical_path(const service_graph& graph, direction d) const
{
    std::vector<std::size_t> all(spans_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const auto* last = last_of(all);
    if (!last)
        return {};
    const auto end = spans_[*last].to;
    auto begin = end;
    std::string chain;
    std::size_t steps = 0;
    for (; last && steps != all.size(); ++steps) // no more: a restart may have turned the times around
    {
        const auto i = *last;
        const auto& took = spans_[i];
        begin = std::min(begin, took.from);
        chain.insert(0, (chain.empty() ? "" : " → "));
        chain.insert(0, graph.name(i) + ' ' + seconds(took.to - took.from));
        last = last_of(d == direction::start ? graph.needs(i) : graph.dependents(i));
    }
    return steps < 2 ? std::string() : seconds(end - begin) + ": " + chain;
}

} // namespace stint::detail
