// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Nested supervision: a pool that gives up crashes, and the pool around it decides what that means.

#include <stint.hpp>

#include <boost/asio/io_context.hpp>

#include <iostream>
#include <stdexcept>

namespace asio = boost::asio;
using namespace std::chrono_literals;

int main()
{
    asio::io_context io;
    stint::service_params restarted;
    restarted.on_crash = stint::reaction::restart;
    restarted.restart.first_delay = 10ms;
    restarted.restart.most = 1;

    // When the connection is restarted, so is the cache, which comes after it.
    stint::pool_params backend_params;
    backend_params.name = "backend";
    backend_params.strategy = stint::restart_strategy::rest_for_one;
    stint::pool backend{io, backend_params};
    int runs = 0;
    const auto connection = [&runs](stint::lifecycle& life) -> asio::awaitable<void> {
        co_await life.running();
        if (++runs < 4)
            throw std::runtime_error("lost the connection");
        co_await life.stop_requested();
    };
    const auto cache = [&runs](stint::lifecycle& life) -> asio::awaitable<void> {
        co_await life.running();
        if (runs == 4)
            life.stop_tree(); // all is well: the end of this example
        co_await life.stop_requested();
    };
    backend.add("connection", connection, restarted);
    backend.add("cache", cache, {.after = "connection"});

    stint::pool app{io};
    app.add(backend, restarted);
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    const stint::exit_code code(*life);
    life->on_event([](const stint::event& e) {
        if (e.what == stint::code::service_restarting || e.what == stint::code::restart_limit)
            std::cout << to_string(e.what) << ' ' << e.service << '\n';
    });
    life->async_run([](std::exception_ptr error) { std::cout << (error ? "crashed" : "ended well") << '\n'; });
    io.run();
    return code.value();
}
