// expect: stint: spawn takes an asio::awaitable of asio::any_io_executor
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A coroutine for another type of executor cannot be spawned.

#include <stint.hpp>

#include <boost/asio/io_context.hpp>

namespace asio = boost::asio;

#ifndef STINT_CONTROL
using work = asio::awaitable<void, asio::io_context::executor_type>;
#else
using work = asio::awaitable<void>;
#endif

work nothing() { co_return; }

asio::awaitable<void> service(stint::lifecycle& life)
{
    co_await life.running();
    life.spawn(nothing());
}
