// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What the end of a service means for its pool.

#include "support/world.hpp"

#include <boost/test/unit_test.hpp>

using namespace test;
using stint::reaction;

namespace
{

constexpr auto for_ever = stint::restart_params::unlimited;

/// Restarts after exactly a second, then two, then four …
stint::restart_params without_chance(std::size_t most = for_ever)
{
    stint::restart_params p;
    p.first_delay = 1s;
    p.jitter = 0;
    p.most = most;
    return p;
}

stint::service_params restarted(std::size_t most = for_ever)
{
    stint::service_params p;
    p.on_end = reaction::restart;
    p.on_crash = reaction::restart;
    p.restart = without_chance(most);
    return p;
}

struct supervised : world_with_outermost
{
    recorder events;
    std::optional<stint::pool> app;

    stint::pool& make_app(stint::restart_strategy s = stint::restart_strategy::one_for_one)
    {
        stint::pool_params p;
        p.strategy = s;
        return app.emplace(io(), std::move(p));
    }
    void start()
    {
        life = stint::make_lifecycle(executor(), *app);
        log.watch(*life);
        events.watch_events(*life);
        world_with_outermost::start();
    }
    std::size_t told(const std::string& line) const { return events.count(line); }
};

/// Crashes so many times, then serves.
body flapping(int times, int& runs)
{
    return [times, &runs](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        if (++runs <= times)
            throw std::runtime_error("crash " + std::to_string(runs));
        co_await own.stop_requested();
    };
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(supervision, supervised)

BOOST_AUTO_TEST_CASE(a_crashed_service_is_restarted_after_a_delay_that_grows)
{
    int runs = 0;
    make_app().add("a", flapping(3, runs), restarted());
    start();
    BOOST_TEST(runs == 1);
    advance(1s - 1ns);
    BOOST_TEST(runs == 1);
    advance(1ns);
    BOOST_TEST(runs == 2);
    advance(2s - 1ns);
    BOOST_TEST(runs == 2);
    advance(1ns);
    BOOST_TEST(runs == 3);
    advance(4s);
    BOOST_TEST(runs == 4);
    BOOST_TEST(told("SERVICE_RESTARTING app/a") == 3U);
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(!life->error()); // what was repaired is no failure of the pool
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(the_delay_begins_anew_when_the_service_has_stayed_up)
{
    int runs = 0;
    make_app().add(
        "a",
        [&](stint::lifecycle& own) -> asio::awaitable<void> {
            ++runs;
            co_await own.running();
            co_await time->sleep(runs == 3 ? 60s : 0s);
        },
        restarted());
    start();
    advance(1s + 2s); // runs for the third time
    BOOST_TEST(runs == 3);
    advance(60s + 1s);
    BOOST_TEST(runs == 4);
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(too_many_restarts_crash_the_pool_with_the_cause_first)
{
    int runs = 0;
    auto& pool = make_app();
    pool.add("a", flapping(100, runs), restarted(2));
    pool.add("b", server);
    start();
    advance(10s);
    BOOST_TEST(runs == 3);
    BOOST_TEST(life->state() == state::crashed);
    BOOST_TEST(end->text() == "crash 3");
    BOOST_REQUIRE(life->failures().size() == 2U);
    BOOST_TEST(is(life->failures().at(1).error, stint::error::restart_limit));
    BOOST_TEST(life->failures().at(1).service == "app/a");
    BOOST_TEST(told("RESTART_LIMIT app/a") == 1U);
}

BOOST_AUTO_TEST_CASE(too_many_clean_ends_are_a_failure_too)
{
    make_app().add("a", quitter, restarted(2));
    start();
    advance(10s);
    BOOST_TEST(end->failed_with(stint::error::restart_limit));
}

BOOST_AUTO_TEST_CASE(an_end_may_be_ignored)
{
    stint::service_params ignored;
    ignored.on_end = reaction::ignore;
    ignored.on_crash = reaction::ignore;
    auto& pool = make_app();
    pool.add("job", quitter, ignored);
    pool.add("experiment", crasher("no luck"), ignored);
    pool.add("server", server, {.after = {"job", "experiment"}});
    start();
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(told("SERVICE_RUNNING app/server") == 1U);
    BOOST_TEST(!life->error());
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_clean_end_and_a_crash_may_mean_different_things)
{
    stint::service_params transient = restarted();
    transient.on_end = reaction::ignore;
    int runs = 0;
    make_app().add(
        "job",
        [&](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await own.running();
            if (++runs == 1)
                throw std::runtime_error("try again");
        },
        transient);
    start();
    advance(60s);
    BOOST_TEST(runs == 2);
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_service_may_say_that_it_is_not_to_be_restarted)
{
    int runs = 0;
    make_app().add(
        "a",
        [&](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await own.running();
            if (++runs == 2)
                own.do_not_restart();
            throw std::runtime_error("crash");
        },
        restarted());
    start();
    advance(60s);
    BOOST_TEST(runs == 2);
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_service_may_take_the_tree_down)
{
    stint::pool inner(io(), {.name = "inner"});
    inner.add(
        "a",
        [&](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await own.running();
            co_await time->sleep(1s);
            own.stop_tree();
            co_await own.stop_requested();
        },
        restarted());
    auto& pool = make_app();
    pool.add(inner);
    pool.add("b", server);
    start();
    advance(1s);
    BOOST_TEST(end->clean());
    BOOST_TEST(told("SERVICE_STOPPED app/b") == 1U);

    const auto alone = running("alone", server);
    alone->stop_tree();
    settle();
    BOOST_TEST(alone->state() == state::stopped);
}

BOOST_AUTO_TEST_CASE(a_stop_during_a_delay_ends_at_once)
{
    int runs = 0;
    make_app().add("a", flapping(100, runs), restarted());
    start();
    advance(500ms);
    BOOST_TEST(stops_cleanly());
    advance(60s);
    BOOST_TEST(runs == 1);
    BOOST_TEST(time->waiting() == 0U);
}

BOOST_AUTO_TEST_CASE(one_that_flaps_does_not_delay_another)
{
    int flaps = 0;
    int runs = 0;
    auto& pool = make_app();
    pool.add("flaps", flapping(100, flaps), restarted());
    pool.add(
        "b",
        [&](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await own.running();
            co_await time->sleep(++runs == 1 ? 16s : 1h);
            throw std::runtime_error("crash");
        },
        restarted());
    start();
    advance(16s + 1s);
    BOOST_TEST(flaps == 5);
    BOOST_TEST(runs == 2); // after a second, not after the sixteen that the other waits
    BOOST_TEST(stops_cleanly() == false);
}

BOOST_AUTO_TEST_CASE(rest_for_one_restarts_those_that_come_after_it_in_order)
{
    int runs = 0;
    auto& pool = make_app(stint::restart_strategy::rest_for_one);
    log.watch(pool.add(
        "db",
        [&](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await own.running();
            co_await time->sleep(++runs == 1 ? 1s : 1h);
            throw std::runtime_error("crash");
        },
        restarted()));
    log.watch(pool.add("api", server, {.after = "db"}));
    log.watch(pool.add("web", server, {.after = "api"}));
    log.watch(pool.add("ticker", server));
    start();
    log.take();
    advance(1s);
    check(log, {"db crashed", "web stopping", "web stopped", "api stopping", "api stopped"});
    advance(1s);
    check(log, {"db starting", "db running", "api starting", "api running", "web starting", "web running"});
    BOOST_TEST(life->state() == state::running);
}

BOOST_AUTO_TEST_CASE(one_for_all_restarts_all)
{
    int runs = 0;
    auto& pool = make_app(stint::restart_strategy::one_for_all);
    log.watch(pool.add("a", flapping(1, runs), restarted()));
    log.watch(pool.add("b", server));
    start();
    check_of(log, "b", {"starting", "running", "stopping", "stopped"});
    advance(1s);
    check_of(log, "b", {"starting", "running", "stopping", "stopped", "starting", "running"});
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_pool_that_gives_up_is_restarted_by_the_pool_that_it_is_in)
{
    int runs = 0;
    stint::pool inner(io(), {.name = "inner"});
    inner.add("a", flapping(3, runs), restarted(1));
    make_app().add(inner, restarted());
    start();
    advance(1s); // the second crash: the inner pool gives up
    BOOST_TEST(told("SERVICE_POOL_CRASHED app/inner") == 1U);
    BOOST_TEST(told("SERVICE_RESTARTING app/inner") == 1U);
    advance(1s); // the inner pool begins anew
    BOOST_TEST(runs == 3);
    advance(1s);
    BOOST_TEST(runs == 4);
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_stop_for_a_crash_has_the_shorter_one_of_the_timeouts_of_a_pool_and_of_its_lifecycle)
{
    for (const auto& [of_pool, of_lifecycle] : {std::pair{2s, 10s}, {10s, 2s}})
    {
        app.emplace(io(), stint::pool_params{.stop_timeout = of_pool});
        app->add("deaf", deaf);
        app->add("broken", crasher("broken"));
        life = stint::make_lifecycle(executor(), *app);
        life->set_params({.stop_timeout = of_lifecycle});
        world_with_outermost::start();
        advance(2s);
        BOOST_TEST(end->text() == "broken");
    }
}

BOOST_AUTO_TEST_CASE(what_cannot_run_again_because_it_was_given_up_is_tried_again)
{
    int runs = 0;
    stint::service_params p = restarted();
    p.stop_timeout = 1s;
    p.abort_grace = 1s;
    make_app().add(
        "a",
        [&](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await own.running();
            if (++runs == 1)
            {
                own.stop();
                co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
                co_await time->sleep(10s);
            }
            co_await own.stop_requested();
        },
        p);
    start();
    advance(2s); // it is given up
    BOOST_TEST(told("SERVICE_GIVEN_UP app/a") == 1U);
    advance(3s); // two attempts are refused
    BOOST_TEST(runs == 1);
    advance(60s);
    BOOST_TEST(runs == 2);
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_SUITE_END()
