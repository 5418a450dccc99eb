// expect: stint: a service is made of a coroutine function: asio::awaitable<void> f\(stint::lifecycle& life\)
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A plain function is no service.

#include <stint.hpp>

#include <boost/asio/io_context.hpp>

int main()
{
    boost::asio::io_context io;
    stint::pool app{io};
    const auto plain = [](stint::lifecycle&) {};
    const auto coroutine = [](stint::lifecycle& life) -> boost::asio::awaitable<void> { co_await life.running(); };
#ifndef STINT_CONTROL
    app.add("plain", plain);
#else
    (void)plain;
    app.add("coroutine", coroutine);
#endif
    (void)coroutine;
}
