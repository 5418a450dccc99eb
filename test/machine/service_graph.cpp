// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "service_graph.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <random>
#include <string>
#include <vector>

using graph = stint::detail::service_graph;
using numbers = std::vector<std::size_t>;
using names = std::vector<std::string>;

namespace
{

/// By walking from everywhere to everywhere.
bool has_cycle(const std::vector<numbers>& after)
{
    const auto n = after.size();
    std::vector<std::vector<bool>> reaches(n, std::vector<bool>(n));
    for (std::size_t i = 0; i != n; ++i)
    {
        for (const auto j : after[i])
            reaches[i][j] = true;
    }
    for (std::size_t k = 0; k != n; ++k)
    {
        for (std::size_t i = 0; i != n; ++i)
        {
            for (std::size_t j = 0; j != n; ++j)
                reaches[i][j] = reaches[i][j] || (reaches[i][k] && reaches[k][j]);
        }
    }
    for (std::size_t i = 0; i != n; ++i)
    {
        if (reaches[i][i])
            return true;
    }
    return false;
}

/// What a graph has to know: by name, what each service comes after.
using plan = std::map<std::string, names>;

bool has_cycle(const plan& services)
{
    std::map<std::string, std::size_t> index;
    for (const auto& [name, after] : services)
        index.emplace(name, index.size());
    std::vector<numbers> edges;
    for (const auto& [name, after] : services)
    {
        numbers to;
        for (const auto& needed : after)
        {
            if (index.count(needed) != 0)
                to.push_back(index.at(needed));
        }
        edges.push_back(to);
    }
    return has_cycle(edges);
}

names sorted_names(const graph& g, const numbers& which)
{
    names found;
    for (const auto i : which)
        found.push_back(g.name(i));
    std::sort(found.begin(), found.end());
    return found;
}

/// Each edge of the plan is there in both directions, and no other.
bool agrees(const graph& g, const plan& services)
{
    for (const auto& [name, after] : services)
    {
        names needs;
        names dependents;
        for (const auto& [other, others] : services)
        {
            if (std::count(after.begin(), after.end(), other) != 0)
                needs.push_back(other);
            if (std::count(others.begin(), others.end(), name) != 0)
                dependents.push_back(other);
        }
        const auto i = g.find(name);
        if (!i || sorted_names(g, g.needs(*i)) != needs || sorted_names(g, g.dependents(*i)) != dependents)
            return false;
    }
    return true;
}

} // namespace

BOOST_AUTO_TEST_SUITE(service_graph)

BOOST_AUTO_TEST_CASE(an_edge_in_both_directions)
{
    graph g;
    BOOST_TEST(g.add("db", {}).cycle == "");
    BOOST_TEST(g.add("app", {"db", "db"}).cycle == ""); // twice is once
    BOOST_TEST(g.needs(1) == numbers{0}, boost::test_tools::per_element());
    BOOST_TEST(g.dependents(0) == numbers{1}, boost::test_tools::per_element());
    BOOST_TEST(g.missing() == "");
}

