// expect: stint: a pool takes a std::unique_ptr to a stint::service, a reference to one, or a name and a
// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A pool takes services, also by pointer.

#include <stint.hpp>

#include <boost/asio/io_context.hpp>

struct no_service
{
};

int main()
{
    boost::asio::io_context io;
    stint::pool app{io};
    auto pointer = std::make_unique<no_service>();
#ifndef STINT_CONTROL
    app.add(std::move(pointer));
#endif
}
