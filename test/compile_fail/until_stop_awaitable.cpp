// expect: stint: Asio spawns no coroutine whose result has no default constructor
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A socket has no default constructor, and Asio's co_spawn needs one.

#include <stint.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;

asio::awaitable<void> service(stint::lifecycle& life)
{
    co_await life.running();
    asio::ip::tcp::acceptor acceptor(life.get_executor(), {asio::ip::tcp::v4(), 0});
#ifndef STINT_CONTROL
    co_await life.until_stop(acceptor.async_accept(asio::use_awaitable));
#else
    co_await life.until_stop(acceptor.async_accept(asio::deferred));
#endif
}
