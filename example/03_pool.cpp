// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A pool: services that start together and stop together. One of them crashes; the others still finish their work.

#include <stint.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <iostream>

namespace asio = boost::asio;

asio::awaitable<void> steady(stint::lifecycle& life)
{
    co_await life.running();
    co_await life.stop_requested();
    std::cout << life.path() << " finishes its work" << std::endl;
}

asio::awaitable<void> failing(stint::lifecycle& life)
{
    co_await life.running();
    asio::steady_timer soon(life.get_executor(), std::chrono::milliseconds(20));
    co_await life.until_stop(soon.async_wait(asio::deferred));
    throw std::runtime_error("lost the database");
}

int main()
{
    asio::io_context io;
    stint::pool app{io};
    stint::pool workers{io, {.name = "workers"}};
    workers.add("first", steady);
    workers.add("second", steady);
    app.add(workers);
    app.add("client", failing);

    const auto life = stint::make_lifecycle(io.get_executor(), app);
    const stint::exit_code code(*life);
    life->on_running([](stint::service&, stint::lifecycle&) { std::cout << "all are running" << std::endl; })
        .on_stopping([](stint::service&, stint::lifecycle&, stint::time_point) {
            std::cout << "somebody ended: stopping all" << std::endl;
        });
    life->async_run([&](std::exception_ptr) {
        for (const auto& f : life->failures())
            std::cout << f.service << ": " << stint::describe(f.error) << std::endl;
    });
    io.run();
    return code.value();
}
