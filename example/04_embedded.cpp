// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Embedding: a program that has its io_context, its threads and its own way to be told to end keeps them.

#include <stint.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <iostream>

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// Knows nothing of stint.
asio::awaitable<void> poll_sensor()
{
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (;;)
    {
        timer.expires_after(1ms);
        co_await timer.async_wait(asio::deferred);
    }
}

int main()
{
    asio::thread_pool threads(2);
    stint::pool app{threads};
    app.add("sensor", stint::cancel_on_stop(poll_sensor));

    const auto life = stint::make_lifecycle(threads.get_executor(), app);
    std::promise<bool> ready;
    life->on_state_change([&, told = false](stint::service&, stint::lifecycle&, stint::state now) mutable {
        if (now != stint::state::starting && !std::exchange(told, true))
            ready.set_value(now == stint::state::running);
    });

    auto ended = life->async_run(asio::use_future);
    const bool runs = ready.get_future().get(); // false if it crashes or is stopped before
    std::cout << (runs ? "running" : "not running") << std::endl;

    life->async_stop(5s, asio::use_future).get(); // waits for the end; throws what the pool crashed with
    ended.get();
    std::cout << life->state() << std::endl;
}
