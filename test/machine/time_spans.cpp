// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "time_spans.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using stint::detail::service_graph;
using spans = stint::detail::time_spans;

namespace
{

stint::time_point at(int milliseconds) { return stint::time_point{} + 1h + std::chrono::milliseconds(milliseconds); }

struct row
{
    const char* name;
    std::vector<std::string> after;
};

service_graph graph_of(const std::vector<row>& rows)
{
    service_graph g;
    for (const auto& r : rows)
        BOOST_TEST_REQUIRE(g.add(r.name, r.after).cycle == "");
    return g;
}

/// d comes after b and c, both come after a; u is on its own.
service_graph diamond() { return graph_of({{"a", {}}, {"b", {"a"}}, {"c", {"a"}}, {"d", {"b", "c"}}, {"u", {}}}); }

struct took
{
    std::size_t number;
    int from;
    int to;
};

spans of(const std::vector<took>& all)
{
    spans s;
    for (const auto& each : all)
    {
        s.begin(each.number, at(each.from));
        s.end(each.number, at(each.to));
    }
    return s;
}

std::string start(const spans& s, const service_graph& g) { return s.critical_path(g, spans::direction::start); }
std::string stop(const spans& s, const service_graph& g) { return s.critical_path(g, spans::direction::stop); }

} // namespace

BOOST_AUTO_TEST_SUITE(time_spans)

BOOST_AUTO_TEST_CASE(nobody_has_ended)
{
    const auto g = diamond();
    spans s;
    BOOST_TEST(start(s, g) == "");
    s.begin(0, at(0));
    BOOST_TEST(start(s, g) == "");
    BOOST_TEST(stop(s, g) == "");
    s.end(1, at(5)); // did not begin
    s.end(9, at(5));
    s.forget(9);
    BOOST_TEST(start(s, g) == "");
}

BOOST_AUTO_TEST_CASE(a_chain_starts_forwards_and_stops_backwards)
{
    const auto g = graph_of({{"a", {}}, {"b", {"a"}}, {"c", {"b"}}});
    BOOST_TEST(start(of({{0, 0, 100}, {1, 100, 300}, {2, 300, 350}}), g)
               == "0.350 s: a 0.100 s → b 0.200 s → c 0.050 s");
    BOOST_TEST(stop(of({{0, 250, 251}, {1, 50, 250}, {2, 0, 50}}), g) == "0.251 s: c 0.050 s → b 0.200 s → a 0.001 s");
}

BOOST_AUTO_TEST_CASE(of_a_diamond_the_slower_side)
{
    const auto g = diamond();
    BOOST_TEST(start(of({{0, 0, 100}, {1, 100, 300}, {2, 100, 200}, {3, 300, 400}, {4, 0, 50}}), g)
               == "0.400 s: a 0.100 s → b 0.200 s → d 0.100 s");
    BOOST_TEST(start(of({{0, 0, 100}, {1, 100, 200}, {2, 100, 300}, {3, 300, 400}, {4, 0, 50}}), g)
               == "0.400 s: a 0.100 s → c 0.200 s → d 0.100 s");
    BOOST_TEST(start(of({{0, 0, 100}, {1, 100, 300}, {2, 200, 300}, {3, 300, 400}, {4, 0, 400}}), g)
               == "0.400 s: a 0.100 s → b 0.200 s → d 0.100 s"); // of two that end at once the first
    BOOST_TEST(stop(of({{3, 0, 100}, {1, 100, 200}, {2, 100, 300}, {0, 300, 400}, {4, 0, 50}}), g)
               == "0.400 s: d 0.100 s → c 0.200 s → a 0.100 s");
}

BOOST_AUTO_TEST_CASE(nobody_has_waited_for_another)
{
    BOOST_TEST(start(of({{4, 0, 100}}), diamond()) == "");
    BOOST_TEST(start(of({{0, 0, 50}, {4, 0, 100}}), diamond()) == "");
    BOOST_TEST(stop(of({{0, 0, 50}}), diamond()) == "");
}

BOOST_AUTO_TEST_CASE(a_time_in_which_nobody_of_the_chain_was_busy_counts)
{
    const auto g = graph_of({{"a", {}}, {"b", {"a"}}});
    BOOST_TEST(start(of({{0, 0, 100}, {1, 500, 600}}), g)
               == "0.600 s: a 0.100 s → b 0.100 s"); // b waited for something else
}

BOOST_AUTO_TEST_CASE(who_has_not_ended_is_left_out)
{
    const auto g = diamond();
    auto s = of({{0, 0, 100}, {1, 100, 300}});
    s.begin(2, at(100));
    BOOST_TEST(start(s, g) == "0.300 s: a 0.100 s → b 0.200 s");
}

BOOST_AUTO_TEST_CASE(who_has_not_begun_is_left_out)
{
    const auto g = graph_of({{"a", {}}, {"b", {"a"}}, {"c", {"b"}}});
    auto s = of({{2, 100, 300}});
    BOOST_TEST(start(s, g) == "");
    s.end(1, at(50));
    BOOST_TEST(start(s, g) == "");
}

BOOST_AUTO_TEST_CASE(the_first_end_counts_until_the_next_beginning)
{
    const auto g = graph_of({{"a", {}}, {"b", {"a"}}});
    auto s = of({{0, 0, 100}, {1, 100, 200}});
    s.end(1, at(900));
    BOOST_TEST(start(s, g) == "0.200 s: a 0.100 s → b 0.100 s");
    s.begin(1, at(1000));
    BOOST_TEST(start(s, g) == "");
    s.end(1, at(1001));
    BOOST_TEST(start(s, g) == "1.001 s: a 0.100 s → b 0.001 s");
}

BOOST_AUTO_TEST_CASE(a_restart_may_turn_the_times_around)
{
    const auto g = graph_of({{"a", {}}, {"b", {"a"}}});
    BOOST_TEST(start(of({{1, 100, 200}, {0, 150, 180}}), g) == "0.100 s: a 0.030 s → b 0.100 s");
}

BOOST_AUTO_TEST_CASE(what_is_forgotten)
{
    auto g = diamond();
    auto s = of({{0, 0, 100}, {1, 100, 300}, {2, 100, 200}, {3, 300, 400}, {4, 0, 50}});
    g.remove(3);
    s.forget(3);
    BOOST_TEST(start(s, g) == "0.300 s: a 0.100 s → b 0.200 s");
    s.clear();
    BOOST_TEST(start(s, g) == "");
}

BOOST_AUTO_TEST_SUITE_END()
