// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Hooks: told of every state, in the order of registration. One that is a coroutine is awaited.

#include <stint.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <iostream>

namespace asio = boost::asio;
using namespace std::chrono_literals;

asio::awaitable<void> leave_load_balancer(stint::service&, stint::lifecycle& life, stint::time_point deadline)
{
    asio::steady_timer answer(life.get_executor(), 5ms);
    co_await answer.async_wait(asio::deferred);
    std::cout << "the load balancer knows; in time: " << (stint::clock::now() < deadline) << std::endl;
}

asio::awaitable<void> worker(stint::lifecycle& life)
{
    co_await life.running();
    life.stop(10s);
    co_await life.stop_requested(); // comes when the on_stopping hooks have ended
    std::cout << "told to stop" << std::endl;
    throw std::runtime_error("disk full");
}

int main()
{
    asio::io_context io;
    const auto life = stint::make_lifecycle(io.get_executor(), stint::make_service("worker", worker));
    const stint::exit_code code(*life);

    life->on_state_change([](stint::service& s, stint::lifecycle&, stint::state entered) {
            std::cout << s.name() << ": " << entered << std::endl;
        })
        .on_stopping(leave_load_balancer)
        .on_crashed([](stint::service&, stint::lifecycle&, std::exception_ptr cause) {
            std::cout << "cause: " << stint::describe(cause) << std::endl;
        });

    life->async_run([](std::exception_ptr error) { std::cout << "ended, error: " << (error != nullptr) << std::endl; });
    io.run();
    return code.value();
}
