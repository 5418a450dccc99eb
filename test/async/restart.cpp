// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A service that has ended can be run again, and is as new.

#include "support/world.hpp"

#include <boost/test/unit_test.hpp>

using namespace test;

BOOST_FIXTURE_TEST_SUITE(restart, world)

BOOST_AUTO_TEST_CASE(after_it_stopped_and_after_it_crashed)
{
    auto sick = false;
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        if (sick)
            throw std::runtime_error("disk full");
        co_await own.stop_requested();
    });
    for (const auto fails : {false, true, false, true, true, false})
    {
        sick = fails;
        const auto end = run(*life);
        settle();
        life->stop();
        settle();
        BOOST_TEST(end.text() == (fails ? "disk full" : ""));
        BOOST_TEST(stint::describe(life->error()) == end.text());
        BOOST_TEST(life->failures().size() == (fails ? 1U : 0U));
        if (fails)
            check(log, {"a starting", "a running", "a crashed"});
        else
            check(log, {"a starting", "a running", "a stopping", "a stopped"});
    }
}

BOOST_AUTO_TEST_CASE(a_pool_with_all_its_services)
{
    stint::pool app(io());
    log.watch(app.add("a", server));
    log.watch(app.add("b", server));
    const auto life = make(app);
    for (auto round = 0; round < 3; ++round)
    {
        const auto end = run(*life);
        settle();
        life->stop();
        settle();
        BOOST_TEST(end.clean());
        for (const auto* const name : {"a", "b", "app"})
            check_of(log, name, {"starting", "running", "stopping", "stopped"});
        log.take();
    }
}

BOOST_AUTO_TEST_CASE(from_the_handler_of_its_end)
{
    auto rounds = 0;
    const auto life = make("a", quitter);
    std::function<void(std::exception_ptr)> again = [&](const std::exception_ptr& e) {
        BOOST_TEST(!e);
        if (++rounds < 5)
            life->async_run(again);
    };
    life->async_run(again);
    settle();
    BOOST_TEST(rounds == 5);
    BOOST_TEST(log.count("a stopped") == 5U);
}

BOOST_AUTO_TEST_CASE(a_wait_after_the_end_gives_the_last_result_also_twice)
{
    const auto life = running("a", crasher("disk full"));
    for (auto n = 0; n < 2; ++n)
    {
        const auto end = wait(*life);
        settle();
        BOOST_TEST(end.text() == "disk full");
    }
}

BOOST_AUTO_TEST_CASE(a_note_and_a_deadline_are_of_one_run)
{
    auto round = 0;
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        if (round == 0)
            own.note("first");
        co_await own.stop_requested();
    });
    run(*life);
    settle();
    BOOST_TEST(life->report().at(0).note == "first");
    life->stop(3s);
    settle();
    round = 1;
    run(*life);
    settle();
    BOOST_TEST(life->report().at(0).note == "");
    BOOST_TEST((life->deadline() == stint::never));
}

BOOST_AUTO_TEST_CASE(it_is_refused_while_code_that_was_given_up_is_still_there)
{
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        co_await time->sleep(60s);
    });
    const auto end = stop(*life, 5s);
    advance(6s);
    BOOST_TEST(end.failed_with(stint::error::shutdown_timeout));
    BOOST_TEST(life->report().size() == 1U);
    BOOST_TEST(life->report().at(0).given_up);
    auto again = run(*life);
    settle();
    BOOST_TEST(again.failed_with(stint::error::already_running));
    advance(60s); // it ends after all
    BOOST_TEST(life->report().empty());
    again = run(*life);
    settle();
    BOOST_TEST(again.calls() == 0);
    BOOST_TEST(life->state() == state::running);
    life->stop(0s);
    advance(1s);
    advance(60s);
}

