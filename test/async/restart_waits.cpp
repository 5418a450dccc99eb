// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Who waits for a restart by hand, and what ends the wait.

#include "support/world.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;
using stint::restart_scope;

namespace
{

struct waiting_world : world_with_pool
{
    asio::awaitable<void> restart(const char* name)
    {
        auto restarted = app.async_restart(name, restart_scope::service, asio::deferred);
        co_await std::move(restarted);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(restart_waits, waiting_world)

/// Also where what is ready on the strand goes on ahead of it.
BOOST_AUTO_TEST_CASE(end_where_the_service_ends_that_has_asked_for_its_restart)
{
    int runs = 0;
    ending restarted;
    auto& b = app.add("b", server, {.on_end = stint::reaction::ignore});
    const auto a = [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        if (++runs > 1)
            co_return co_await own.stop_requested();
        b.stop(); // it is ready to go on
        app.async_restart("a", restart_scope::service, restarted);
    };
    app.add("a", a, {.after = "b", .on_crash = stint::reaction::restart});
    start();
    BOOST_TEST(restarted.clean());
    BOOST_TEST(runs == 2);
    BOOST_TEST(stops_cleanly());
}

/// The pool hears of both by its own clock, in the order in which they come to it.
BOOST_AUTO_TEST_CASE(end_where_the_restart_is_ahead_of_an_end_that_was_before_it)
{
    int runs_of_a = 0;
    int runs_of_b = 0;
    ending restarted;
    const auto a = [&](stint::lifecycle& own) -> asio::awaitable<void> {
        ++runs_of_a;
        co_await own.running();
    };
    const auto b = [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        if (++runs_of_b > 1)
            co_return;
        asio::post(own.get_executor(), [&] { time->move_to(now() + 1ms); });
        app.async_restart("a", restart_scope::with_dependents, restarted);
    };
    app.add("a", a, {.on_end = stint::reaction::ignore});
    app.add("b", b, {.after = "a", .on_end = stint::reaction::ignore});
    start();
    BOOST_TEST(restarted.clean());
    BOOST_TEST(runs_of_a == 2);
    BOOST_TEST(runs_of_b == 2);
}

BOOST_AUTO_TEST_CASE(of_code_of_the_pool_itself_end_when_it_stops)
{
    app.add("a", deaf);
    start();
    ending of_handler;
    app.async_restart("a", restart_scope::service, asio::bind_executor(life->get_executor(), of_handler));
    ending of_coroutine;
    asio::co_spawn(life->get_executor(), restart("a"), of_coroutine);
    settle();
    life->stop(1s);
    settle();
    BOOST_TEST(of_handler.aborted());
    BOOST_TEST(of_coroutine.aborted());
    advance(1s);
    BOOST_TEST(end->clean());
}

BOOST_AUTO_TEST_CASE(of_code_of_a_service_that_has_ended_end_when_the_pool_stops)
{
    app.add("a", deaf);
    const auto quits = [](stint::lifecycle& own) -> asio::awaitable<void> { co_await own.running(); };
    auto& ended = app.add("ended", quits, {.on_end = stint::reaction::ignore});
    start();
    ending left_behind;
    app.async_restart("a", restart_scope::service, asio::bind_executor(ended.get_executor(), left_behind));
    settle();
    BOOST_TEST(left_behind.calls() == 0);
    life->stop(1s);
    settle();
    BOOST_TEST(left_behind.aborted());
    advance(1s);
    BOOST_TEST(end->clean());
}

/// Also where that is in a pool of its own, and others come after it there: told too early, it would crash by what it is told.
BOOST_AUTO_TEST_CASE(of_a_service_further_down_end_when_that_stops_and_not_before)
{
    app.add("a", deaf, {.stop_timeout = 2s});
    stint::pool inner{io(), {.name = "inner"}};
    inner.add("operator", [this](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await restart("a");
    });
    log.watch(inner.add("front",
                        [this](stint::lifecycle& own) -> asio::awaitable<void> {
                            co_await server(own);
                            co_await time->sleep(1s);
                        },
                        {.after = "operator"}));
    app.add(inner);
    start();
    life->stop(10s);
    advance(1s);
    check(log, {"front stopping", "front stopped"});
    advance(1s);
    BOOST_TEST(end->clean());
}

/// The service is not `stopping` before its hook has ended.
BOOST_AUTO_TEST_CASE(of_a_hook_end_when_its_service_is_asked_to_stop)
{
    app.add("a", deaf);
    app.add("b", server).on_running([this](stint::service&, stint::lifecycle&) -> asio::awaitable<void> {
        try
        {
            co_await restart("a");
        }
        catch (const boost::system::system_error&)
        {
            log("told");
        }
    });
    start();
    life->stop(10s);
    settle();
    BOOST_TEST(log.count("told") == 1U);
    advance(10s);
    BOOST_TEST(end->clean());
}

BOOST_AUTO_TEST_CASE(of_a_service_end_when_it_is_removed)
{
    app.add("a", deaf);
    app.add("operator", [this](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await restart("a");
    });
    start();
    ending removed;
    app.async_remove("operator", 1s, removed);
    settle();
    BOOST_TEST(removed.clean());
    life->stop(1s);
    advance(1s);
    BOOST_TEST(end->clean());
}

BOOST_AUTO_TEST_CASE(end_where_a_stop_has_overtaken_what_the_service_asked_for)
{
    ending restarted;
    int runs = 0;
    app.add("a", [&](stint::lifecycle& own) {
        ++runs;
        return deaf(own);
    });
    const auto asks_and_stops = [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        app.async_restart("a", restart_scope::service, asio::bind_executor(own.get_executor(), restarted));
        own.stop();
        co_await own.stop_requested();
    };
    app.add("operator", asks_and_stops, {.on_end = stint::reaction::ignore});
    start();
    BOOST_TEST(restarted.aborted());
    advance(20s);
    BOOST_TEST(runs == 2);                // only the wait has ended
    BOOST_TEST(stops_cleanly() == false); // a is deaf
    advance(20s);
    BOOST_TEST(end->clean());
}

/// Only that of the service itself is an error.
BOOST_AUTO_TEST_CASE(go_on_when_one_that_comes_after_it_is_removed)
{
    app.add("db", server);
    int runs = 0;
    app.add("api",
            [&](stint::lifecycle& own) -> asio::awaitable<void> {
                co_await time->sleep(++runs == 1 ? 0s : 1s);
                co_await server(own);
            },
            {.after = "db"});
    start();
    ending restarted;
    app.async_restart("db", restart_scope::with_dependents, restarted);
    settle();
    BOOST_TEST(restarted.calls() == 0); // for api
    ending removed;
    app.async_remove("api", 1s, removed);
    advance(1s);
    BOOST_TEST(removed.calls() == 1);
    BOOST_TEST(restarted.clean());
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_SUITE_END()
