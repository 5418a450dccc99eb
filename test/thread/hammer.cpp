// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Everything that may be called from any thread, from several at once.

#include "thread/shared.hpp"

#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

using namespace stint_test;

namespace
{

/// Calls everything that any thread may call, until it is told that the run is over.
void hammer(const std::vector<stint::lifecycle*>& lifecycles, const std::atomic<bool>& over, std::atomic<int>& calls)
{
    while (!over)
    {
        for (auto* const life : lifecycles)
        {
            (void)life->state();
            (void)life->error();
            (void)life->failures();
            (void)life->should_stop();
            (void)life->deadline();
            (void)life->name();
            (void)life->path();
            (void)life->get_executor();
            life->note("hammered");
            (void)to_string(life->report(), stint::clock::now());
            ++calls;
        }
    }
}

template <class Context>
void hammer_a_run(Context& context)
{
    nested_pools pools(context);
    const auto app = stint::make_lifecycle(context.get_executor(), pools.app);
    std::promise<void> running;
    app->on_running([&](stint::service&, stint::lifecycle&) { running.set_value(); });

    auto lifecycles = pools.lifecycles;
    lifecycles.push_back(app.get());
    std::atomic<bool> over = false;
    std::atomic<int> calls = 0;
    auto ended = app->async_run(asio::use_future);
    {
        std::vector<std::jthread> hammers;
        for (int i = 0; i < 3; ++i)
            hammers.emplace_back([&] { hammer(lifecycles, over, calls); });

        auto ready = running.get_future();
        get(ready);
        const int before = calls;
        while (calls < before + 50)
            std::this_thread::yield();

        std::vector<std::future<void>> waits;
        for (auto* const life : lifecycles)
        {
            waits.push_back(life->async_wait(asio::use_future));
            waits.push_back(life->async_stop(10s, asio::use_future));
            life->stop();
            life->stop(5s);
            life->stop(stint::clock::now() + 8s);
        }
        for (auto& wait : waits)
            get(wait);
        get(ended);
        over = true;
    }
    BOOST_TEST(app->state() == stint::state::stopped);
    BOOST_TEST(app->report().empty());
    for (const auto* life : lifecycles)
        BOOST_TEST((life->error() == nullptr));
}

} // namespace

BOOST_AUTO_TEST_SUITE(hammer)

BOOST_AUTO_TEST_CASE(on_an_io_context)
{
    threads four(4);
    hammer_a_run(four);
}

BOOST_AUTO_TEST_CASE(on_a_thread_pool)
{
    asio::thread_pool pool(4);
    hammer_a_run(pool);
}

BOOST_AUTO_TEST_CASE(stops_from_all_threads_end_in_one_stop)
{
    threads four(4);
    nested_pools pools(four);
    const auto app = stint::make_lifecycle(four.get_executor(), pools.app);
    std::atomic<int> stoppings = 0;
    app->on_stopping([&](stint::service&, stint::lifecycle&, stint::time_point) { ++stoppings; });
    auto ended = app->async_run(asio::use_future);
    {
        std::vector<std::jthread> stoppers;
        for (int i = 0; i < 4; ++i)
        {
            stoppers.emplace_back([&] {
                for (int n = 0; n < 50; ++n)
                    app->stop(std::chrono::seconds(
                        10 + n % 7)); // of each thread the first is the tightest: it may be the last that counts
            });
        }
    }
    get(ended);
    BOOST_TEST(stoppings == 1);
    BOOST_TEST((app->deadline() <= stint::clock::now() + 10s));
    BOOST_TEST(app->state() == stint::state::stopped);
}

BOOST_AUTO_TEST_CASE(notes_from_all_tasks)
{
    threads four(4);
    std::atomic<int> ended_tasks = 0;
    const auto life = stint::make_lifecycle(
        four.get_executor(), stint::make_service("notes", [&](stint::lifecycle& l) -> asio::awaitable<void> {
            for (int i = 0; i < 16; ++i)
            {
                auto task = [](stint::lifecycle& of, std::atomic<int>& count) -> asio::awaitable<void> {
                    for (int n = 0; n < 50 && !of.should_stop(); ++n)
                    {
                        of.note("at " + std::to_string(n));
                        co_await asio::post(co_await asio::this_coro::executor, asio::deferred);
                    }
                    ++count;
                }(l, ended_tasks);
                l.spawn(std::move(task), four.get_executor());
            }
            co_await l.running();
        }));
    auto ended = life->async_run(asio::use_future);
    while (life->state() != stint::state::stopped || !life->report().empty())
        (void)life->report();
    get(ended);
    BOOST_TEST(ended_tasks == 16);
}

BOOST_AUTO_TEST_SUITE_END()
