// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Surgery: services are added to a pool that runs, restarted, and removed, by name.

#include <stint.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <iostream>

namespace asio = boost::asio;
using namespace std::chrono_literals;

asio::awaitable<void> serve(stint::lifecycle& life)
{
    co_await life.running();
    co_await life.stop_requested();
}

int main()
{
    asio::io_context io;
    stint::pool app{io};
    app.add("database", serve);
    app.add("surgeon", [&app](stint::lifecycle& life) -> asio::awaitable<void> {
        co_await life.running();
        stint::service_params after_database;
        after_database.after = "database";
        app.add("tenant 1", serve, after_database); // starts when the database runs
        app.add("tenant 2", serve, after_database);

        co_await app.async_restart("database", stint::restart_scope::with_dependents, asio::use_awaitable);
        co_await app.async_remove("tenant 1", 5s, asio::use_awaitable); // within 5 s
        life.stop_tree();
    });

    const auto life = stint::make_lifecycle(io.get_executor(), app);
    const stint::exit_code code(*life);
    life->on_event([](const stint::event& e) {
        if (e.service != "app/surgeon" && e.what != stint::code::critical_path) // that has times in it
            std::cout << to_string(e) << '\n';
    });
    life->async_run([](std::exception_ptr) {});
    io.run();
    return code.value();
}
