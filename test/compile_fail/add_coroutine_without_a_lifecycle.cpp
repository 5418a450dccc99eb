// expect: stint: a service is made of a coroutine function: asio::awaitable<void> f\(stint::lifecycle& life\)
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A coroutine that knows nothing of stint needs cancel_on_stop.

#include <stint.hpp>

#include <boost/asio/io_context.hpp>

boost::asio::awaitable<void> work() { co_return; }

int main()
{
    boost::asio::io_context io;
    stint::pool app{io};
#ifndef STINT_CONTROL
    app.add("work", work);
#else
    app.add("work", stint::cancel_on_stop(work));
#endif
}
