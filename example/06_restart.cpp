// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Restart: a service that crashes runs again, after a delay that grows.

#include <stint.hpp>

#include <boost/asio/io_context.hpp>

#include <iostream>
#include <stdexcept>

namespace asio = boost::asio;
using namespace std::chrono_literals;

int main()
{
    asio::io_context io;
    stint::pool app{io};

    stint::service_params restarted;
    restarted.on_crash = stint::reaction::restart;
    restarted.restart.first_delay = 10ms; // then 20 ms, 40 ms …
    restarted.restart.most = 5;           // within a minute; at the next crash the pool gives up
    int runs = 0;
    app.add(
        "worker",
        [&runs](stint::lifecycle& life) -> asio::awaitable<void> {
            co_await life.running();
            if (++runs < 4)
                throw std::runtime_error("lost the connection");
            std::cout << "run " << runs << " stays up\n";
            life.stop_tree(); // as a signal would
            co_await life.stop_requested();
        },
        restarted);

    const auto life = stint::make_lifecycle(io.get_executor(), app);
    const stint::exit_code code(*life);
    life->on_event([](const stint::event& e) {
        if (e.what == stint::code::service_crashed)
            std::cout << to_string(e) << '\n';
    });
    life->async_run([](std::exception_ptr error) { std::cout << (error ? "crashed" : "ended well") << '\n'; });
    io.run();
    return code.value();
}
