// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// One service: a coroutine that counts until it is told to stop, and cleans up after that.

#include <stint.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <iostream>

namespace asio = boost::asio;
using namespace std::chrono_literals;

asio::awaitable<void> counter(stint::lifecycle& life)
{
    asio::steady_timer timer(life.get_executor());
    co_await life.running(); // ready

    for (int i = 1;; ++i)
    {
        timer.expires_after(1ms);
        if (!co_await life.until_stop(timer.async_wait(asio::deferred)))
            break; // told to stop
        std::cout << i << std::endl;
        if (i == 3)
            life.stop(); // usually somebody else asks, such as a signal
    }

    timer.expires_after(1ms); // nothing is cancelled yet: clean-up can await
    co_await timer.async_wait(asio::deferred);
    std::cout << "cleaned up" << std::endl;
}

int main()
{
    asio::io_context io;
    const auto service = stint::make_service("counter", counter);
    return stint::run(io, *service, {.logger = [](const stint::event& e) { std::cout << to_string(e) << std::endl; }});
}
