// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The owner's pointer goes away while the service runs on other threads: the service is cancelled, and everybody is told.

#include "thread/shared.hpp"

#include <boost/test/unit_test.hpp>

using namespace stint_test;

namespace
{

bool is_destroyed(std::future<void>& ended)
{
    try
    {
        get(ended);
        return false;
    }
    catch (const boost::system::system_error& e)
    {
        return e.code() == make_error_code(stint::error::destroyed);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(handles)

BOOST_AUTO_TEST_CASE(destroyed_while_running_cancel_the_service_at_once)
{
    threads two(2);
    for (int i = 0; i < 5; ++i)
    {
        auto life = stint::make_lifecycle(
            two.get_executor(), stint::make_service("server", [&](stint::lifecycle& l) -> asio::awaitable<void> {
                l.spawn(ticking(l), two.get_executor());
                co_await l.running();
                asio::steady_timer timer(l.get_executor(), stint::time_point::max());
                co_await timer.async_wait(asio::deferred);
            }));
        life->set_params({.abort_grace = 3s});
        std::promise<void> running;
        std::atomic<int> states = 0;
        life->on_running([&](stint::service&, stint::lifecycle&) { running.set_value(); });
        life->on_state_change([&](stint::service&, stint::lifecycle&, stint::state) { ++states; });
        auto ended = life->async_run(asio::use_future);
        auto ready = running.get_future();
        get(ready);
        const auto destroyed = stint::clock::now();
        life.reset();
        BOOST_TEST(is_destroyed(ended));
        BOOST_TEST((stint::clock::now() - destroyed < 2s)); // not given up after the abort grace
        BOOST_TEST(states == 4);                            // starting, running, stopping, crashed
    }
}

BOOST_AUTO_TEST_CASE(destroyed_at_any_moment_end_the_run)
{
    threads two(2);
    for (int i = 0; i < 100; ++i)
    {
        auto life = stint::make_lifecycle(two.get_executor(), stint::make_service("steady", steady));
        auto ended = life->async_run(asio::use_future);
        auto waited = life->async_wait(asio::use_future);
        for (int n = 0; n < i % 25; ++n)
            std::this_thread::yield();
        life.reset();
        BOOST_TEST(is_destroyed(ended));
        BOOST_TEST(is_destroyed(waited));
    }
}

BOOST_AUTO_TEST_CASE(destroyed_with_the_pool_that_they_run_end_the_run)
{
    threads two(2);
    for (int i = 0; i < 5; ++i)
    {
        nested_pools pools(two);
        auto app = stint::make_lifecycle(two.get_executor(), pools.app);
        std::promise<void> running;
        app->on_running([&](stint::service&, stint::lifecycle&) { running.set_value(); });
        auto ended = app->async_run(asio::use_future);
        auto ready = running.get_future();
        get(ready);
        std::jthread([&] { app.reset(); }).join();
        BOOST_TEST(is_destroyed(ended));
    }
}

BOOST_AUTO_TEST_CASE(destroyed_after_the_end_are_nothing)
{
    threads two(2);
    for (int i = 0; i < 100; ++i)
    {
        auto life = stint::make_lifecycle(two.get_executor(), stint::make_service("steady", steady));
        auto ended = life->async_run(asio::use_future);
        life->stop();
        get(ended);
        BOOST_TEST(life->state() == stint::state::stopped);
        std::jthread([gone = std::move(life)]() mutable { gone.reset(); }).join();
    }
}

BOOST_AUTO_TEST_SUITE_END()
