// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What else happens on the io_context. Arguments: what, the number of threads.

#include "process/program.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <stdexcept>

/// Work without end that is no service's.
void tick(asio::steady_timer& timer)
{
    timer.expires_after(1ms);
    timer.async_wait([&timer](boost::system::error_code ec) {
        if (!ec)
            tick(timer);
    });
}

/// Its threads end when main has returned.
asio::thread_pool& static_threads()
{
    static asio::thread_pool threads(2);
    return threads;
}

int main(int argc, char** argv)
{
    const auto what = argument(argc, argv, 1);
    asio::io_context io;
    asio::steady_timer timer(io);
    const auto work = asio::make_work_guard(io);
    stint::pool app{io};
    app.add("web", steady).on_running([&](stint::service&, stint::lifecycle&) {
        if (what == "stopped_by_handler")
            asio::post(io, [&] { io.stop(); });
        if (what == "stopped_twice")
        {
            asio::post(io, [&] { io.stop(); });
            asio::post(io, [&] { io.stop(); });
        }
        if (what == "throws")
            asio::post(io, [] { throw std::runtime_error("handler lost"); });
        if (what == "throws_int")
            asio::post(io, [] { throw 42; });
        if (what == "endless")
            tick(timer);
    });
    if (what == "static_threads")
        app.add("worker", steady, {.executor = static_threads().get_executor()});
    if (what == "stopped_before")
        io.stop();

    const stint::run_params params{.threads = std::stoi(argument(argc, argv, 2)), .logger = telling_ready()};
    const int first = stint::run(io, app, params);
    if (what != "run_twice")
        return first;
    say("first: " + std::to_string(first));
    return stint::run(io, app, params);
}
