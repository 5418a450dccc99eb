// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "pool_graphs.hpp"

#include <ostream>
#include <span>
#include <utility>

using namespace pool_graphs;

namespace stint::detail
{

std::ostream& operator<<(std::ostream& out, const pool_machine::actions& a)
{
    const auto all = [&out](const char* what, std::span<const std::size_t> which) {
        for (const auto i : which)
            out << what << ' ' << i << ' ';
    };
    const auto one = [&out](const char* what, const std::optional<std::size_t>& which) {
        if (which)
            out << what << ' ' << *which << ' ';
    };
    one("removed", a.removed);
    one("gave up", a.gave_up);
    one("restarts", a.restarts);
    all("start", a.start);
    out << (a.announce ? "announce " : "") << (a.stop_pool ? "stop_pool " : "");
    all("stop", a.stop);
    return out << (a.finish ? "finish " : "");
}

} // namespace stint::detail

namespace
{

template <class Value>
actions only(Value actions::*what, const Value& value)
{
    actions a;
    a.*what = value;
    return a;
}

const actions nothing{};
actions starts(const stint::detail::service_numbers& which) { return only(&actions::start, which); }
actions stops(const stint::detail::service_numbers& which) { return only(&actions::stop, which); }
const actions announce = only(&actions::announce, true);
const actions stop_pool = only(&actions::stop_pool, true);
const actions finish = only(&actions::finish, true);

} // namespace

BOOST_AUTO_TEST_SUITE(pool_machine)

BOOST_AUTO_TEST_CASE(a_whole_life_without_an_order)
{
    const auto g = unordered(2);
    auto pool = pool_of(g);
    BOOST_TEST(pool.start(g, now) == starts({0, 1}));
    BOOST_TEST(pool.child_ready(1, now) == nothing);
    BOOST_TEST(pool.child_ready(0, now) == announce);
    BOOST_TEST(pool.stop() == stops({0, 1}));
    BOOST_TEST(pool.child_ended(0, cleanly, now) == nothing);
    BOOST_TEST(pool.child_ended(1, cleanly, now) == finish);
}

BOOST_AUTO_TEST_CASE(an_empty_pool_is_ready_at_once_and_waits_for_its_stop)
{
    const auto g = unordered(0);
    auto pool = pool_of(g);
    BOOST_TEST(pool.start(g, now) == announce);
    BOOST_TEST(pool.stop() == finish);
}

BOOST_AUTO_TEST_CASE(a_chain_starts_forwards_and_stops_backwards)
{
    const auto g = graph_of({{}, {0}, {1}});
    auto pool = pool_of(g);
    BOOST_TEST(pool.start(g, now) == starts({0}));
    BOOST_TEST(pool.child_ready(0, now) == starts({1}));
    BOOST_TEST(pool.child_ready(1, now) == starts({2}));
    BOOST_TEST(pool.child_ready(2, now) == announce);
    BOOST_TEST(pool.stop() == stops({2}));
    BOOST_TEST(pool.child_ended(2, cleanly, now) == stops({1}));
    BOOST_TEST(pool.child_ended(1, cleanly, now) == stops({0}));
    BOOST_TEST(pool.child_ended(0, cleanly, now) == finish);
}

BOOST_AUTO_TEST_CASE(what_two_need_is_asked_after_both)
{
    const auto g = graph_of({{}, {0}, {0}});
    auto pool = pool_of(g);
    BOOST_TEST(pool.start(g, now) == starts({0}));
    BOOST_TEST(pool.child_ready(0, now) == starts({1, 2}));
    BOOST_TEST(pool.stop() == stops({1, 2}));
    BOOST_TEST(pool.child_ended(1, cleanly, now) == nothing);
    BOOST_TEST(pool.child_ended(2, cleanly, now) == stops({0}));
    BOOST_TEST(pool.child_ended(0, cleanly, now) == finish);
}

BOOST_AUTO_TEST_CASE(at_the_deadline_there_is_no_order)
{
    const auto g = graph_of({{}, {0}, {1}});
    auto pool = pool_of(g);
    BOOST_TEST(pool.start(g, now) == starts({0}));
    BOOST_TEST(pool.child_ready(0, now) == starts({1}));
    BOOST_TEST(pool.child_ready(1, now) == starts({2}));
    BOOST_TEST(pool.stop() == stops({2}));
    BOOST_TEST(pool.stop_all() == stops({0, 1}));
    BOOST_TEST(pool.child_ended(0, cleanly, now) == nothing);
    BOOST_TEST(pool.child_ended(2, cleanly, now) == nothing);
    BOOST_TEST(pool.child_ended(1, cleanly, now) == finish);
}

