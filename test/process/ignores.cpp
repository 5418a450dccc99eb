// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A service that does not stop when it is asked to. Arguments: what it ignores (request | cancellation), milliseconds until the
// deadline.

#include "process/program.hpp"

/// Goes on whatever happens.
asio::awaitable<void> obstinate(asio::any_io_executor executor)
{
    for (;;)
    {
        try
        {
            co_await for_ever(executor);
        }
        catch (const boost::system::system_error&)
        {
            say("cancelled, ignored");
        }
        co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
    }
}

asio::awaitable<void> ignoring(stint::lifecycle& life, bool everything)
{
    const auto executor = life.get_executor();
    life.spawn(for_ever(executor));
    life.spawn(for_ever(executor));
    co_await life.running();
    life.note("copying the ledger");
    if (everything)
        co_await obstinate(executor);
    co_await for_ever(executor);
}

int main(int argc, char** argv)
{
    const bool everything = argument(argc, argv, 1) == "cancellation";
    asio::io_context io;
    stint::pool app{io};
    stint::pool db{io, {.name = "db", .abort_grace = 100ms}};
    db.add("ledger", [everything](stint::lifecycle& life) { return ignoring(life, everything); });
    app.add("web", steady);
    app.add(db);
    const auto told = [](const stint::event& e) {
        say(std::string(to_string(e.what)) + ' ' + to_string(e));
        if (e.what == stint::code::service_pool_running && e.service == "app")
            say("ready");
    };
    app.add("last", [](stint::lifecycle& life) -> asio::awaitable<void> {
        co_await life.running();
        co_await life.stop_requested();
        say("asked to stop");
    });
    return stint::run(io, app, {.shutdown_timeout = milliseconds(argc, argv, 2), .abort_grace = 100ms, .logger = told});
}
