// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A program that gets no processor for some time, or little of it. Arguments: milliseconds until the deadline, of the drain delay, of a
// last hook, of the abort grace; how many threads of its own take the processor from it.

#include "process/program.hpp"

#include <atomic>
#include <thread>
#include <vector>

namespace
{

/// Threads that never wait for anything.
class burners
{
public:
    explicit burners(int count)
    {
        for (int i = 0; i != count; ++i)
        {
            threads_.emplace_back([this](const std::stop_token& stop) {
                while (!stop.stop_requested())
                    ++burnt_;
            });
        }
    }

private:
    std::atomic<unsigned int> burnt_ = 0;
    std::vector<std::jthread> threads_;
};

/// Works a little, again and again, until the stop.
asio::awaitable<void> worker(stint::lifecycle& life)
{
    asio::steady_timer timer(life.get_executor());
    co_await life.running();
    for (;;)
    {
        timer.expires_after(1ms);
        const bool told_to_stop = !co_await life.until_stop(timer.async_wait(asio::deferred));
        if (told_to_stop)
            co_return;
    }
}

} // namespace

int main(int argc, char** argv)
{
    const auto last_hook = milliseconds(argc, argv, 3);
    const auto abort_grace = milliseconds(argc, argv, 4);
    const burners others(std::stoi(argument(argc, argv, 5)));
    asio::io_context io;
    stint::pool workers{io, {.name = "workers", .abort_grace = abort_grace}};
    for (int i = 0; i != 20; ++i)
        workers.add("worker " + std::to_string(i), worker);
    stint::pool app{io, {.abort_grace = abort_grace}};
    app.add(workers);
    app.add("steady", steady).on_stopped([last_hook](stint::service&, stint::lifecycle& life) -> asio::awaitable<void> {
        asio::steady_timer timer(life.get_executor(), last_hook);
        co_await timer.async_wait(asio::deferred);
        say("last hook done");
    });
    return stint::run(io, app,
                      {.shutdown_timeout = milliseconds(argc, argv, 1),
                       .drain_delay = milliseconds(argc, argv, 2),
                       .abort_grace = abort_grace,
                       .logger = telling_ready()});
}