BOOST_AUTO_TEST_CASE(a_pool_is_refused_while_a_service_that_was_given_up_is_still_there)
{
    stint::pool app(io());
    auto patience = 60s;
    app.add("late", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        co_await time->sleep(patience);
    });
    const auto life = make(app);
    run(*life);
    settle();
    life->stop(5s);
    advance(10s);
    BOOST_TEST(life->state() == state::crashed);
    auto again = run(*life);
    advance(30s);
    BOOST_TEST(again.failed_with(stint::error::already_running));
    BOOST_TEST(life->failures().at(0).service == "app/late");
    advance(60s);
    patience = 0s;
    again = run(*life);
    advance(1s);
    BOOST_TEST(again.clean());
}

BOOST_AUTO_TEST_CASE(one_that_is_refused_for_what_was_given_up_does_not_hide_that)
{
    stint::pool app(io());
    app.add("late",
            [this](stint::lifecycle& own) -> asio::awaitable<void> {
                co_await own.running();
                co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
                co_await time->sleep(60s);
            },
            {.stop_timeout = 2s});
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    ending restarted;
    app.async_restart("late", stint::restart_scope::service, restarted);
    advance(10s);
    BOOST_TEST(restarted.aborted());
    BOOST_TEST(end.failed_with(stint::error::shutdown_timeout));
    BOOST_TEST_REQUIRE(life->failures().size() == 2U);
    BOOST_TEST(is(life->failures().at(1).error, stint::error::already_running));
    advance(60s);
}

BOOST_AUTO_TEST_CASE(what_does_not_run_yet_has_no_error_of_another_run_of_the_pool)
{
    bool is_first_run = true;
    stint::pool app(io());
    app.add("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await time->sleep(is_first_run ? 0s : 1s);
        co_await server(own);
    });
    app.add("b",
            [&](stint::lifecycle& own) -> asio::awaitable<void> {
                if (is_first_run)
                    throw std::runtime_error("in the first run");
                co_await server(own);
            },
            {.after = "a"});
    const auto life = make(app);
    const auto b = [&] { return life->snapshot().services.at(1); };
    run(*life);
    settle();
    BOOST_TEST(life->state() == state::crashed);
    BOOST_TEST(stint::describe(b().last_error) == "in the first run");
    is_first_run = false;
    const auto again = run(*life);
    settle();
    BOOST_TEST(b().waits_for == std::vector<std::string>{"a"}, boost::test_tools::per_element());
    BOOST_TEST(!b().last_error);
    advance(1s);
    life->stop();
    settle();
    BOOST_TEST(again.clean());
}

BOOST_AUTO_TEST_CASE(one_is_asked_for_before_another_begins_that_ends_at_once)
{
    const auto life = make("a", server);
    life->stop();
    const auto first = run(*life);
    const auto second = run(*life);
    settle();
    BOOST_TEST(first.clean());
    BOOST_TEST(second.calls() == 0);
    BOOST_TEST(life->state() == state::running);
    life->stop();
    settle();
    BOOST_TEST(second.clean());
}

BOOST_AUTO_TEST_CASE(a_stop_before_the_first_run_is_of_that_run_only)
{
    const auto life = make("a", server);
    life->stop();
    run(*life);
    settle();
    check(log, {"a starting", "a stopping", "a stopped"});
    run(*life);
    settle();
    check(log, {"a starting", "a running"});
}

BOOST_AUTO_TEST_CASE(a_stop_at_once_before_the_first_run_cuts_nothing)
{
    const auto life = make("a", server);
    recorder events;
    events.watch_events(*life);
    life->stop(0s);
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.clean());
    check(events, {"SERVICE_STARTING a", "SERVICE_STOPPING a", "SERVICE_STOPPED a"});
}

BOOST_AUTO_TEST_CASE(but_it_cuts_a_hook_that_waits)
{
    const auto life = make("a", server);
    recorder events;
    events.watch_events(*life);
    life->on_stopping([](stint::service&, stint::lifecycle&, stint::time_point) { return wait_for_ever(); });
    life->stop(0s);
    const auto end = run(*life);
    advance(0s);
    BOOST_TEST(end.clean());
    check(events, {"SERVICE_STARTING a", "SERVICE_STOPPING a", "SERVICE_DEADLINE a", "SERVICE_STOPPED a"});
}

BOOST_AUTO_TEST_SUITE_END()
