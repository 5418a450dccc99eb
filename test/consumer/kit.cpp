// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A test of somebody who uses the test kit: a service that serves until it is stopped.
#include <stint.hpp>
#include <stint/testing.hpp>

#include <chrono>
#include <exception>

int main()
{
    using namespace std::chrono_literals;
    stint::testing::context context;
    stint::pool app{context};
    app.add(make_service("db", context, stint::testing::script().pause(2s).ready().serve()));
    const auto life = stint::make_lifecycle(context.get_executor(), app);
    bool ended = false;
    life->async_run([&](std::exception_ptr error) { ended = !error; });
    context.advance(2s);
    life->stop();
    context.settle();
    return ended ? 0 : 1;
}
