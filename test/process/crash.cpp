// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A service in a nested pool that crashes. Argument: when and how.

#include "process/program.hpp"

asio::awaitable<void> failing_task()
{
    throw std::runtime_error("task lost");
    co_return;
}

asio::awaitable<void> failing(stint::lifecycle& life, std::string when)
{
    if (when == "starting")
        throw std::runtime_error("no disk");
    if (when == "not_announced")
        co_return;
    if (when == "start_timeout")
        co_await for_ever(life.get_executor());

    co_await life.running();
    if (when == "running")
        throw std::runtime_error("disk on fire");
    if (when == "no_exception")
        throw 42;
    if (when == "aborted") // nobody asked for it
        throw boost::system::system_error(asio::error::operation_aborted);
    if (when == "task")
        life.spawn(failing_task());
    if (when == "returns")
        co_return;

    co_await life.stop_requested();
    if (when == "stopping")
        throw std::runtime_error("cannot flush");
}

int main(int argc, char** argv)
{
    const auto when = argument(argc, argv, 1);
    asio::io_context io;
    stint::pool app{io};
    stint::pool db{io, {.name = "db"}};
    auto& life = db.add("failing", [when](stint::lifecycle& l) { return failing(l, when); }, {.start_timeout = 100ms});
    if (when == "hook")
        life.on_running([](stint::service&, stint::lifecycle&) { throw std::runtime_error("bad hook"); });
    if (when == "stopping_hook")
        life.on_stopping([](stint::service&, stint::lifecycle&, stint::time_point) -> asio::awaitable<void> {
            throw std::runtime_error("bad hook");
            co_return;
        });
    app.add("web", steady);
    app.add(db);
    return stint::run(io, app, {.logger = telling_ready()});
}
