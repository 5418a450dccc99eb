// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Sessions on strands of their own: the stop reaches each of them, on its own strand.

#include "thread/shared.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/test/unit_test.hpp>

using namespace stint_test;

namespace
{

constexpr int sessions = 24;

/// Counts the sessions, and finds out if two threads execute one of them.
struct counters
{
    std::atomic<int> started = 0;
    std::atomic<int> ended = 0;
};

asio::awaitable<void> session(stint::lifecycle& life, counters& count)
{
    ++count.started;
    co_await ticking(life);
    ++count.ended;
}

asio::awaitable<void> waiting(stint::lifecycle& life, counters& count)
{
    ++count.started;
    co_await life.stop_requested();
    ++count.ended;
}

/// Spawns sessions from a strand that is not the service's, until it is told to stop.
asio::awaitable<void> spawner(stint::lifecycle& life, asio::any_io_executor where, counters& count)
{
    asio::steady_timer timer(co_await asio::this_coro::executor);
    do
    {
        life.spawn(session(life, count), where);
        life.spawn(waiting(life, count), where);
        timer.expires_after(20us);
    } while (co_await life.until_stop(timer.async_wait(asio::deferred)));
}

void stop_when(const std::shared_ptr<stint::lifecycle>& life, const std::atomic<int>& started, int count)
{
    auto ended = life->async_run(asio::use_future);
    while (started < count)
        std::this_thread::yield();
    const auto asked = stint::clock::now();
    auto stopped = life->async_stop(10s, asio::use_future);
    get(stopped);
    get(ended);
    BOOST_TEST((stint::clock::now() - asked < 5s)); // long before the deadline
    BOOST_TEST(life->state() == stint::state::stopped);
}

} // namespace

BOOST_AUTO_TEST_SUITE(strands)

BOOST_AUTO_TEST_CASE(of_sessions_are_told_to_stop)
{
    threads four(4);
    counters count;
    const auto life = stint::make_lifecycle(
        four.get_executor(), stint::make_service("server", [&](stint::lifecycle& l) -> asio::awaitable<void> {
            for (int i = 0; i < sessions; ++i)
            {
                l.spawn(session(l, count), four.get_executor());
                l.spawn(waiting(l, count), asio::make_strand(four.context()));
            }
            co_await l.running();
            co_await l.stop_requested();
        }));
    stop_when(life, count.started, 2 * sessions);
    BOOST_TEST(count.ended == 2 * sessions);
}

BOOST_AUTO_TEST_CASE(of_another_context_are_told_to_stop)
{
    threads two(2);
    asio::thread_pool other(2);
    counters count;
    const auto life = stint::make_lifecycle(
        two.get_executor(), stint::make_service("server", [&](stint::lifecycle& l) -> asio::awaitable<void> {
            for (int i = 0; i < sessions; ++i)
                l.spawn(session(l, count), other);
            co_await l.running();
            co_await l.stop_requested();
        }));
    stop_when(life, count.started, sessions);
    BOOST_TEST(count.ended == sessions);
}

BOOST_AUTO_TEST_CASE(spawn_from_each_other_while_the_stop_comes)
{
    threads four(4);
    for (int round = 0; round < 20; ++round)
    {
        counters count;
        const auto life = stint::make_lifecycle(
            four.get_executor(), stint::make_service("server", [&](stint::lifecycle& l) -> asio::awaitable<void> {
                for (int i = 0; i < 3; ++i)
                    l.spawn(spawner(l, four.get_executor(), count), four.get_executor());
                co_await l.running();
                co_await l.stop_requested();
            }));
        stop_when(life, count.started, 10);
        BOOST_TEST(count.started == count.ended);
    }
}

// The strand of the service is busy while a task of another strand spawns one on a third, which waits before it is counted.
BOOST_AUTO_TEST_CASE(session_spawned_from_elsewhere_just_before_the_stop_is_told)
{
    threads four(4);
    std::promise<void> waits;
    std::unique_ptr<asio::steady_timer> go;

    const auto late = [&](stint::lifecycle& l) -> asio::awaitable<void> {
        asio::steady_timer timer(co_await asio::this_coro::executor, stint::time_point::max());
        asio::post(timer.get_executor(), [&] { waits.set_value(); }); // executes once this has suspended
        co_await l.until_stop(timer.async_wait(asio::deferred));
    };
    const auto elsewhere = [&](stint::lifecycle& l) -> asio::awaitable<void> {
        co_await go->async_wait(asio::as_tuple(asio::deferred));
        l.spawn(late(l), four.get_executor());
    };
    const auto life = stint::make_lifecycle(
        four.get_executor(), stint::make_service("server", [&](stint::lifecycle& l) -> asio::awaitable<void> {
            const asio::any_io_executor second = asio::make_strand(four.context());
            go = std::make_unique<asio::steady_timer>(second, stint::time_point::max());
            l.spawn(elsewhere(l), second);
            co_await l.running();
            co_await l.stop_requested();
        }));
    std::promise<void> running;
    life->on_running([&](stint::service&, stint::lifecycle&) { running.set_value(); });
    life->on_stopping([&](stint::service&, stint::lifecycle&, stint::time_point) {
        asio::post(go->get_executor(), [&] { go->cancel(); });
        auto waiting_now = waits.get_future();
        get(waiting_now);
    });

    auto ended = life->async_run(asio::use_future);
    auto ready = running.get_future();
    get(ready);
    const auto asked = stint::clock::now();
    auto stopped = life->async_stop(1500ms, asio::use_future);
    get(stopped);
    get(ended);
    BOOST_TEST((stint::clock::now() - asked < 1s)); // before the deadline
}

BOOST_AUTO_TEST_CASE(of_sessions_are_cancelled_at_the_deadline)
{
    threads four(4);
    std::atomic<int> started = 0;
    std::atomic<int> cancelled = 0;
    const auto life = stint::make_lifecycle(
        four.get_executor(), stint::make_service("server", [&](stint::lifecycle& l) -> asio::awaitable<void> {
            for (int i = 0; i < sessions; ++i)
            {
                auto task = [](std::atomic<int>& begun, std::atomic<int>& cut) -> asio::awaitable<void> {
                    asio::steady_timer timer(co_await asio::this_coro::executor, stint::time_point::max());
                    ++begun;
                    const auto [ec] = co_await timer.async_wait(asio::as_tuple(asio::deferred));
                    cut += ec == asio::error::operation_aborted ? 1 : 0;
                }(started, cancelled);
                l.spawn(std::move(task), four.get_executor());
            }
            co_await l.running();
        }));
    auto ended = life->async_run(asio::use_future);
    while (started < sessions)
        std::this_thread::yield();
    life->stop(10ms);
    get(ended);
    BOOST_TEST(cancelled == sessions);
    BOOST_TEST(life->state() == stint::state::stopped);
}

BOOST_AUTO_TEST_SUITE_END()
