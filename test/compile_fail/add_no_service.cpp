// expect: stint: a pool takes a std::unique_ptr to a stint::service, a reference to one, or a name and a
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A pool takes services.

#include <stint.hpp>

#include <boost/asio/io_context.hpp>

struct no_service
{
};

int main()
{
    boost::asio::io_context io;
    stint::pool app{io};
#ifndef STINT_CONTROL
    app.add(no_service{});
#endif
}
