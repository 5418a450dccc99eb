// expect: stint: spawn takes an asio::awaitable: call the coroutine function
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What is spawned is a coroutine, not the function that makes one.

#include <stint.hpp>

namespace asio = boost::asio;

asio::awaitable<void> session() { co_return; }

asio::awaitable<void> service(stint::lifecycle& life)
{
    co_await life.running();
#ifndef STINT_CONTROL
    life.spawn(session);
#else
    life.spawn(session());
#endif
}
