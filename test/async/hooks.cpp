// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Hooks: their order, what they may do, and what they cannot break.

#include "support/world.hpp"

#include <boost/test/unit_test.hpp>

using namespace test;

BOOST_FIXTURE_TEST_SUITE(hooks, world)

BOOST_AUTO_TEST_CASE(they_run_in_the_order_of_registration_whatever_they_return)
{
    const auto life = stint::make_lifecycle(executor(), stint::make_service("a", quitter));
    life->on_running([this](stint::service&, stint::lifecycle&) { log("1 plain"); })
        .on_state_change([this](stint::service&, stint::lifecycle&, stint::state s) -> asio::awaitable<void> {
            co_await time->sleep(1s);
            log("2 awaited " + std::string(to_string(s)));
        })
        .on_running([this](stint::service&, stint::lifecycle&) -> asio::awaitable<void> {
            co_await time->sleep(1s);
            log("3 awaited");
        })
        .on_running([this](stint::service&, stint::lifecycle&) { log("4 plain"); });
    run(*life);
    advance(60s);
    check(log, {"2 awaited starting", "1 plain", "2 awaited running", "3 awaited", "4 plain", "2 awaited stopping",
                "2 awaited stopped"});
}

BOOST_AUTO_TEST_CASE(every_state_has_its_own_and_all_are_called_once)
{
    plain_service service("a", server);
    const auto life = stint::make_lifecycle(executor(), service);
    auto right_service = true;
    const auto note = [&](std::string line) {
        return [&, line](stint::service& s, stint::lifecycle& own, auto...) {
            right_service = right_service && &s == &service && &own == life.get();
            log(line);
        };
    };
    life->on_starting(note("starting"))
        .on_running(note("running"))
        .on_stopping(note("stopping"))
        .on_stopped(note("stopped"))
        .on_crashed(note("crashed"));
    run(*life);
    settle();
    life->stop();
    settle();
    check(log, {"starting", "running", "stopping", "stopped"});
    BOOST_TEST(right_service);
}

BOOST_AUTO_TEST_CASE(they_are_given_the_deadline_and_the_error)
{
    auto life = make("a", server);
    auto deadline = stint::never;
    life->on_stopping([&](stint::service&, stint::lifecycle& own, stint::time_point d) {
        deadline = d;
        BOOST_TEST((own.deadline() == d));
    });
    run(*life);
    settle();
    life->stop(7s);
    const auto expected = now() + 7s;
    settle();
    BOOST_TEST((deadline == expected));

    life = make("a", crasher("disk full"));
    std::string cause;
    life->on_crashed([&](stint::service&, stint::lifecycle& own, std::exception_ptr e) {
        cause = stint::describe(e);
        BOOST_TEST((own.error() == e));
    });
    run(*life);
    settle();
    BOOST_TEST(cause == "disk full");
}

BOOST_AUTO_TEST_CASE(running_completes_after_the_on_running_hooks)
{
    auto serves = false;
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        serves = true;
        co_await own.stop_requested();
    });
    life->on_running([this](stint::service&, stint::lifecycle&) { return time->sleep(2s); });
    run(*life);
    advance(2s - 1ns);
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(!serves);
    advance(1ns);
    BOOST_TEST(serves);
}

BOOST_AUTO_TEST_CASE(the_service_starts_after_the_on_starting_hooks)
{
    auto called = false;
    const auto life = make("a", [&](stint::lifecycle& own) {
        called = true;
        return server(own);
    });
    life->on_starting([this](stint::service&, stint::lifecycle&) { return time->sleep(2s); });
    run(*life);
    advance(2s - 1ns);
    BOOST_TEST(!called);
    advance(1ns);
    BOOST_TEST(called);
}

BOOST_AUTO_TEST_CASE(the_service_serves_while_the_on_stopping_hooks_run)
{
    const auto life = running("a", server);
    life->on_stopping([this](stint::service&, stint::lifecycle&, stint::time_point) { return time->sleep(2s); });
    const auto end = stop(*life, 20s);
    advance(2s - 1ns);
    BOOST_TEST(life->state() == state::stopping);
    BOOST_TEST(!life->should_stop());
    BOOST_TEST(end.calls() == 0);
    advance(1ns);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(an_awaited_hook_that_throws_crashes_its_service_and_the_others_still_run)
{
    const auto throws = [this](auto&&...) -> asio::awaitable<void> {
        co_await time->sleep(1s);
        throw std::runtime_error("hook");
    };
    const auto next = [this](stint::service&, stint::lifecycle&, auto...) { log("next hook"); };

    auto life = make("a", server);
    life->on_starting([=](stint::service&, stint::lifecycle&) { return throws(); }).on_starting(next);
    auto end = run(*life);
    advance(1s);
    check(log, {"a starting", "next hook", "a crashed"});
    BOOST_TEST(end.text() == "hook");

    life = make("b", server);
    life->on_running([=](stint::service&, stint::lifecycle&) { return throws(); }).on_running(next);
    end = run(*life);
    advance(1s);
    check(log, {"b starting", "b running", "next hook", "b stopping", "b crashed"});
    BOOST_TEST(end.text() == "hook");

    life = make("c", quitter);
    life->on_stopping([=](stint::service&, stint::lifecycle&, stint::time_point) { return throws(); })
        .on_stopping(next);
    end = run(*life);
    advance(1s);
    check(log, {"c starting", "c running", "c stopping", "next hook", "c crashed"});
    BOOST_TEST(end.text() == "hook");
}

BOOST_AUTO_TEST_CASE(a_hook_of_the_end_that_throws_is_in_the_result)
{
    const auto life = make("a", quitter);
    life->on_stopped([](stint::service&, stint::lifecycle&) { throw std::runtime_error("hook"); });
    const auto end = run(*life);
    settle();
    check(log, {"a starting", "a running", "a stopping", "a stopped"}); // no transition leads from there to crashed
    BOOST_TEST(end.text() == "hook");
    BOOST_TEST(stint::describe(life->error()) == "hook");
}

BOOST_AUTO_TEST_CASE(a_hook_may_stop_its_own_lifecycle_in_every_state)
{
    for (const auto when : {state::starting, state::running, state::stopping, state::stopped})
    {
        const auto life = make("a", server);
        life->on_state_change([=](stint::service&, stint::lifecycle& own, stint::state s) {
            if (s == when)
                own.stop(5s);
        });
        const auto end = run(*life);
        settle();
        life->stop();
        settle();
        BOOST_TEST(end.clean());
        BOOST_TEST(life->state() == state::stopped);
    }
    const auto life = make("a", crasher("disk full"));
    life->on_crashed([](stint::service&, stint::lifecycle& own, std::exception_ptr) { own.stop(); });
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.text() == "disk full");
}

