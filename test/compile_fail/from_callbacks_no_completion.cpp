// expect: stint: from_callbacks takes a function that starts the work
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint.hpp>
#include <stint/blocking.hpp>
#include <stint/from_callbacks.hpp>

void add(stint::pool& app)
{
#ifndef STINT_CONTROL
    app.add("service", stint::from_callbacks([](stint::lifecycle&) {}));
#else
    app.add("service", stint::from_callbacks([](stint::lifecycle&, stint::completion) {}));
#endif
}
