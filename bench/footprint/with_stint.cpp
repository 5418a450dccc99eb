// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The program of plain.cpp, with stint.
#include <stint.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>

namespace asio = boost::asio;
using namespace std::chrono_literals;

asio::awaitable<void> ticker(stint::lifecycle& life)
{
    asio::steady_timer timer(life.get_executor());
    co_await life.running();
    do
        timer.expires_after(1s);
    while (co_await life.until_stop(timer.async_wait(asio::deferred)));
}

int main()
{
    asio::io_context io;
    stint::pool app{io};
    app.add("ticker", ticker);
    return stint::run(io, app);
}
