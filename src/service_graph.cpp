// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "service_graph.hpp"

#include <algorithm>
#include <utility>

namespace stint::detail
{

std::string service_graph::add(const std::string& name, const std::vector<std::string>& after)
{
    auto names = after;
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    if (auto cycle = cycle_through(name, names); !cycle.empty())
        return cycle;

    const auto self = nodes_.size();
    nodes_.push_back({name, {}, {}});
    index_.emplace(name, self);
    const auto connect = [this](std::size_t from, std::size_t to) {
        nodes_[from].needs.push_back(to);
        nodes_[to].dependents.push_back(from);
    };
    for (const auto& needed : names)
    {
        if (const auto found = index_.find(needed); found != index_.end())
            connect(self, found->second);
        else
            missing_[needed].push_back(self);
    }
    std::sort(nodes_[self].needs.begin(), nodes_[self].needs.end());
    if (const auto waiting = missing_.find(name); waiting != missing_.end())
    {
        for (const auto from : waiting->second)
            connect(from, self);
        missing_.erase(waiting);
    }
    return {};
}

/// Walks from the new service along what it needs, until it meets one that waits for the new one.
std::string service_graph::cycle_through(const std::string& name, const std::vector<std::string>& after) const
{
    if (std::binary_search(after.begin(), after.end(), name))
        return name + " → " + name;
    const auto waiting = missing_.find(name);
    if (waiting == missing_.end())
        return {}; // nobody comes after it, so no way leads back
    const std::vector<std::size_t>& back = waiting->second;

    constexpr auto nobody = static_cast<std::size_t>(-1);
    std::unordered_map<std::size_t, std::size_t> reached_from;
    std::vector<std::size_t> todo;
    const auto reach = [&](std::size_t i, std::size_t from) {
        if (reached_from.emplace(i, from).second)
            todo.push_back(i);
    };
    for (const auto& needed : after)
    {
        if (const auto found = index_.find(needed); found != index_.end())
            reach(found->second, nobody);
    }
    while (!todo.empty())
    {
        const auto i = todo.back();
        todo.pop_back();
        if (!std::binary_search(back.begin(), back.end(), i)) // in the order of their addition
        {
            for (const auto needed : nodes_[i].needs)
                reach(needed, i);
            continue;
        }
        auto chain = name;
        for (auto at = i; at != nobody; at = reached_from.at(at))
            chain.insert(0, nodes_[at].name + " → ");
        return name + " → " + chain;
    }
    return {};
}

std::string service_graph::missing() const
{
    if (missing_.empty())
        return {};
    const auto& [name, waiting] = *missing_.begin();
    return nodes_[waiting.front()].name + ", which comes after " + name;
}

} // namespace stint::detail
