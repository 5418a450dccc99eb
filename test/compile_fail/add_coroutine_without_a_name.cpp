// expect: stint: a pool takes a std::unique_ptr to a stint::service, a reference to one, or a name and a
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A coroutine function needs a name.

#include <stint.hpp>

#include <boost/asio/io_context.hpp>

boost::asio::awaitable<void> ticker(stint::lifecycle& life) { co_await life.running(); }

int main()
{
    boost::asio::io_context io;
    stint::pool app{io};
#ifndef STINT_CONTROL
    app.add(ticker);
#else
    app.add("ticker", ticker);
#endif
}
