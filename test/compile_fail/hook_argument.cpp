// expect: on_crashed the std::exception_ptr; it returns void or asio::awaitable<void>
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// on_crashed has a third argument.

#include <stint.hpp>

void hooks(stint::lifecycle& life)
{
#ifndef STINT_CONTROL
    life.on_crashed([](stint::service&, stint::lifecycle&) {});
#else
    life.on_crashed([](stint::service&, stint::lifecycle&, std::exception_ptr) {});
#endif
}
