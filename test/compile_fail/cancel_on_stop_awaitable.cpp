// expect: stint: cancel_on_stop takes a coroutine function: asio::awaitable<void> f\(\)
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A function, not what it returns: a service may be run again.

#include <stint.hpp>

boost::asio::awaitable<void> work() { co_return; }

int main()
{
#ifndef STINT_CONTROL
    const auto f = stint::cancel_on_stop(work());
#else
    const auto f = stint::cancel_on_stop(work);
#endif
    (void)f;
}
