// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The signal comes before anything runs. Argument: when (handler | starting | hook).

#include "process/program.hpp"

#include <boost/asio/post.hpp>

#include <csignal>

int main(int argc, char** argv)
{
    const auto when = argument(argc, argv, 1);
    asio::io_context io;
    stint::pool app{io};
    auto& life = app.add("web", [when](stint::lifecycle& l) -> asio::awaitable<void> {
        if (when == "starting")
            std::raise(SIGTERM);
        co_await l.running();
        co_await l.stop_requested();
        say("stopped");
    });
    if (when == "handler")
        asio::post(io, [] { std::raise(SIGTERM); });
    if (when == "hook")
        life.on_starting([](stint::service&, stint::lifecycle&) { std::raise(SIGTERM); });
    return stint::run(io, app);
}
