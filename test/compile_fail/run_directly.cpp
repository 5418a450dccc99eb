// expect: '?run'? is (a )?private|is private within this context
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Only a lifecycle runs a service.

#include <stint.hpp>

namespace asio = boost::asio;

asio::awaitable<void> caller(stint::service& s, stint::lifecycle& life)
{
#ifndef STINT_CONTROL
    co_await s.run(life);
#else
    (void)s;
    co_await life.running();
#endif
}
