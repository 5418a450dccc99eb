// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "service_graph.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

namespace stint::detail
{

constinit const service_graph::edges service_graph::none{};

service_graph::added service_graph::add(const std::string& name, const std::vector<std::string>& after)
{
    auto names = after;
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    if (auto cycle = cycle_through(name, names); !cycle.empty())
        return {0, std::move(cycle)};

    const auto self = free_.empty() ? names_.size() : free_.back();
    if (free_.empty())
        names_.emplace_back();
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
            {
                if (from < edges_.size())
                    std::erase(edges_[from].needs, self);
            }
        }
        remove(self);
        throw;
    }
    return {self, {}};
}

void service_graph::connect(std::size_t self, const std::string& name, const std::vector<std::string>& after)
{
    index_.emplace(names_[self] = name, self);
    const auto edge = [this](std::size_t from, std::size_t to) {
        edges_.resize(std::max({edges_.size(), from + 1, to + 1}));
        edges_[from].needs.push_back(to);
        edges_[to].dependents.push_back(from);
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
    if (self < edges_.size())
        std::sort(edges_[self].needs.begin(), edges_[self].needs.end());
    if (const auto waiting = missing_.find(name); waiting != missing_.end())
    {
        for (const auto from : waiting->second)
            edge(from, self);
        missing_.erase(waiting);
    }
}

void service_graph::remove(std::size_t i)
{
    for (const auto needed : needs(i))
        std::erase(edges_[needed].dependents, i);
    if (i < edges_.size())
        edges_[i] = {};
    for (auto waiting = missing_.begin(); waiting != missing_.end();)
    {
        auto& who = waiting->second;
        who.erase(std::remove(who.begin(), who.end(), i), who.end());
        waiting = who.empty() ? missing_.erase(waiting) : std::next(waiting);
    }
    index_.erase(names_[i]);
    names_[i].clear();
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
            for (const auto needed : needs(i))
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
    std::vector<std::size_t> needed(size());
    const auto sort_in = [&](std::size_t i) {
        if (!name(i).empty() && needed[i] == 0)
            sorted.push_back(i);
    };
    for (std::size_t i = 0; i != size(); ++i)
        needed[i] = needs(i).size();
    for (std::size_t i = 0; i != size(); ++i)
        sort_in(i);
    for (std::size_t next = 0; next != sorted.size(); ++next)
    {
        for (const auto d : dependents(sorted[next]))
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
