// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Order: a service starts when all that it comes after are running, and stops before them.

#include <stint.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <iostream>

namespace asio = boost::asio;
using namespace std::chrono_literals;

asio::awaitable<void> connect_and_serve(stint::lifecycle& life)
{
    asio::steady_timer connecting(life.get_executor(), 10ms);
    co_await connecting.async_wait(asio::deferred);
    co_await life.running();
    co_await life.stop_requested();
}

int main()
{
    asio::io_context io;
    stint::pool app{io};
    app.add("web", connect_and_serve, {.after = {"database", "cache"}}); // may be named before they are added
    app.add("database", connect_and_serve);
    app.add("cache", connect_and_serve, {.after = "database"});

    const auto life = stint::make_lifecycle(io.get_executor(), app);
    const stint::exit_code code(*life);
    life->on_event([](const stint::event& e) {
        if (e.what == stint::code::service_running || e.what == stint::code::service_stopped)
            std::cout << to_string(e) << '\n';
    });
    life->on_running([](stint::service&, stint::lifecycle& own) { own.stop(); });
    life->async_run([](std::exception_ptr) {});
    io.run();
    return code.value();
}
