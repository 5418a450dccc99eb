// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A service that is not ready yet when the signal comes. Argument: what ends its start (stop | hook | nothing).

#include "process/program.hpp"

int main(int argc, char** argv)
{
    const auto what = argument(argc, argv, 1);
    asio::io_context io;
    asio::steady_timer start(io, stint::time_point::max());
    stint::pool app{io};
    app.add("web", steady);
    app.add("slow",
            [&](stint::lifecycle& life) -> asio::awaitable<void> {
                say("starting");
                if (what == "stop")
                    co_await life.until_stop(start.async_wait(asio::deferred));
                else
                    co_await start.async_wait(asio::as_tuple(asio::deferred));
                say("started");
                co_await life.running();
                co_await life.stop_requested();
                say("slow cleaned up");
            })
        .on_running([](stint::service&, stint::lifecycle&) { say("never running"); })
        .on_stopping([&](stint::service&, stint::lifecycle&, stint::time_point) {
            if (what == "hook")
                start.cancel();
        });
    return stint::run(io, app, {.shutdown_timeout = what == "nothing" ? 200ms : 20s});
}
