// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A service that occupies its thread for ever. Arguments: how (pause | condition), milliseconds until the deadline, threads, where
// (run | hook | task), and what is done then from elsewhere (nothing | throw | stop |
// hurry | io): the pools share a strand then.

#include "process/program.hpp"

#include <boost/asio/post.hpp>

#include <condition_variable>
#include <latch>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unistd.h>

std::latch blocked{1};

void block(const std::string& how)
{
    say("blocked");
    blocked.count_down();
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

/// Hurry: the deadline of a stop that has begun is moved forward.
void go_on(const std::string& what, asio::io_context& io, stint::lifecycle& life)
{
    blocked.wait();
    if (what == "throw")
        asio::post(io, [] { throw std::runtime_error("not of a service"); });
    if (what == "stop" || what == "hurry")
        life.stop(200ms);
    if (what == "io")
        io.stop();
}

int main(int argc, char** argv)
{
    const auto how = argument(argc, argv, 1);
    const auto where = argument(argc, argv, 4);
    const auto then = argument(argc, argv, 5);
    std::jthread elsewhere;
    asio::io_context io;
    stint::pool app{io};
    const auto where_db_is = then.empty() ? asio::any_io_executor(io.get_executor()) : app.get_executor();
    stint::pool db{where_db_is, {.name = "db", .abort_grace = 100ms}};
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
    return stint::run(
        io, app,
        {.shutdown_timeout = milliseconds(argc, argv, 2),
         .abort_grace = 100ms,
         .threads = std::stoi(argument(argc, argv, 3)),
         .logger = telling_ready(),
         .prepare = [&](stint::lifecycle& life) { elsewhere = std::jthread([&, then] { go_on(then, io, life); }); }});
}
