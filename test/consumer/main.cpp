// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A program of somebody who uses stint: it starts one service, which stops itself.
#include <stint.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

int main()
{
    boost::asio::io_context io;
    stint::pool app{io};
    app.add("hello", [](stint::lifecycle& life) -> boost::asio::awaitable<void> {
        co_await life.running();
        life.stop();
        co_await life.stop_requested();
    });
    return stint::run(io, app);
}
