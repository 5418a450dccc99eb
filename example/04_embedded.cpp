// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Embedding: a program that has its io_context, its threads and its own way to be told to end keeps them.

#include <stint.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <exception>
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
    const stint::exit_code code(*life);

    life->async_run([](std::exception_ptr) {}); // what it crashes with is asked for below
    try
    {
        life->async_wait_running(asio::use_future).get();
        std::cout << "running" << std::endl;
        life->async_stop(5s, asio::use_future).get(); // waits for the end
        std::cout << life->state() << std::endl;
    }
    catch (const std::exception& e) // what the pool crashed with
    {
        std::cerr << e.what() << std::endl;
    }
    return code.value();
}
