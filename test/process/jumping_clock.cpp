// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A program whose clocks jump. Arguments: which service there is (ticker | retry | slow |
// last_words); milliseconds until the deadline; milliseconds of
// the drain delay. Each reading of the wall clock is hours away from the one before. At SIGUSR1 the steady clock jumps an hour ahead.

#include "process/program.hpp"

#include <boost/asio/signal_set.hpp>

#include <atomic>
#include <csignal>
#include <ctime>
#include <stdexcept>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace
{

constexpr time_t hour = 3600;
std::atomic<time_t> ahead = 0;
std::atomic<unsigned int> readings = 0;

/// From one reading to the next it goes forth and back.
time_t wall_offset()
{
    const auto number = static_cast<time_t>(readings++ % 7);
    return (number % 2 == 0 ? hour : -hour) * (number + 1);
}

} // namespace

// The dynamic linker prefers these to those of the C library, also for the other libraries.
extern "C" {

int clock_gettime(clockid_t clock, timespec* now) noexcept
{
    const auto result = static_cast<int>(::syscall(SYS_clock_gettime, clock, now));
    if (clock == CLOCK_MONOTONIC)
        now->tv_sec += ahead;
    if (clock == CLOCK_REALTIME)
        now->tv_sec += wall_offset();
    return result;
}

int gettimeofday(timeval* now, void* zone) noexcept
{
    const auto result = static_cast<int>(::syscall(SYS_gettimeofday, now, zone));
    now->tv_sec += wall_offset();
    return result;
}

} // extern "C"

namespace
{

/// At SIGUSR1 it is an hour later. The kernel does not know of that, so it does not wake the timers that are due now; one more does.
void jump_at(asio::signal_set& signals, asio::steady_timer& waker)
{
    signals.async_wait([&](const boost::system::error_code& ec, int) {
        if (ec)
            return;
        ahead += hour;
        waker.expires_at(stint::time_point::min()); // before all others
        waker.async_wait([](const boost::system::error_code&) {});
        jump_at(signals, waker);
    });
}

asio::awaitable<void> ticker(stint::lifecycle& life)
{
    asio::steady_timer timer(life.get_executor());
    co_await life.running();
    for (int ticks = 1;; ++ticks)
    {
        timer.expires_after(10ms);
        const bool told_to_stop = !co_await life.until_stop(timer.async_wait(asio::deferred));
        if (told_to_stop)
            co_return;
        if (ticks % 20 == 0)
            say("20 ticks");
    }
}

/// Crashes in its first run.
class retry
{
public:
    asio::awaitable<void> operator()(stint::lifecycle& life)
    {
        co_await life.running();
        if (++runs_ == 1)
            throw std::runtime_error("try again");
        say("came back");
        co_await life.stop_requested();
    }

private:
    int runs_ = 0;
};

asio::awaitable<void> never_ready(stint::lifecycle& life) { co_await life.stop_requested(); }

void tell_of_jumps()
{
    const auto first = std::chrono::system_clock::now();
    const auto second = std::chrono::system_clock::now();
    const auto apart = std::chrono::abs(second - first);
    say(apart > std::chrono::hours(1) ? "the wall clock jumps" : "the wall clock does not jump");
}

} // namespace

int main(int argc, char** argv)
{
    const auto what = argument(argc, argv, 1);
    asio::io_context io;
    asio::signal_set signals(io, SIGUSR1);
    asio::steady_timer waker(io);
    jump_at(signals, waker);
    tell_of_jumps();

    stint::pool app{io};
    app.add("steady", steady);
    app.add("ticker", ticker);
    if (what == "retry")
    {
        stint::service_params params;
        params.on_crash = stint::reaction::restart;
        params.restart.first_delay = 10min;
        params.restart.longest_delay = 10min;
        app.add("retry", retry(), params);
    }
    if (what == "slow")
        app.add("slow", never_ready, {.start_timeout = 60s});
    if (what == "last_words")
    {
        app.add("last words", steady).on_stopped([](stint::service&, stint::lifecycle& life) -> asio::awaitable<void> {
            asio::steady_timer timer(life.get_executor(), 500ms);
            co_await timer.async_wait(asio::deferred);
            say("last words said");
        });
    }
    return stint::run(io, app,
                      {.shutdown_timeout = milliseconds(argc, argv, 2),
                       .drain_delay = milliseconds(argc, argv, 3),
                       .logger = telling_ready()});
}
