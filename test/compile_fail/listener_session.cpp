// expect: stint: a listener takes a session function: asio::awaitable<void> f\(socket, stint::lifecycle& life\)
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A session also gets the lifecycle.

#include <stint.hpp>
#include <stint/listener.hpp>

#include <boost/asio/ip/tcp.hpp>

using boost::asio::ip::tcp;

#ifndef STINT_CONTROL
boost::asio::awaitable<void> session(tcp::socket) { co_return; }
#else
boost::asio::awaitable<void> session(tcp::socket, stint::lifecycle&) { co_return; }
#endif

stint::listener<tcp> front("front", {tcp::v4(), 0}, session);
stint::listener<tcp> named("named", tcp::endpoint(tcp::v4(), 0), session);
