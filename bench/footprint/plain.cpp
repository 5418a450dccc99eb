// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What with_stint.cpp is compared with: a service and its end by a signal, with Asio alone.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <csignal>
#include <exception>
#include <iostream>

namespace asio = boost::asio;
using namespace std::chrono_literals;

asio::awaitable<void> ticker()
{
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (;;)
    {
        timer.expires_after(1s);
        co_await timer.async_wait(asio::deferred);
    }
}

int main()
{
    asio::io_context io;
    int exit_code = 0;
    asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](auto, int) { io.stop(); });
    asio::co_spawn(io, ticker, [&](std::exception_ptr error) {
        exit_code = error ? 1 : 0;
        signals.cancel();
    });
    io.run();
    std::cerr << "stopped\n";
    return exit_code;
}
