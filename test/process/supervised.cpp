// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A service that crashes once and is restarted, one that does not heed the stop by which it is restarted, and one that reloads.

#include "process/program.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>
#include <stdexcept>
#include <utility>

int main()
{
    asio::io_context io;
    stint::pool app{io};

    stint::service_params restarted;
    restarted.on_crash = stint::reaction::restart;
    restarted.restart.first_delay = std::chrono::milliseconds(10);
    int runs = 0;
    app.add(
        "flaky",
        [&runs](stint::lifecycle& life) -> asio::awaitable<void> {
            co_await life.running();
            if (++runs == 1)
                throw std::runtime_error("lost the connection");
            say("ready");
            co_await life.stop_requested();
        },
        restarted);

    stint::service_params impatient;
    impatient.stop_timeout = std::chrono::milliseconds(10);
    app.add(
        "deaf once",
        [deaf = true](stint::lifecycle& life) mutable -> asio::awaitable<void> {
            co_await life.running();
            if (std::exchange(deaf, false))
            {
                asio::steady_timer timer(life.get_executor(), stint::never);
                co_await timer.async_wait(asio::deferred);
            }
            co_await life.stop_requested();
        },
        impatient);

    int reloads = 0;
    app.add("configured",
            [&app](stint::lifecycle& life) -> asio::awaitable<void> {
                co_await life.running();
                co_await app.async_restart("deaf once", stint::restart_scope::service, asio::use_awaitable);
                say("it is back");
                co_await life.stop_requested();
            })
        .on_reload([&reloads](stint::service&, stint::lifecycle&) {
            if (++reloads == 2)
                throw std::runtime_error("bad configuration");
            if (reloads == 4)
            {
                std::raise(SIGHUP);
                std::raise(SIGHUP);
            }
            say("reload " + std::to_string(reloads));
        });
    return stint::run(io, app);
}