BOOST_AUTO_TEST_CASE(what_is_needed_may_be_added_later)
{
    graph g;
    BOOST_TEST(g.add("app", {"db", "cache"}).cycle == "");
    BOOST_TEST(g.missing() == "app, which comes after cache");
    BOOST_TEST(g.add("cache", {}).cycle == "");
    BOOST_TEST(g.missing() == "app, which comes after db");
    BOOST_TEST(g.add("db", {}).cycle == "");
    BOOST_TEST(g.missing() == "");
    BOOST_TEST(g.needs(0) == (numbers{1, 2}), boost::test_tools::per_element());
    BOOST_TEST(g.dependents(2) == numbers{0}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_cycle_is_named_and_nothing_is_added)
{
    graph g;
    BOOST_TEST(g.add("self", {"self"}).cycle == "self → self");
    BOOST_TEST(g.add("a", {"b"}).cycle == "");
    BOOST_TEST(g.add("b", {"c", "other"}).cycle == "");
    BOOST_TEST(g.add("c", {"a"}).cycle == "c → a → b → c");
    BOOST_TEST(g.size() == 2U);
    BOOST_TEST(g.add("other", {"a"}).cycle == "other → a → b → other");
    BOOST_TEST(g.add("c", {}).cycle == "");
    BOOST_TEST(g.needs(1) == numbers{2}, boost::test_tools::per_element());
    BOOST_TEST(g.missing() == "b, which comes after other");
}

BOOST_AUTO_TEST_CASE(every_cycle_is_found_and_nothing_else_is)
{
    std::mt19937 random(42);
    int cycles = 0;
    for (int round = 0; round != 2000; ++round)
    {
        const std::size_t n = 1 + random() % 7;
        std::vector<numbers> after(n);
        for (auto& each : after)
        {
            for (std::size_t j = 0; j != n; ++j)
            {
                if (random() % (n + 1) == 0)
                    each.push_back(j);
            }
        }
        graph g;
        bool found = false;
        for (std::size_t i = 0; i != n && !found; ++i)
        {
            std::vector<std::string> names;
            for (const auto j : after[i])
                names.push_back(std::to_string(j));
            found = !g.add(std::to_string(i), names).cycle.empty();
        }
        BOOST_TEST(found == has_cycle(after), "round " << round);
        cycles += found;
    }
    BOOST_TEST(cycles > 500);
    BOOST_TEST(cycles < 1500);
}

BOOST_AUTO_TEST_CASE(what_is_removed_leaves_no_edge)
{
    graph g;
    BOOST_TEST(g.add("db", {}).number == 0U);
    BOOST_TEST(g.add("cache", {"db"}).number == 1U);
    BOOST_TEST(g.add("app", {"cache", "db"}).number == 2U);
    BOOST_TEST((g.find("app") == 2U));
    g.remove(2);
    BOOST_TEST(!g.find("app"));
    BOOST_TEST(g.dependents(1).empty());
    BOOST_TEST(g.dependents(0) == numbers{1}, boost::test_tools::per_element());
    g.remove(1);
    BOOST_TEST(g.dependents(0).empty());
    BOOST_TEST((g.find("db") == 0U));
}

BOOST_AUTO_TEST_CASE(numbers_are_used_again_the_lowest_first)
{
    graph g;
    for (const auto* name : {"0", "1", "2", "3"})
        BOOST_TEST(g.add(name, {}).cycle == "");
    for (const std::size_t i : {1U, 3U, 0U})
        g.remove(i);
    BOOST_TEST(g.size() == 4U);
    BOOST_TEST(g.add("a", {"2", "b"}).number == 0U);
    BOOST_TEST(g.add("b", {"2"}).number == 1U);
    BOOST_TEST(g.add("c", {"a"}).number == 3U);
    BOOST_TEST(g.add("d", {"a"}).number == 4U);
    BOOST_TEST(g.name(0) == "a");
    BOOST_TEST(sorted_names(g, g.needs(0)) == (names{"2", "b"}), boost::test_tools::per_element());
    BOOST_TEST(sorted_names(g, g.dependents(2)) == (names{"a", "b"}), boost::test_tools::per_element());
    BOOST_TEST(sorted_names(g, g.dependents(0)) == (names{"c", "d"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_refused_cycle_takes_no_number)
{
    graph g;
    BOOST_TEST(g.add("a", {"b"}).number == 0U);
    BOOST_TEST(g.add("b", {"a"}).cycle == "b → a → b");
    BOOST_TEST(!g.find("b"));
    BOOST_TEST(g.add("b", {}).number == 1U);
}

BOOST_AUTO_TEST_CASE(a_name_is_missed_no_more_by_who_is_removed)
{
    graph g;
    BOOST_TEST(g.add("a", {"x"}).number == 0U);
    BOOST_TEST(g.add("b", {"x", "y"}).number == 1U);
    g.remove(0);
    BOOST_TEST(g.missing() == "b, which comes after x"); // another one still misses it
    g.remove(1);
    BOOST_TEST(g.missing() == "");
    BOOST_TEST(g.add("x", {}).number == 0U);
    BOOST_TEST(g.dependents(0).empty());
}

BOOST_AUTO_TEST_CASE(a_name_that_was_removed_may_be_missed_again)
{
    graph g;
    BOOST_TEST(g.add("db", {}).number == 0U);
    g.remove(0);
    BOOST_TEST(g.add("app", {"db"}).number == 0U);
    BOOST_TEST(g.missing() == "app, which comes after db");
    BOOST_TEST(g.add("db", {}).number == 1U);
    BOOST_TEST(g.needs(0) == numbers{1}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_cycle_is_found_after_numbers_were_used_again)
{
    graph g;
    for (const auto* name : {"0", "1", "2"})
        BOOST_TEST(g.add(name, {}).cycle == "");
    g.remove(0);
    g.remove(1);
    BOOST_TEST(g.add("a", {"new"}).number == 0U); // waits with a lower number than who waited before
    BOOST_TEST(g.add("b", {"a"}).number == 1U);
    BOOST_TEST(g.add("c", {"new"}).number == 3U);
    g.remove(2);
    BOOST_TEST(g.add("d", {"c", "new"}).number == 2U);
    BOOST_TEST(g.add("new", {"b"}).cycle == "new → b → a → new");
    BOOST_TEST(g.add("new", {"d"}).cycle == "new → d → new");
    BOOST_TEST(g.add("new", {"c"}).cycle == "new → c → new");
    BOOST_TEST(g.add("new", {}).number == 4U);
}

BOOST_AUTO_TEST_CASE(in_the_order_each_comes_after_what_it_needs)
{
    graph g;
    BOOST_TEST(g.order().empty());
    BOOST_TEST(g.add("d", {"b", "c"}).number == 0U);
    BOOST_TEST(g.add("x", {}).number == 1U);
    BOOST_TEST(g.add("c", {"a"}).number == 2U);
    BOOST_TEST(g.add("b", {"c", "a"}).number == 3U);
    BOOST_TEST(g.add("a", {}).number == 4U);
    BOOST_TEST(g.order() == (numbers{1, 4, 2, 3, 0}), boost::test_tools::per_element());
    g.remove(1);
    BOOST_TEST(g.order() == (numbers{4, 2, 3, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(it_is_right_after_any_changes)
{
    std::mt19937 random(7);
    int cycles = 0;
    int removals = 0;
    for (int round = 0; round != 300; ++round)
    {
        graph g;
        plan services;
        bool right = true;
        for (int step = 0; step != 30; ++step)
        {
            const auto name = std::to_string(random() % 7);
            if (const auto i = g.find(name))
            {
                if (!g.dependents(*i).empty())
                    continue;
                g.remove(*i);
                services.erase(name);
                ++removals;
            }
            else
            {
                names after;
                for (int other = 0; other != 7; ++other)
                {
                    if (random() % 4 == 0)
                        after.push_back(std::to_string(other));
                }
                auto changed = services;
                changed.emplace(name, after);
                const bool refused = !g.add(name, after).cycle.empty();
                right = right && refused == has_cycle(changed);
                services = refused ? services : changed;
                cycles += refused;
            }
            right = right && agrees(g, services);
        }
        BOOST_TEST(right, "round " << round);
    }
    BOOST_TEST(cycles > 300);
    BOOST_TEST(removals > 300);
}

BOOST_AUTO_TEST_SUITE_END()
