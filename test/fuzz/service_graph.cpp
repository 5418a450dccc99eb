// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "service_graph.hpp"

#include "bytes.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// Services are added and removed, in any order. What the graph knows then is found a second time by looking at all that was said to it.

using fuzz::require;
using numbers = std::vector<std::size_t>;
using names = std::set<std::string>;

namespace
{

const std::array<std::string, 10> all_names{"db",    "cache", "a",     std::string("a\0b", 3), "\xff\xfe",
                                            "ünïcö", "a\nb",  "a → b", ", which comes after ", " "};
constexpr std::string_view arrow = " → ";

/// Who is there, and after whom it was said to come.
using plan = std::map<std::string, names>;

bool leads_to(const plan& services, const std::string& from, const std::string& to, names& seen)
{
    const auto at = services.find(from);
    if (at == services.end() || !seen.insert(from).second)
        return false;
    return std::any_of(at->second.begin(), at->second.end(),
                       [&](const auto& needed) { return needed == to || leads_to(services, needed, to, seen); });
}

bool closes_a_cycle(plan services, const std::string& name, const names& after)
{
    services[name] = after;
    names seen;
    return leads_to(services, name, name, seen);
}

/// The text is a way from `at` to `to`, each step of which is in the plan. A name may contain an arrow.
bool is_a_way(const plan& services, const std::string& at, std::string_view text, const std::string& to)
{
    if (text.substr(0, at.size()) != at)
        return false;
    text.remove_prefix(at.size());
    if (text.empty())
        return at == to;
    if (text.substr(0, arrow.size()) != arrow)
        return false;
    text.remove_prefix(arrow.size());
    const auto& next = services.at(at);
    return std::any_of(next.begin(), next.end(),
                       [&](const auto& n) { return services.count(n) != 0 && is_a_way(services, n, text, to); });
}

class changes
{
public:
    void perform(fuzz::bytes& in)
    {
        const auto& name = all_names[in.below(all_names.size())];
        if (services_.count(name) == 0)
            add(name, in);
        else if (const auto i = graph_.find(name); graph_.dependents(*i).empty())
            remove(name, *i);
        compare();
    }

private:
    void add(const std::string& name, fuzz::bytes& in)
    {
        std::vector<std::string> after;
        const auto chosen = in.word();
        for (std::size_t i = 0; i != all_names.size(); ++i)
        {
            if ((chosen >> i & 1U) != 0)
                after.insert(after.end(), (chosen >> 15U) + 1, all_names[i]); // perhaps twice
        }
        if ((chosen >> 14U & 1U) != 0)
            std::reverse(after.begin(), after.end());
        if ((chosen >> 13U & 1U) != 0)
            after.emplace_back(); // a name that nobody can have
        const names needs(after.begin(), after.end());
        const auto [number, cycle] = graph_.add(name, after);
        const bool refused = !cycle.empty();
        require(refused == closes_a_cycle(services_, name, needs), "a cycle is refused, and nothing else is");
        if (refused)
        {
            auto with = services_;
            with[name] = needs;
            require(cycle != name && is_a_way(with, name, cycle, name), "what is refused is a cycle");
            return;
        }
        require(number == lowest_free(), "the number is the lowest that is free");
        services_[name] = needs;
        numbers_[name] = number;
    }

    void remove(const std::string& name, std::size_t i)
    {
        graph_.remove(i);
        services_.erase(name);
        numbers_.erase(name);
    }

    std::size_t lowest_free() const
    {
        for (std::size_t n = 0;; ++n)
        {
            if (std::none_of(numbers_.begin(), numbers_.end(), [n](const auto& each) { return each.second == n; }))
                return n;
        }
    }

    numbers numbers_of(const names& which) const
    {
        numbers found;
        for (const auto& name : which)
        {
            if (const auto at = numbers_.find(name); at != numbers_.end())
                found.push_back(at->second);
        }
        std::sort(found.begin(), found.end());
        return found;
    }

    void compare() const
    {
        for (const auto& name : all_names)
        {
            const auto i = graph_.find(name);
            require(i.has_value() == (services_.count(name) != 0), "who is in the graph is found, and nobody else");
            if (!i)
                continue;
            require(*i == numbers_.at(name) && graph_.name(*i) == name && *i < graph_.size(), "a number stays");
            names dependents;
            for (const auto& [other, after] : services_)
            {
                if (after.count(name) != 0)
                    dependents.insert(other);
            }
            require(sorted(graph_.needs(*i)) == numbers_of(services_.at(name)), "needs()");
            require(sorted(graph_.dependents(*i)) == numbers_of(dependents), "dependents()");
        }
        check_order();
        check_missing();
    }

    void check_order() const
    {
        const auto order = graph_.order();
        require(order.size() == services_.size(), "the order has everybody, once");
        std::set<std::size_t> before;
        for (const auto i : order)
        {
            for (const auto needed : graph_.needs(i))
                require(before.count(needed) != 0, "in the order, each comes after what it needs");
            require(before.insert(i).second && numbers_.at(graph_.name(i)) == i, "the order has everybody, once");
        }
    }

    void check_missing() const
    {
        names texts;
        for (const auto& [name, after] : services_)
        {
            for (const auto& needed : after)
            {
                if (services_.count(needed) == 0)
                    texts.insert(name + ", which comes after " + needed);
            }
        }
        const auto said = graph_.missing();
        require(texts.empty() ? said.empty() : texts.count(said) != 0, "missing() names one who waits, and for whom");
    }

    static numbers sorted(numbers all)
    {
        std::sort(all.begin(), all.end());
        return all;
    }

    stint::detail::service_graph graph_;
    plan services_;
    std::map<std::string, std::size_t> numbers_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::bytes in(data, size);
    changes c;
    while (!in.empty())
        c.perform(in);
    return 0;
}
