// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_PROCESS_PROGRAM_HPP
#define STINT_TEST_PROCESS_PROGRAM_HPP

// What the programs share.

#include <stint.hpp>
#include <stint/log.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <iostream>
#include <poll.h>
#include <string>

namespace asio = boost::asio;
using namespace std::chrono_literals;

#if defined(__SANITIZE_THREAD__)
// ThreadSanitizer of g++ 12 loses a signal that arrives while a thread enters its first blocking call (its SigCtx() is not reentrant;
// clang 19's is). This is the first, before any signal is handled.
inline const int first_blocking_call = ::poll(nullptr, 0, 0);
#endif

/// Tells the driver.
inline void say(const std::string& line) { std::cout << line + '\n' << std::flush; }

/// Is there until it is told to stop.
inline asio::awaitable<void> steady(stint::lifecycle& life)
{
    co_await life.running();
    co_await life.stop_requested();
    say(life.path() + " cleaned up");
}

/// Waits without end for something that only a cancellation ends.
inline asio::awaitable<void> for_ever(asio::any_io_executor executor)
{
    asio::steady_timer timer(executor, stint::time_point::max());
    co_await timer.async_wait(asio::deferred);
}

/// Logs as run() does by default, and tells the driver when everything is running.
inline stint::logger telling_ready()
{
    return [log = stint::default_logger().get()](const stint::event& e) {
        log(e);
        if (e.what == stint::code::service_pool_running && e.service == "app")
            say("ready");
    };
}

inline std::string argument(int argc, char** argv, int index) { return index < argc ? argv[index] : std::string(); }

inline stint::duration milliseconds(int argc, char** argv, int index)
{
    return std::chrono::milliseconds(std::stoi(argument(argc, argv, index)));
}

#endif
