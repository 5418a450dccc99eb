// expect: stint: until_stop takes an operation that was made with asio::deferred
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// An object that has operations, and is none.

#include <stint.hpp>

#include <boost/asio/steady_timer.hpp>

namespace asio = boost::asio;

asio::awaitable<void> service(stint::lifecycle& life)
{
    co_await life.running();
    asio::steady_timer timer(life.get_executor());
#ifndef STINT_CONTROL
    co_await life.until_stop(timer);
#else
    co_await life.until_stop(timer.async_wait(asio::deferred));
#endif
}