BOOST_AUTO_TEST_CASE(what_has_not_started_does_not_start_in_a_pool_that_ends)
{
    const auto g = graph_of({{}, {0}, {1}});
    auto pool = pool_of(g);
    BOOST_TEST(pool.start(g, now) == starts({0}));
    BOOST_TEST(pool.child_ready(0, now) == starts({1}));
    BOOST_TEST(pool.child_ended(1, by_a_crash, now) == stop_pool); // its start failed
    BOOST_TEST(pool.stop() == stops({0}));                         // only what had started is unwound
    BOOST_TEST(pool.child_ended(0, cleanly, now) == finish);
}

BOOST_AUTO_TEST_CASE(a_pool_that_was_told_to_stop_before_it_runs_starts_nobody)
{
    const auto g = graph_of({{}, {0}});
    auto pool = pool_of(g);
    BOOST_TEST(pool.start(g, now, true) == nothing);
    BOOST_TEST(pool.stop() == finish);
    BOOST_TEST(pool.start(g, now) == starts({0})); // the next time it does
}

BOOST_AUTO_TEST_CASE(nobody_starts_between_the_word_of_a_stop_and_the_stop)
{
    const auto g = graph_of({{}, {0}});
    auto pool = pool_of(g);
    BOOST_TEST(pool.start(g, now) == starts({0}));
    pool.expect_stop();
    BOOST_TEST(pool.child_ready(0, now) == nothing);
    BOOST_TEST(pool.stop() == stops({0}));
    BOOST_TEST(pool.child_ended(0, cleanly, now) == finish);
}

BOOST_AUTO_TEST_CASE(a_service_that_begins_to_leave_stops_the_pool)
{
    const auto g = unordered(2);
    auto pool = pool_of(g);
    BOOST_TEST(pool.start(g, now) == starts({0, 1}));
    BOOST_TEST(pool.child_ready(0, now) == nothing);
    BOOST_TEST(pool.child_leaving(0) == stop_pool);           // not only at its end, which may take long
    BOOST_TEST(pool.child_ready(1, now) == nothing);          // too late for the pool to be ready
    BOOST_TEST(pool.child_ended(0, cleanly, now) == nothing); // the on_stopping hooks run
    BOOST_TEST(pool.stop() == stops({1}));
    BOOST_TEST(pool.child_leaving(1) == nothing);
    BOOST_TEST(pool.child_ended(1, cleanly, now) == finish);
}

BOOST_AUTO_TEST_CASE(all_services_may_end_before_the_stop)
{
    const auto g = unordered(2);
    auto pool = pool_of(g);
    BOOST_TEST(pool.start(g, now) == starts({0, 1}));
    BOOST_TEST(pool.child_ended(0, cleanly, now) == stop_pool);
    BOOST_TEST(pool.child_ended(1, cleanly, now) == nothing);
    BOOST_TEST(pool.stop() == finish);
}

BOOST_AUTO_TEST_CASE(a_pool_that_is_abandoned_asks_those_that_run_and_ends_with_them)
{
    const auto g = unordered(3);
    auto pool = pool_of(g);
    pool.start(g, now);
    pool.child_ready(1, now);
    BOOST_TEST(pool.counts_as_there(1));
    pool.child_ended(0, cleanly, now);
    BOOST_TEST(!pool.abandon([](std::size_t i) { return i == 2; }));
    BOOST_TEST(pool.asked(2));
    BOOST_TEST(!pool.counts_as_there(1)); // its restart is not done, for who waits for it
    BOOST_TEST(pool.child_ready(2, now) == nothing);
    BOOST_TEST(pool.stop() == nothing);
    BOOST_TEST(pool.child_ended(2, cleanly, now) == finish);
    BOOST_TEST(!pool.running());
}

BOOST_AUTO_TEST_CASE(it_runs_again)
{
    const auto g = graph_of({{}, {0}});
    auto pool = pool_of(g);
    for (int run = 0; run != 3; ++run)
    {
        BOOST_TEST(pool.start(g, now) == starts({0}));
        BOOST_TEST(pool.child_ready(0, now) == starts({1}));
        BOOST_TEST(pool.child_ended(1, cleanly, now) == stop_pool);
        BOOST_TEST(pool.stop() == stops({0}));
        BOOST_TEST(pool.child_ended(0, cleanly, now) == finish);
    }
}

BOOST_AUTO_TEST_SUITE_END()
