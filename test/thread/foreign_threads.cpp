// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Threads that run no context: they stop a service and wait for its end by futures.

#include "thread/shared.hpp"

#include <boost/test/unit_test.hpp>

using namespace stint_test;

namespace
{
constexpr int foreigners = 6;
}

BOOST_AUTO_TEST_SUITE(foreign_threads)

BOOST_AUTO_TEST_CASE(stop_and_wait_at_once)
{
    threads two(2);
    nested_pools pools(two);
    const auto app = stint::make_lifecycle(two.get_executor(), pools.app);
    auto ended = app->async_run(asio::use_future);
    std::atomic<int> seen_stopped = 0;
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < foreigners; ++i)
        {
            all.emplace_back([&, i] {
                auto wait = i % 2 == 0 ? app->async_stop(10s, asio::use_future) : app->async_wait(asio::use_future);
                get(wait);
                seen_stopped += app->state() == stint::state::stopped && app->report().empty() ? 1 : 0;
            });
        }
    }
    get(ended);
    BOOST_TEST(seen_stopped == foreigners);
}

BOOST_AUTO_TEST_CASE(get_what_it_crashed_with)
{
    threads two(2);
    stint::pool app(two.get_executor());
    app.add("web", steady);
    auto& failing = app.add("failing", [](stint::lifecycle& l) -> asio::awaitable<void> {
        co_await l.running();
        co_await l.stop_requested();
        throw std::runtime_error("cannot flush");
    });
    const auto life = stint::make_lifecycle(two.get_executor(), app);
    auto ended = life->async_run(asio::use_future);
    std::atomic<int> causes = 0;
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < foreigners; ++i)
        {
            all.emplace_back([&] {
                auto wait = life->async_stop(10s, asio::use_future);
                try
                {
                    get(wait);
                }
                catch (const std::runtime_error& e)
                {
                    causes += std::string(e.what()) == "cannot flush" ? 1 : 0;
                }
            });
        }
    }
    BOOST_CHECK_THROW(get(ended), std::runtime_error);
    BOOST_TEST(causes == foreigners);
    BOOST_TEST(stint::describe(failing.error()) == "cannot flush");
}

BOOST_AUTO_TEST_CASE(refuse_a_second_run)
{
    threads two(2);
    const auto life = stint::make_lifecycle(two.get_executor(), stint::make_service("steady", steady));
    std::vector<std::future<void>> attempts;
    for (int i = 0; i < foreigners; ++i)
        attempts.push_back(std::async(std::launch::async, [&] {
            auto run = life->async_run(asio::use_future);
            get(run);
        }));
    // All but one end at once.
    std::atomic<int> refused = 0;
    for (;;)
    {
        for (auto& attempt : attempts)
        {
            if (attempt.valid() && attempt.wait_for(0s) == std::future_status::ready)
            {
                BOOST_CHECK_THROW(attempt.get(), boost::system::system_error);
                ++refused;
            }
        }
        if (refused == foreigners - 1)
            break;
        std::this_thread::yield();
    }
    life->stop();
    for (auto& attempt : attempts)
    {
        if (attempt.valid())
            get(attempt);
    }
    BOOST_TEST(life->state() == stint::state::stopped);
}

BOOST_AUTO_TEST_CASE(cancel_their_waits)
{
    threads two(2);
    const auto life = stint::make_lifecycle(two.get_executor(), stint::make_service("steady", steady));
    auto ended = life->async_run(asio::use_future);
    std::atomic<int> aborted = 0;
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < foreigners; ++i)
        {
            all.emplace_back([&] {
                asio::cancellation_signal cancel;
                auto wait = life->async_wait(asio::bind_cancellation_slot(cancel.slot(), asio::use_future));
                cancel.emit(asio::cancellation_type::total);
                try
                {
                    get(wait);
                }
                catch (const boost::system::system_error& e)
                {
                    aborted += e.code() == asio::error::operation_aborted ? 1 : 0;
                }
            });
        }
    }
    BOOST_TEST(aborted == foreigners);
    life->stop();
    get(ended);
}

BOOST_AUTO_TEST_SUITE_END()
