// expect: or an object with async_run\(args..., token\) and cancel\(\)
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What is cancelled is a coroutine.

#include <stint.hpp>

int main()
{
#ifndef STINT_CONTROL
    const auto f = stint::cancel_on_stop([] {});
#else
    const auto f = stint::cancel_on_stop([]() -> boost::asio::awaitable<void> { co_return; });
#endif
    (void)f;
}
