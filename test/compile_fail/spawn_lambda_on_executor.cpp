// expect: stint: spawn takes an asio::awaitable: call the coroutine function
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The same with an executor, as it is written with co_spawn.

#include <stint.hpp>

namespace asio = boost::asio;

asio::awaitable<void> service(stint::lifecycle& life)
{
    co_await life.running();
    const auto session = []() -> asio::awaitable<void> { co_return; };
#ifndef STINT_CONTROL
    life.spawn(session, life.get_executor());
#else
    life.spawn(session(), life.get_executor());
#endif
}
