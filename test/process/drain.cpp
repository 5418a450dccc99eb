// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A server of one line per connection that keeps serving while load balancers are told. Argument: milliseconds of the delay.

#include "process/program.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

using asio::ip::tcp;

asio::awaitable<void> server(stint::lifecycle& life)
{
    tcp::acceptor acceptor(life.get_executor(), tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    say("port " + std::to_string(acceptor.local_endpoint().port()));
    co_await life.running();
    while (auto socket = co_await life.until_stop(acceptor.async_accept(asio::deferred)))
        co_await asio::async_write(*socket, asio::buffer("served\n", 7), asio::deferred);
    say("no longer serving");
}

int main(int argc, char** argv)
{
    asio::io_context io;
    stint::pool app{io};
    app.add("server", server);
    const auto told = [](const stint::event& e) {
        if (e.what == stint::code::service_pool_running)
            say("ready");
        if (e.what == stint::code::service_pool_stopping)
            say("draining");
    };
    return stint::run(io, app, {.drain_delay = milliseconds(argc, argv, 1), .logger = told});
}
