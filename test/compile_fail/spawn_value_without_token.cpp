// expect: stint: spawn would lose the result of this coroutine
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A result needs a completion token that takes it.

#include <stint.hpp>

#include <boost/asio/detached.hpp>

namespace asio = boost::asio;

asio::awaitable<int> count() { co_return 1; }

asio::awaitable<void> service(stint::lifecycle& life)
{
    co_await life.running();
#ifndef STINT_CONTROL
    life.spawn(count());
#else
    life.spawn(count(), asio::detached);
#endif
}
