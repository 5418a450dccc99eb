// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The defects of the seed's lifecycle (doc/seed.md), and that they are not here. D1 to D9.

#include "support/world.hpp"

#include <boost/test/unit_test.hpp>

using namespace test;

BOOST_FIXTURE_TEST_SUITE(defects_lifecycle, world)

BOOST_AUTO_TEST_CASE(D01_waiting_after_the_end_leaves_nothing_locked)
{
    for (const auto& f : {body(quitter), crasher("disk full")})
    {
        const auto life = make("a", f);
        run(*life);
        settle();
        const auto first = wait(*life);
        const auto second = wait(*life);
        settle();
        BOOST_TEST(first.came());
        BOOST_TEST(second.came());
        BOOST_TEST(first.text() == second.text());
        BOOST_TEST(!life->should_stop());
        life->stop();
        life->on_starting([](stint::service&, stint::lifecycle&) {});
        const auto again = run(*life);
        settle();
        BOOST_TEST(again.came());
    }
}

BOOST_AUTO_TEST_CASE(D02_waiting_before_the_run_waits_for_its_end)
{
    const auto life = make("a", server);
    const auto end = wait(*life);
    settle();
    BOOST_TEST(end.calls() == 0);
    run(*life);
    settle();
    BOOST_TEST(end.calls() == 0);
    check(log, {"a starting", "a running"});
    life->stop();
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(D03_a_stop_as_the_service_ends_leaves_nothing_locked)
{
    const auto life = make("a", quitter);
    run(*life);
    const auto stopped = stop(*life, 20s);
    settle();
    BOOST_TEST(stopped.clean());
    const auto again = run(*life);
    settle();
    BOOST_TEST(again.clean());
    BOOST_TEST(wait(*life).calls() == 0);
    settle();
}

struct port_in_use
{
    int port;
};

BOOST_AUTO_TEST_CASE(D04_what_the_service_threw_is_given_to_whoever_runs_it)
{
    const auto life = make("a", [](stint::lifecycle&) -> asio::awaitable<void> {
        throw port_in_use{7000};
        co_return;
    });
    const auto end = run(*life);
    settle();
    BOOST_REQUIRE(end.error());
    BOOST_CHECK_EXCEPTION(std::rethrow_exception(end.error()), port_in_use,
                          [](const port_in_use& e) { return e.port == 7000; });
    BOOST_TEST((life->error() == end.error()));
    BOOST_TEST(life->state() == state::crashed);
}

BOOST_AUTO_TEST_CASE(D05_a_hook_that_throws_crashes_its_service_and_nothing_else)
{
    const auto fail = [](stint::service&, stint::lifecycle&, auto...) { throw std::runtime_error("hook"); };

    auto life = make("starting", server);
    life->on_starting(fail);
    auto end = run(*life);
    settle();
    check_of(log, "starting", {"starting", "crashed"});
    BOOST_TEST(end.text() == "hook");

    life = make("running", server);
    life->on_running(fail);
    end = run(*life);
    settle();
    check_of(log, "running", {"starting", "running", "stopping", "crashed"});
    BOOST_TEST(end.text() == "hook");

    life = make("stopping", quitter);
    life->on_stopping(fail);
    end = run(*life);
    settle();
    check_of(log, "stopping", {"starting", "running", "stopping", "crashed"});
    BOOST_TEST(end.text() == "hook");

    life = make("stopped", quitter);
    life->on_stopped(fail);
    end = run(*life);
    settle();
    BOOST_TEST(end.text() == "hook");

    life = make("crashed", crasher("first"));
    life->on_crashed(fail);
    end = run(*life);
    settle();
    check_of(log, "crashed", {"starting", "running", "crashed"});
    BOOST_TEST(end.text() == "first");
    BOOST_TEST(life->failures().size() == 2U);
}

BOOST_AUTO_TEST_CASE(D06_a_stop_before_the_run_is_not_lost)
{
    const auto life = make("a", server);
    life->stop(5s);
    const auto end = run(*life);
    settle();
    check(log, {"a starting", "a stopping", "a stopped"});
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(D07_the_deadline_is_enforced)
{
    auto life = running("deaf", deaf);
    auto end = stop(*life, 20s);
    advance(20s - 1ns);
    BOOST_TEST(end.calls() == 0);
    advance(1ns);
    BOOST_TEST(end.clean()); // the cancellation was asked for
    check(log, {"deaf stopping", "deaf stopped"});

    life = running("zombie", zombie);
    end = stop(*life, 20s);
    advance(21s - 1ns);
    BOOST_TEST(end.calls() == 0);
    advance(1ns);
    BOOST_TEST(end.failed_with(stint::error::shutdown_timeout));
    check(log, {"zombie stopping", "zombie crashed"});
}

BOOST_AUTO_TEST_CASE(D08_a_second_stop_waits_too_and_can_only_shorten_the_deadline)
{
    const auto life = running("a", deaf);
    const auto first = stop(*life, 20s);
    settle();
    const auto soonest = life->deadline();
    BOOST_TEST((soonest == now() + 20s));
    const auto longer = stop(*life, 60s);
    settle();
    BOOST_TEST((life->deadline() == soonest));
    const auto tighter = stop(*life, 3s);
    settle();
    BOOST_TEST((life->deadline() == now() + 3s));
    BOOST_TEST(longer.calls() + tighter.calls() == 0);
    advance(3s);
    BOOST_TEST(first.clean());
    BOOST_TEST(longer.clean());
    BOOST_TEST(tighter.clean());
}

BOOST_AUTO_TEST_CASE(D09_a_stop_from_a_hook_does_not_wait_for_itself)
{
    const auto ask = [](stint::service&, stint::lifecycle& own, auto...) { own.stop(); };

    auto life = make("a", server);
    life->on_starting(ask);
    auto end = run(*life);
    settle();
    check(log, {"a starting", "a stopping", "a stopped"});
    BOOST_TEST(end.clean());

    life = make("a", server);
    life->on_running(ask);
    end = run(*life);
    settle();
    check(log, {"a starting", "a running", "a stopping", "a stopped"});
    BOOST_TEST(end.clean());

    life = make("a", quitter);
    life->on_stopping(ask);
    end = run(*life);
    settle();
    check(log, {"a starting", "a running", "a stopping", "a stopped"});
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(D09_awaiting_the_end_from_a_hook_is_refused)
{
    const auto await_end = [](stint::service&, stint::lifecycle& own, auto...) -> asio::awaitable<void> {
        co_await own.async_wait(asio::deferred);
    };
    auto life = make("a", server);
    life->on_starting(await_end);
    auto end = run(*life);
    settle();
    BOOST_TEST(end.failed_with(stint::error::waits_for_itself));

    life = make("a", server);
    life->on_running(await_end);
    end = run(*life);
    settle();
    BOOST_TEST(end.failed_with(stint::error::waits_for_itself));

    life = make("a", quitter);
    life->on_stopping(await_end);
    end = run(*life);
    settle();
    BOOST_TEST(end.failed_with(stint::error::waits_for_itself));
}

BOOST_AUTO_TEST_SUITE_END()
