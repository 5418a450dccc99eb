// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A service that occupies its thread for ever. Arguments: how (pause | condition), milliseconds until the deadline, threads, where
// (run | hook | task).

#include "process/program.hpp"

#include <condition_variable>
#include <mutex>
#include <unistd.h>

void block(const std::string& how)
{
    say("blocked");
    if (how == "pause")
    {
        for (;;)
            ::pause();
    }
    std::mutex mutex;
    std::condition_variable condition;
    std::unique_lock lock(mutex);
    condition.wait(lock, [] { return false; });
}

asio::awaitable<void> blocking_task(std::string how)
{
    block(how);
    co_return;
}

int main(int argc, char** argv)
{
    const auto how = argument(argc, argv, 1);
    const auto where = argument(argc, argv, 4);
    asio::io_context io;
    stint::pool app{io};
    stint::pool db{io, {.name = "db", .abort_grace = 100ms}};
    db.add("stuck", [=](stint::lifecycle& life) -> asio::awaitable<void> {
          co_await life.running();
          life.note("waiting for the lock");
          if (where == "task")
              life.spawn(blocking_task(how));
          if (where == "run")
              block(how);
          co_await life.stop_requested();
      }).on_stopping([=](stint::service&, stint::lifecycle&, stint::time_point) {
        if (where == "hook")
            block(how);
    });
    app.add(db);
    return stint::run(io, app,
                      {.shutdown_timeout = milliseconds(argc, argv, 2),
                       .abort_grace = 100ms,
                       .threads = std::stoi(argument(argc, argv, 3)),
                       .logger = telling_ready()});
}
