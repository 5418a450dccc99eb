// expect: stint: stackful takes a function
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A stackful coroutine awaits by its yield_context.

#include <stint.hpp>
#include <stint/stackful.hpp>

void add(stint::pool& app)
{
#ifndef STINT_CONTROL
    app.add("service", stint::stackful([](stint::lifecycle&) {}));
#else
    app.add("service", stint::stackful([](stint::lifecycle&, boost::asio::yield_context) {}));
#endif
}
