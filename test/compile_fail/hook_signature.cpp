// expect: stint: a hook takes \(stint::service&, stint::lifecycle&\)
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A hook is called with the service and its lifecycle.

#include <stint.hpp>

void hooks(stint::lifecycle& life)
{
#ifndef STINT_CONTROL
    life.on_running([] {});
#else
    life.on_running([](stint::service&, stint::lifecycle&) {});
#endif
}
