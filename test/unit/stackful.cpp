// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/plain_world.hpp"
#include <stint/stackful.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;

BOOST_FIXTURE_TEST_SUITE(stackful, plain_world)

BOOST_AUTO_TEST_CASE(waits_by_its_yield_context_until_the_stop)
{
    int turns = 0;
    const auto life = make("old", stint::stackful([&](stint::lifecycle& own, asio::yield_context yield) {
                               asio::steady_timer timer(own.get_executor());
                               stint::await(own, own.running(), yield);
                               do
                               {
                                   ++turns;
                                   timer.expires_after(turns < 3 ? 0s : 1h);
                               } while (stint::await(own, own.until_stop(timer.async_wait(asio::deferred)), yield));
                           }));
    const auto end = run(*life);
    until([&] { return turns == 3; });
    BOOST_TEST(life->state() == state::running);
    life->stop();
    settle();
    BOOST_TEST(end.clean());
    check(log, {"old starting", "old running", "old stopping", "old stopped"});
}

BOOST_AUTO_TEST_CASE(what_it_throws_crashes_the_service)
{
    const auto life = make(
        "old", stint::stackful([](stint::lifecycle&, asio::yield_context) { throw std::runtime_error("no stack"); }));
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.text() == "no stack");
}

BOOST_AUTO_TEST_CASE(the_deadline_cancels_what_it_waits_for)
{
    const auto life = make("deaf", stint::stackful([](stint::lifecycle& own, asio::yield_context yield) {
                               stint::await(own, own.running(), yield);
                               asio::steady_timer timer(own.get_executor(), 1h);
                               timer.async_wait(yield);
                           }));
    const auto end = run(*life);
    settle();
    life->stop(0s);
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_SUITE_END()