BOOST_AUTO_TEST_CASE(a_hook_that_awaits_its_own_service_is_refused)
{
    using attempt = std::function<asio::awaitable<void>(stint::lifecycle&)>;
    const attempt attempts[] = {
        [](stint::lifecycle& own) { return own.async_wait(asio::use_awaitable); },
        [](stint::lifecycle& own) { return own.async_stop(5s, asio::use_awaitable); },
        [](stint::lifecycle& own) { return own.running(); },
        [](stint::lifecycle& own) -> asio::awaitable<void> { co_await own.stopping(); },
    };
    for (const auto& f : attempts)
    {
        const auto life = make("a", server);
        life->on_running([&](stint::service&, stint::lifecycle& own) { return f(own); });
        const auto end = run(*life);
        settle();
        BOOST_TEST(end.failed_with(stint::error::waits_for_itself));
        log.take();
    }
}

BOOST_AUTO_TEST_CASE(a_hook_may_await_another_service)
{
    const auto db = running("db", server);
    const auto life = make("a", quitter);
    life->on_stopped([&](stint::service&, stint::lifecycle&) { return db->async_stop(5s, asio::use_awaitable); });
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.clean());
    check(log, {"a starting", "a running", "a stopping", "a stopped", "db stopping", "db stopped"});
}

BOOST_AUTO_TEST_CASE(a_hook_may_wait_for_the_stop)
{
    const auto life = make("a", server);
    life->on_running([](stint::service&, stint::lifecycle& own) { return own.stop_requested(); });
    const auto end = run(*life);
    settle();
    life->stop(5s);
    advance(10s);
    BOOST_TEST(end.clean(), end.text()); // it held the service up until the deadline
}

BOOST_AUTO_TEST_CASE(a_hook_may_spawn_what_the_lifecycle_waits_for)
{
    const auto life = make("a", server);
    life->on_running([this](stint::service&, stint::lifecycle& own) { own.spawn(time->sleep(5s)); });
    const auto end = run(*life);
    settle();
    life->stop(20s);
    advance(5s - 1ns);
    BOOST_TEST(end.calls() == 0);
    advance(1ns);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_plain_one_takes_its_time)
{
    stint::pool app(io());
    const auto begin = now();
    app.add("first", server).on_running([this](stint::service&, stint::lifecycle&) { time->move_to(now() + 3s); });
    const auto& second = app.add("second", server);
    const auto life = stint::make_lifecycle(executor(), app);
    run(*life);
    settle();
    BOOST_TEST((second.snapshot().since == begin + 3s)); // they start one after the other, in one turn of the strand
    life->stop();
    settle();
}

BOOST_AUTO_TEST_CASE(an_observer_takes_its_time)
{
    stint::pool app(io());
    app.add("service", server);
    const auto life = stint::make_lifecycle(executor(), app);
    std::vector<stint::time_point> told;
    life->on_event([&](const stint::event& e) {
        told.push_back(e.when);
        time->move_to(now() + 1s);
    });
    const auto begin = now();
    run(*life);
    settle();
    BOOST_TEST(told.size() == 4U); // both are starting, then running
    for (std::size_t i = 0; i != told.size(); ++i)
        BOOST_TEST((told[i] == begin + i * 1s));
    life->stop();
    settle();
}

BOOST_AUTO_TEST_CASE(one_that_never_returns_is_bounded_in_every_state)
{
    for (const auto when : {state::starting, state::running, state::stopping, state::stopped})
    {
        const auto life = make("a", server);
        life->on_state_change([=](stint::service&, stint::lifecycle&, stint::state s) -> asio::awaitable<void> {
            if (s == when)
                co_await wait_for_ever();
        });
        const auto end = run(*life);
        settle();
        life->stop(20s);
        advance(42s);
        BOOST_TEST(end.came());
        BOOST_TEST(stint::is_final(life->state()));
        log.take();
    }
}

BOOST_AUTO_TEST_SUITE_END()
