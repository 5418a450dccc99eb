// expect: it returns void or asio::awaitable<void>
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A hook returns nothing, or what can be awaited.

#include <stint.hpp>

void hooks(stint::lifecycle& life)
{
#ifndef STINT_CONTROL
    life.on_stopping([](stint::service&, stint::lifecycle&, stint::time_point) { return true; });
#else
    life.on_stopping([](stint::service&, stint::lifecycle&, stint::time_point) {});
#endif
}
