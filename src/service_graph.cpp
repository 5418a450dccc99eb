// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "service_graph.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

namespace stint::detail
{

service_graph::added service_graph::add(const std::string& name, const std::vector<std::string>& after)
{
    auto names = after;
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    if (auto cycle = cycle_through(name, names); !cycle.empty())
        return {0, std::move(cycle)};

    const auto self = free_.empty() ? nodes_.size() : free_.back();
    if (free_.empty())
        nodes_.emplace_back();
    else
        free_.pop_back();
    try
    {
        connect(self, name, names);
    }
    catch (...)
    {
        if (const auto waiting = missing_.find(name); waiting != missing_.end())
        {
            for (const auto from : waiting->second)
                std::erase(nodes_[from].needs, self);
        }
        remove(self);
        throw;
    }
    return {self, {}};
}

void service_graph::connect(std::size_t self, const std::string& name, const std::vector<std::string>& after)
{
    index_.emplace(nodes_[self].name = name, self);
    const auto edge = [this](std::size_t from, std::size_t to) {
        nodes_[from].needs.push_back(to);
        nodes_[to].dependents.push_back(from);
    };
    for (const auto& needed : after)
    {
        if (const auto found = index_.find(needed); found != index_.end())
            edge(self, found->second);
        else
        {
            auto& waiting = missing_[needed];
            waiting.insert(std::upper_bound(waiting.begin(), waiting.end(), self), self);
        }
    }
    std::sort(nodes_[self].needs.begin(), nodes_[self].needs.end());
    if (const auto waiting = missing_.find(name); waiting != missing_.end())
    {
        for (const auto from : waiting->second)
            edge(from, self);
        missing_.erase(waiting);
    }
}

void service_graph::remove(std::size_t i)
{
    for (const auto needed : nodes_[i].needs)
        std::erase(nodes_[needed].dependents, i);
    for (auto waiting = missing_.begin(); waiting != missing_.end();)
    {
        auto& who = waiting->second;
        who.erase(std::remove(who.begin(), who.end(), i), who.end());
        waiting = who.empty() ? missing_.erase(waiting) : std::next(waiting);
    }
    index_.erase(nodes_[i].name);
    nodes_[i] = {};
    free_.insert(std::upper_bound(free_.begin(), free_.end(), i, std::greater<>()), i);
}

std::optional<std::size_t> service_graph::find(const std::string& name) const
{
    const auto found = index_.find(name);
    return found == index_.end() ? std::nullopt : std::optional(found->second);
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
    boost::unordered_flat_map<std::size_t, std::size_t> reached_from;
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
        if (!std::binary_search(back.begin(), back.end(), i))
        {
            for (const auto needed : nodes_[i].needs)
                reach(needed, i);
            continue;
        }
        auto chain = name;
        for (auto at = i; at != nobody; at = reached_from.at(at))
            chain.insert(0, this->name(at) + " → ");
        return name + " → " + chain;
    }
    return {};
}

std::vector<std::size_t> service_graph::order() const
{
    std::vector<std::size_t> sorted;
    std::vector<std::size_t> needed(nodes_.size());
    const auto sort_in = [&](std::size_t i) {
        if (!nodes_[i].name.empty() && needed[i] == 0)
            sorted.push_back(i);
    };
    for (std::size_t i = 0; i != nodes_.size(); ++i)
        needed[i] = nodes_[i].needs.size();
    for (std::size_t i = 0; i != nodes_.size(); ++i)
        sort_in(i);
    for (std::size_t next = 0; next != sorted.size(); ++next)
    {
        for (const auto d : nodes_[sorted[next]].dependents)
        {
            --needed[d];
            sort_in(d);
        }
    }
    return sorted;
}

std::string service_graph::missing() const
{
    if (missing_.empty())
        return {};
    const auto& [name, waiting] = *missing_.begin();
    return this->name(waiting.front()) + ", which comes after " + name;
}

} // namespace stint::detail
