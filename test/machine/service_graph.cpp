// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "service_graph.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <vector>

using graph = stint::detail::service_graph;
using numbers = std::vector<std::size_t>;

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

} // namespace

BOOST_AUTO_TEST_SUITE(service_graph)

BOOST_AUTO_TEST_CASE(an_edge_in_both_directions)
{
    graph g;
    BOOST_TEST(g.add("db", {}) == "");
    BOOST_TEST(g.add("app", {"db", "db"}) == ""); // twice is once
    BOOST_TEST(g.needs(1) == numbers{0}, boost::test_tools::per_element());
    BOOST_TEST(g.dependents(0) == numbers{1}, boost::test_tools::per_element());
    BOOST_TEST(g.missing() == "");
}

BOOST_AUTO_TEST_CASE(what_is_needed_may_be_added_later)
{
    graph g;
    BOOST_TEST(g.add("app", {"db", "cache"}) == "");
    BOOST_TEST(g.missing() == "app, which comes after cache");
    BOOST_TEST(g.add("cache", {}) == "");
    BOOST_TEST(g.missing() == "app, which comes after db");
    BOOST_TEST(g.add("db", {}) == "");
    BOOST_TEST(g.missing() == "");
    BOOST_TEST(g.needs(0) == (numbers{1, 2}), boost::test_tools::per_element());
    BOOST_TEST(g.dependents(2) == numbers{0}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_cycle_is_named_and_nothing_is_added)
{
    graph g;
    BOOST_TEST(g.add("self", {"self"}) == "self → self");
    BOOST_TEST(g.add("a", {"b"}) == "");
    BOOST_TEST(g.add("b", {"c", "other"}) == "");
    BOOST_TEST(g.add("c", {"a"}) == "c → a → b → c");
    BOOST_TEST(g.size() == 2U);
    BOOST_TEST(g.add("other", {"a"}) == "other → a → b → other");
    BOOST_TEST(g.add("c", {}) == "");
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
            found = !g.add(std::to_string(i), names).empty();
        }
        BOOST_TEST(found == has_cycle(after), "round " << round);
        cycles += found;
    }
    BOOST_TEST(cycles > 500);
    BOOST_TEST(cycles < 1500);
}

BOOST_AUTO_TEST_SUITE_END()
