// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_THREAD_SHARED_HPP
#define STINT_TEST_THREAD_SHARED_HPP

// What the tests with several threads share.

#include <stint.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

namespace stint_test
{

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// An io_context that several threads run until this is destroyed.
class threads
{
public:
    explicit threads(int count)
    {
        for (int i = 0; i < count; ++i)
            all_.emplace_back([this] { io_.run(); });
    }
    ~threads() { work_.reset(); }

    asio::io_context& context() { return io_; }
    auto get_executor() { return io_.get_executor(); }

private:
    asio::io_context io_;
    asio::executor_work_guard<asio::io_context::executor_type> work_ = asio::make_work_guard(io_);
    std::vector<std::jthread> all_;
};

/// Is there until it is told to stop.
inline asio::awaitable<void> steady(stint::lifecycle& life)
{
    co_await life.running();
    co_await life.stop_requested();
}

/// Waits for timers until it is told to stop.
inline asio::awaitable<void> ticking(stint::lifecycle& life)
{
    asio::steady_timer timer(co_await asio::this_coro::executor);
    do
        timer.expires_after(100us);
    while (co_await life.until_stop(timer.async_wait(asio::deferred)));
}

/// What a future gives within any reasonable time; throws where it does not come.
template <class T>
T get(std::future<T>& f)
{
    if (f.wait_for(20s) != std::future_status::ready)
        throw std::runtime_error("it hangs");
    return f.get();
}

/// A tree of pools on one context.
template <class Context>
struct nested_pools
{
    explicit nested_pools(Context& context)
        : app(context.get_executor()),
          db(context.get_executor(), stint::pool_params{.name = "db"}),
          shards(context.get_executor(), stint::pool_params{.name = "shards"})
    {
        lifecycles.push_back(&shards.add("one", steady));
        lifecycles.push_back(&shards.add("two", steady));
        lifecycles.push_back(&db.add("writer", steady));
        lifecycles.push_back(&db.add(shards));
        lifecycles.push_back(&app.add("web", steady));
        lifecycles.push_back(&app.add(db));
    }

    stint::pool app;
    stint::pool db;
    stint::pool shards;
    std::vector<stint::lifecycle*> lifecycles; // but that of app
};

} // namespace stint_test

#endif
