// expect: stint: blocking takes a function
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint.hpp>
#include <stint/blocking.hpp>
#include <stint/from_callbacks.hpp>

void add(stint::pool& app)
{
#ifndef STINT_CONTROL
    app.add("service", stint::blocking([](int) {}));
#else
    app.add("service", stint::blocking([](std::stop_token) {}));
#endif
}
