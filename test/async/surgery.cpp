// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Services that are added, removed and restarted while their pool runs.

#include "support/world.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;
using stint::restart_scope;

namespace
{

struct operated : world_with_pool
{
    ending remove(const std::string& name, stint::duration timeout = 10s)
    {
        ending e;
        app.async_remove(name, timeout, e);
        settle();
        return e;
    }
    ending restart(const std::string& name, restart_scope scope = restart_scope::service)
    {
        ending e;
        app.async_restart(name, scope, e);
        settle();
        return e;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(surgery, operated)

BOOST_AUTO_TEST_CASE(a_service_is_added_to_a_running_pool_in_its_place)
{
    log.watch(app.add("db", server));
    start();
    log.watch(app.add("api", server, {.after = "db"}));
    BOOST_TEST(log.noted().empty()); // not from within add
    settle();
    check(log, {"api starting", "api running"});
    BOOST_TEST(stops_cleanly());
    check(log, {"api stopping", "api stopped", "db stopping", "db stopped"});
}

BOOST_AUTO_TEST_CASE(what_is_added_waits_for_what_it_needs)
{
    log.watch(app.add("db", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await time->sleep(1s);
        co_await server(own);
    }));
    start();
    log.watch(app.add("api", server, {.after = "db"}));
    settle();
    BOOST_TEST(log.noted().empty());
    BOOST_TEST(life->snapshot().services.at(1).waits_for == std::vector<std::string>{"db"},
               boost::test_tools::per_element());
    advance(1s);
    check(log, {"db running", "api starting", "api running"});
    BOOST_TEST(life->state() == state::running);
}

BOOST_AUTO_TEST_CASE(an_empty_pool_may_be_filled_and_emptied_while_it_runs)
{
    start();
    BOOST_TEST(life->state() == state::running);
    for (int i = 0; i != 3; ++i)
    {
        app.add("a", server);
        settle();
        BOOST_TEST(remove("a").clean());
    }
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(life->snapshot().services.empty());
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(what_is_added_wrongly_is_refused_and_changes_nothing)
{
    app.add("a", server);
    start();
    const auto refused = [&](auto f, stint::error e) { return is(thrown_by(f), e); };
    BOOST_TEST(refused([&] { app.add("a", server); }, stint::error::duplicate_name));
    BOOST_TEST(refused([&] { app.add("b", server, {.after = "c"}); }, stint::error::unknown_dependency));
    BOOST_TEST(refused([&] { app.add("b", server, {.after = "b"}); }, stint::error::dependency_cycle));
    stint::service_params jitter;
    jitter.restart.jitter = 1.5;
    BOOST_TEST(refused([&] { app.add("b", server, jitter); }, stint::error::invalid_jitter));
    stint::service_params negative;
    negative.restart.within = -1s;
    BOOST_TEST(refused([&] { app.add("b", server, negative); }, stint::error::invalid_timeout));
    BOOST_TEST(life->snapshot().services.size() == 1U);
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(hooks_are_registered_before_it_runs)
{
    start();
    stint::service_params p;
    p.prepare = [this](stint::lifecycle& own) { log.watch(own); };
    app.add("a", server, p);
    settle();
    check(log, {"a starting", "a running"});
}

BOOST_AUTO_TEST_CASE(a_removal_waits_for_the_end_and_destroys_the_service)
{
    const auto alive = std::make_shared<int>();
    log.watch(app.add("a", [this, alive](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await server(own);
        co_await time->sleep(2s);
    }));
    app.add("b", server);
    start();
    const auto removed = remove("a");
    BOOST_TEST(removed.calls() == 0);
    check(log, {"a stopping"});
    BOOST_TEST(is(thrown_by([&] { app.add("c", server, {.after = "a"}); }), stint::error::unknown_dependency));
    advance(2s);
    BOOST_TEST(removed.clean());
    check(log, {"a stopped"});
    BOOST_TEST(alive.use_count() == 1);
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(app.add("a", server).name() == "a"); // the name is free
    settle();
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_removal_has_a_deadline)
{
    app.add("deaf", deaf);
    app.add("zombie", zombie, {.abort_grace = 1s});
    start();
    const auto deaf_removed = remove("deaf", 3s);
    const auto zombie_removed = remove("zombie", 3s);
    advance(3s);
    BOOST_TEST(deaf_removed.clean());
    BOOST_TEST(zombie_removed.calls() == 0);
    advance(1s);
    BOOST_TEST(zombie_removed.failed_with(stint::error::shutdown_timeout));
    BOOST_TEST(life->snapshot().services.empty());
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_crash_during_a_removal_is_told_to_who_removes_and_harms_nobody)
{
    app.add("a",
            [](stint::lifecycle& own) -> asio::awaitable<void> {
                co_await server(own);
                throw std::runtime_error("last words");
            },
            {.on_crash = stint::reaction::restart});
    start();
    const auto removed = remove("a");
    BOOST_TEST(removed.text() == "last words");
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_removed_or_restarted)
{
    app.add("db", server);
    app.add("api", deaf, {.after = "db"});
    BOOST_TEST(restart("db").failed_with(stint::error::not_running));
    start();
    BOOST_TEST(remove("cache").failed_with(stint::error::unknown_service));
    BOOST_TEST(restart("cache").failed_with(stint::error::unknown_service));
    BOOST_TEST(remove("api", -1s).failed_with(stint::error::invalid_timeout));
    const auto needed = remove("db");
    BOOST_TEST(needed.failed_with(stint::error::still_needed));
    BOOST_TEST(needed.text().find("app/db, by api") == 0U);
    life->stop(1s);
    settle();
    BOOST_TEST(remove("api").failed_with(stint::error::pool_is_stopping));
    BOOST_TEST(restart("api").failed_with(stint::error::pool_is_stopping));
    advance(1s);
    BOOST_TEST(remove("api").clean()); // after the end it may be
    BOOST_TEST(remove("db").clean());
}

BOOST_AUTO_TEST_CASE(nobody_waits_for_the_own_removal)
{
    std::exception_ptr thrown;
    app.add("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        try
        {
            co_await app.async_remove("a", 1s, asio::use_awaitable);
        }
        catch (...)
        {
            thrown = std::current_exception();
        }
        co_await own.stop_requested();
    });
    start();
    BOOST_TEST(is(thrown, stint::error::waits_for_itself));
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_restart_by_hand_is_of_one_or_of_all_that_come_after_it)
{
    log.watch(app.add("db", server));
    log.watch(app.add("api", server, {.after = "db"}));
    log.watch(app.add("ticker", server));
    start();
    BOOST_TEST(restart("db").clean());
    check(log, {"db stopping", "db stopped", "db starting", "db running"});
    BOOST_TEST(restart("db", restart_scope::with_dependents).clean());
    check(log, {"api stopping", "api stopped", "db stopping", "db stopped", "db starting", "db running", "api starting",
                "api running"});
    BOOST_TEST(life->snapshot().services.at(0).restarts == 0U);
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_restart_completes_when_the_service_is_ready_and_not_before)
{
    int runs = 0;
    app.add("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await time->sleep(++runs == 1 ? 0s : 1s);
        co_await server(own);
    });
    start();
    const auto restarted = restart("a");
    BOOST_TEST(restarted.calls() == 0);
    advance(1s);
    BOOST_TEST(restarted.clean());
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_wait_for_a_restart)
{
    app.add("a", deaf);
    start();
    const auto restarted = restart("a");
    life->stop(1s);
    settle();
    BOOST_TEST(restarted.aborted());
    advance(1s);
    BOOST_TEST(end->clean());
}

BOOST_AUTO_TEST_CASE(a_stop_does_not_lose_a_removal)
{
    app.add("a", deaf);
    start();
    const auto removed = remove("a", 10s);
    life->stop(1s);
    advance(1s);
    BOOST_TEST(removed.clean());
    BOOST_TEST(end->clean());
}

BOOST_AUTO_TEST_CASE(to_cancel_the_wait_does_not_cancel_the_removal)
{
    app.add("a", deaf);
    start();
    asio::cancellation_signal signal;
    ending removed;
    app.async_remove("a", 1s, asio::bind_cancellation_slot(signal.slot(), removed));
    settle();
    signal.emit(asio::cancellation_type::total);
    settle();
    BOOST_TEST(removed.aborted());
    advance(1s);
    BOOST_TEST(life->snapshot().services.empty());
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_restart_by_hand_ends_a_delay)
{
    int runs = 0;
    stint::service_params p;
    p.on_crash = stint::reaction::restart;
    p.restart.first_delay = 1h;
    app.add(
        "a",
        [&](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await own.running();
            if (++runs == 1)
                throw std::runtime_error("crash");
            co_await own.stop_requested();
        },
        p);
    start();
    BOOST_TEST(restart("a").clean());
    BOOST_TEST(runs == 2);
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(of_several_deadlines_of_a_removal_the_earliest_holds)
{
    app.add("a", deaf);
    app.add("b", deaf);
    start();
    const auto first = remove("a", 20s);
    const auto second = remove("a", 1s);
    const auto restarted = restart("b");
    const auto removed = remove("b", 1s);
    advance(1s);
    BOOST_TEST(first.clean());
    BOOST_TEST(second.clean());
    BOOST_TEST(removed.clean());
    BOOST_TEST(restarted.failed_with(stint::error::unknown_service));
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(nobody_waits_for_a_restart_that_waits_for_it)
{
    std::exception_ptr thrown;
    app.add("db", server);
    app.add("api",
            [&](stint::lifecycle& own) -> asio::awaitable<void> {
                co_await own.running();
                try
                {
                    co_await app.async_restart("db", restart_scope::with_dependents, asio::use_awaitable);
                }
                catch (...)
                {
                    thrown = std::current_exception();
                }
                co_await own.stop_requested();
            },
            {.after = "db"});
    start();
    BOOST_TEST(is(thrown, stint::error::waits_for_itself));
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_restart_that_ends_in_a_crash_says_so)
{
    int runs = 0;
    stint::service_params ignored;
    ignored.on_crash = stint::reaction::ignore;
    app.add(
        "a",
        [&](stint::lifecycle& own) -> asio::awaitable<void> {
            if (++runs == 2)
                throw std::runtime_error("no luck");
            co_await server(own);
        },
        ignored);
    start();
    BOOST_TEST(restart("a").text() == "no luck");
    BOOST_TEST(restart("a").clean());
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_service_that_waits_for_a_restart_ends_cleanly_when_it_is_told_to_stop)
{
    app.add("deaf", deaf, {.stop_timeout = 2s});
    app.add("operator", [this](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await app.async_restart("deaf", restart_scope::service, asio::use_awaitable);
    });
    log.watch(app.add("front",
                      [this](stint::lifecycle& own) -> asio::awaitable<void> {
                          co_await server(own);
                          co_await time->sleep(1s);
                      },
                      {.after = "operator"}));
    start();
    life->stop(10s);
    advance(2s); // the operator is told when front has ended
    check(log, {"front stopping", "front stopped"});
    BOOST_TEST(end->clean());
}

BOOST_AUTO_TEST_SUITE_END()
