// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The defects of the seed's lifecycle (doc/seed.md), and that they are not here. D10 to D17.

#include "support/world.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <thread>

using namespace test;

BOOST_FIXTURE_TEST_SUITE(defects_restart, world)

BOOST_AUTO_TEST_CASE(D10_a_wrong_transition_is_refused_and_never_made)
{
    auto life = make("twice", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await own.running();
    });
    auto end = run(*life);
    settle();
    check(log, {"twice starting", "twice running", "twice crashed"});
    BOOST_TEST(end.failed_with(stint::error::already_announced));

    life = make("late", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.stopping();
        co_await own.running(); // at once, and without an effect
    });
    end = run(*life);
    settle();
    check(log, {"late starting", "late stopping", "late stopped"});
    BOOST_TEST(end.clean());

    life = make("back", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await own.stopping();
        co_await own.running();
    });
    end = run(*life);
    settle();
    check(log, {"back starting", "back running", "back stopping", "back crashed"});
    BOOST_TEST(end.failed_with(stint::error::already_announced));
}

BOOST_AUTO_TEST_CASE(D10_after_the_end_nothing_can_be_announced)
{
    const auto life = running("a", crasher("disk full"));
    BOOST_TEST(go(life->running()).failed_with(stint::error::not_running));
    BOOST_TEST(life->state() == state::crashed);
    log.take();
}

BOOST_AUTO_TEST_CASE(D11_it_can_be_run_again_and_is_as_new)
{
    auto told_at_once = false;
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        told_at_once = own.should_stop();
        co_await own.running();
        co_await own.stop_requested();
    });
    for (auto round = 0; round < 3; ++round)
    {
        const auto end = run(*life);
        settle();
        BOOST_TEST(!told_at_once);
        BOOST_TEST(!life->should_stop());
        BOOST_TEST((life->deadline() == stint::never));
        life->stop();
        settle();
        BOOST_TEST(end.clean());
        check(log, {"a starting", "a running", "a stopping", "a stopped"});
    }
}

BOOST_AUTO_TEST_CASE(D11_two_runs_at_once_are_refused)
{
    const auto life = make("a", server);
    const auto first = run(*life);
    const auto second = run(*life);
    settle();
    BOOST_TEST(second.failed_with(stint::error::already_running));
    BOOST_TEST(first.calls() == 0);
    check(log, {"a starting", "a running"});
    life->stop();
    settle();
    BOOST_TEST(first.clean());
}

asio::awaitable<void> helper(stint::lifecycle& own, bool& told)
{
    co_await own.stop_requested();
    told = true;
}

BOOST_AUTO_TEST_CASE(D12_helpers_are_told_when_the_service_ends_by_itself)
{
    auto told = false;
    auto life = make("a", [&told](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(helper(own, told));
    });
    auto end = run(*life);
    settle();
    BOOST_TEST(told);
    BOOST_TEST(end.clean());

    told = false;
    life = make("a", [&told](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(helper(own, told));
        throw std::runtime_error("disk full");
    });
    end = run(*life);
    settle();
    BOOST_TEST(told);
    BOOST_TEST(end.text() == "disk full");
}

BOOST_AUTO_TEST_CASE(D13_it_may_be_asked_from_any_thread)
{
    // ThreadSanitizer sees this one, and those in test/thread.
    const auto life = make("a", server);
    std::atomic<bool> done = false;
    std::atomic<int> asked = 0;
    std::thread other([&] {
        while (!done || asked == 0)
        {
            const auto s = life->state();
            const auto known = s <= state::crashed && life->failures().empty() == !life->error();
            asked += known && life->report().size() <= 1 ? 1 : 0;
            life->note("asked in state " + std::string(to_string(s)) + (life->should_stop() ? ", told" : ""));
        }
    });
    for (auto round = 0; round < 50; ++round)
    {
        run(*life);
        settle();
        life->stop();
        settle();
    }
    done = true;
    other.join();
    BOOST_TEST(asked > 0);
    BOOST_TEST(log.count("a stopped") == 50U);
}

BOOST_AUTO_TEST_CASE(D14_without_a_stop_there_is_no_deadline)
{
    const auto life = make("a", server);
    BOOST_TEST((life->deadline() == stint::never));
    run(*life);
    settle();
    BOOST_TEST((life->deadline() == stint::never));
    life->stop(7s);
    const auto asked_at = now();
    settle();
    BOOST_TEST((life->deadline() == asked_at + 7s));
    run(*life);
    settle();
    BOOST_TEST((life->deadline() == stint::never));
}

BOOST_AUTO_TEST_CASE(D15_the_end_comes_after_the_hooks_of_the_end)
{
    for (const auto& f : {body(quitter), crasher("disk full")})
    {
        const auto life = make("a", f);
        auto returned = false;
        const auto linger = [&](stint::service&, stint::lifecycle&, auto...) -> asio::awaitable<void> {
            co_await time->sleep(3s);
            returned = true;
        };
        life->on_stopped(linger).on_crashed(linger);
        const auto end = run(*life);
        const auto waited = wait(*life);
        advance(2s);
        BOOST_TEST(stint::is_final(life->state()));
        BOOST_TEST(end.calls() + waited.calls() == 0);
        advance(1s);
        BOOST_TEST(returned);
        BOOST_TEST(end.came());
        BOOST_TEST(waited.came());
    }
}

BOOST_AUTO_TEST_CASE(D16_a_hook_that_hangs_ends_at_the_deadline)
{
    const auto life = make("a", server);
    life->on_stopping([](stint::service&, stint::lifecycle&, stint::time_point) { return wait_for_ever(); });
    const auto end = run(*life);
    life->stop(5s);
    advance(5s - 1ns);
    BOOST_TEST(life->state() == state::stopping);
    advance(1ns);
    BOOST_TEST(end.came());
}

BOOST_AUTO_TEST_CASE(D16_hooks_run_in_order_and_on_stopping_runs_also_if_the_service_returns)
{
    const auto life = stint::make_lifecycle(executor(), stint::make_service("a", quitter));
    for (const char* const name : {"first", "second", "third"})
    {
        life->on_stopping([this, name](stint::service&, stint::lifecycle&, stint::time_point) { log(name); });
    }
    run(*life);
    settle();
    check(log, {"first", "second", "third"});
}

BOOST_AUTO_TEST_CASE(D17_states_are_observed_in_their_order)
{
    const auto life = stint::make_lifecycle(executor(), stint::make_service("a", server));
    auto last = state::stopped;
    auto legal = true;
    life->on_state_change([&](stint::service&, stint::lifecycle& own, stint::state s) -> asio::awaitable<void> {
        legal = legal && stint::can_follow(last, s) && own.state() == s;
        last = s;
        co_await time->sleep(1s); // others may act meanwhile
        legal = legal && own.state() == s;
    });
    run(*life);
    for (auto n = 0; n < 10; ++n)
    {
        advance(300ms);
        life->stop(20s);
    }
    advance(20s);
    BOOST_TEST(legal);
    BOOST_TEST(last == state::stopped);
}

BOOST_AUTO_TEST_SUITE_END()
