// expect: stint: an on_reload hook takes \(stint::service&, stint::lifecycle&\) and returns void, stint::undo
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What takes back a reload is an undo.

#include <stint.hpp>

void hooks(stint::lifecycle& life)
{
#ifndef STINT_CONTROL
    life.on_reload([](stint::service&, stint::lifecycle&) { return true; });
#else
    life.on_reload([](stint::service&, stint::lifecycle&) { return stint::undo([] {}); });
#endif
}
