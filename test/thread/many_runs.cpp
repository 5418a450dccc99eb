// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Short runs, stopped at random moments from another thread, again and again.

#include "thread/shared.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace stint_test;

namespace
{

constexpr unsigned seed = 20260101;
constexpr int runs = 150;

/// Lets other threads work for a random while.
void dawdle(std::mt19937& random)
{
    for (auto n = random() % 40; n > 0; --n)
        std::this_thread::yield();
}

} // namespace

BOOST_AUTO_TEST_SUITE(many_runs)

BOOST_AUTO_TEST_CASE(of_a_service)
{
    threads three(3);
    std::mt19937 random(seed);
    const auto life = stint::make_lifecycle(
        three.get_executor(), stint::make_service("short", [&](stint::lifecycle& l) -> asio::awaitable<void> {
            l.spawn(ticking(l));
            l.spawn(ticking(l), three.get_executor());
            co_await l.running();
            co_await ticking(l);
        }));
    for (int i = 0; i < runs; ++i)
    {
        auto ended = life->async_run(asio::use_future);
        dawdle(random);
        auto stopped = life->async_stop(10s, asio::use_future);
        get(stopped);
        get(ended);
        BOOST_REQUIRE(life->state() == stint::state::stopped);
    }
}

BOOST_AUTO_TEST_CASE(of_nested_pools)
{
    threads three(3);
    std::mt19937 random(seed);
    nested_pools pools(three);
    const auto app = stint::make_lifecycle(three.get_executor(), pools.app);
    for (int i = 0; i < runs; ++i)
    {
        auto ended = app->async_run(asio::use_future);
        dawdle(random);
        switch (random() % 3)
        {
        case 0: app->stop(10s); break;
        case 1:
            // A stop that comes after the child's last run and before its next is over by then: ask until it is heard.
            for (auto* const child = pools.lifecycles[random() % pools.lifecycles.size()];
                 ended.wait_for(1ms) != std::future_status::ready;)
                child->stop(10s);
            break;
        default: std::jthread([&] { app->stop(10s); }).join(); app->stop();
        }
        get(ended);
        BOOST_REQUIRE(app->state() == stint::state::stopped);
        BOOST_REQUIRE(app->report().empty());
        for (const auto* life : pools.lifecycles)
            BOOST_REQUIRE(life->state() == stint::state::stopped);
    }
}

BOOST_AUTO_TEST_CASE(that_are_cancelled_or_crash)
{
    threads three(3);
    std::mt19937 random(seed);
    std::atomic<bool> crash = false;
    stint::pool app(three.get_executor());
    app.add("steady", steady);
    app.add("moody", [&](stint::lifecycle& l) -> asio::awaitable<void> {
        co_await l.running();
        l.spawn(ticking(l), three.get_executor());
        if (crash)
            throw std::runtime_error("moody");
        asio::steady_timer timer(l.get_executor(), stint::time_point::max());
        co_await timer.async_wait(asio::deferred);
    });
    const auto life = stint::make_lifecycle(three.get_executor(), app);
    for (int i = 0; i < runs; ++i)
    {
        crash = random() % 2 == 0;
        std::promise<bool> failed;
        life->async_run([&](std::exception_ptr e) { failed.set_value(e != nullptr); });
        dawdle(random);
        if (!crash)
            life->stop(0s);
        auto result = failed.get_future();
        BOOST_REQUIRE(get(result) == crash);
        BOOST_REQUIRE(life->state() == (crash ? stint::state::crashed : stint::state::stopped));
    }
}

BOOST_AUTO_TEST_CASE(of_lifecycles_of_their_own)
{
    threads three(3);
    std::mt19937 random(seed);
    for (int i = 0; i < runs; ++i)
    {
        nested_pools pools(three);
        const auto app = stint::make_lifecycle(three.get_executor(), pools.app);
        auto ended = app->async_run(asio::use_future);
        dawdle(random);
        app->stop();
        get(ended);
        BOOST_REQUIRE(app->state() == stint::state::stopped);
    }
}

BOOST_AUTO_TEST_SUITE_END()
