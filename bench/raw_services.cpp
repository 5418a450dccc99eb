// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What the same costs without stint: raw_services VARIANT COUNT. There are no names, states, hooks, errors or deadlines.

#include "measure.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <coroutine>
#include <csignal>
#include <deque>
#include <string>

namespace asio = boost::asio;

namespace
{

using parking = std::vector<asio::any_completion_handler<void()>>;

/// Completes with complete_all().
auto async_park(parking& in)
{
    return asio::async_initiate<const asio::deferred_t&, void()>(
        [&in](auto handler) { in.emplace_back(std::move(handler)); }, asio::deferred);
}

void complete_all(parking& waiting)
{
    for (auto& handler : waiting)
        std::move(handler)();
}

/// Counts those that are ready and those that have ended.
struct group
{
    explicit group(int all) : count(all) {}
    void check() const
    {
        if (ready != count || ended != count)
            std::cerr << "raw_services: not all have run\n";
    }

    int count;
    int ready = 0;
    int ended = 0;
    parking parked{};
};

void spawn_cancellable(const asio::any_io_executor& executor, asio::awaitable<void> work, group& all,
                       asio::cancellation_signal& cancel)
{
    asio::co_spawn(executor, std::move(work),
                   asio::bind_cancellation_slot(cancel.slot(), [&all](const std::exception_ptr&) { ++all.ended; }));
}

template <class Executor>
asio::awaitable<void, Executor> serve(group& all)
{
    ++all.ready;
    co_await async_park(all.parked);
}

/// Coroutines on one executor, started from within it, each parked in a handler that is kept.
template <class Executor, class Ready>
void coroutines(asio::io_context& io, Executor executor, int count, Ready ready, int threads = 1)
{
    group all(count);
    all.parked.reserve(static_cast<std::size_t>(count));
    asio::post(executor, [&] {
        for (int i = 0; i != count; ++i)
            asio::co_spawn(executor, serve<Executor>(all), [&](const std::exception_ptr&) { ++all.ended; });
        asio::post(executor, [&] {
            ready();
            complete_all(all.parked);
        });
    });
    bench::run_on(io, threads);
    all.check();
}

asio::awaitable<void> park(parking& in) { co_await async_park(in); }

asio::awaitable<void> serve_in_two_waits(group& all, parking& starting)
{
    ++all.ready;
    co_await park(starting);
    co_await park(all.parked);
}

/// The least that an interface like stint's takes: a wait that is a coroutine for `running()`, one for `stop_requested()`, and a slot for the
/// cancellation at the deadline.
template <class Ready>
void awaitables(asio::io_context& io, int count, Ready ready)
{
    group all(count);
    parking starting;
    starting.reserve(static_cast<std::size_t>(count));
    all.parked.reserve(static_cast<std::size_t>(count));
    const asio::any_io_executor executor = asio::make_strand(io);
    std::deque<asio::cancellation_signal> signals;
    asio::post(executor, [&] {
        for (int i = 0; i != count; ++i)
            spawn_cancellable(executor, serve_in_two_waits(all, starting), all, signals.emplace_back());
        asio::post(executor, [&] {
            complete_all(starting);
            asio::post(executor, [&] {
                ready();
                complete_all(all.parked);
            });
        });
    });
    io.run();
    all.check();
}

/// As people write it: a timer that never expires, and a signal that cancels it.
asio::awaitable<void> serve_with_timer(group& all)
{
    ++all.ready;
    asio::steady_timer forever(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    boost::system::error_code ignored;
    co_await forever.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

template <class Ready>
void timers(asio::io_context& io, int count, Ready ready)
{
    group all(count);
    const asio::any_io_executor executor = asio::make_strand(io);
    std::deque<asio::cancellation_signal> signals;
    for (int i = 0; i != count; ++i)
        spawn_cancellable(executor, serve_with_timer(all), all, signals.emplace_back());
    asio::post(executor, [&] {
        ready();
        for (auto& signal : signals)
            signal.emit(asio::cancellation_type::terminal);
    });
    io.run();
    all.check();
}

/// The same until SIGTERM.
int until_signal(asio::io_context& io, int count)
{
    group all(count);
    const asio::any_io_executor executor = asio::make_strand(io);
    std::deque<asio::cancellation_signal> signals;
    for (int i = 0; i != count; ++i)
        spawn_cancellable(executor, serve_with_timer(all), all, signals.emplace_back());
    asio::signal_set stop(io, SIGINT, SIGTERM);
    stop.async_wait(asio::bind_executor(executor, [&](boost::system::error_code, int) {
        for (auto& signal : signals)
            signal.emit(asio::cancellation_type::terminal);
    }));
    asio::post(executor, [] { std::cout << "ready" << std::endl; });
    io.run();
    return all.ended == count ? 0 : 1;
}

/// No coroutine: a handler that starts, and one that is kept until the stop.
template <class Ready>
void callbacks(asio::io_context& io, int count, Ready ready)
{
    group all(count);
    all.parked.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i != count; ++i)
    {
        asio::post(io, [&] {
            ++all.ready;
            all.parked.emplace_back([&] { ++all.ended; });
        });
    }
    asio::post(io, [&] {
        ready();
        for (auto& handler : all.parked)
            asio::post(io, std::move(handler));
    });
    io.run();
    all.check();
}

/// The limit: C++'s coroutines, resumed by hand.
struct bare_coroutine
{
    struct promise_type
    {
        bare_coroutine get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() {}
    };
    std::coroutine_handle<promise_type> handle;
};

bare_coroutine serve_bare(int& ready, int& ended)
{
    ++ready;
    co_await std::suspend_always{};
    ++ended;
}

template <class Ready>
void limit(int count, Ready ready)
{
    int started = 0;
    int ended = 0;
    std::vector<bare_coroutine> all;
    all.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i != count; ++i)
        all.push_back(serve_bare(started, ended));
    ready();
    for (const auto& each : all)
        each.handle.resume();
    if (started != count || ended != count)
        std::cerr << "raw_services: not all have run\n";
}

} // namespace

int main(int argc, char** argv)
{
    const std::string variant = argc == 3 ? argv[1] : "";
    const int count = argc == 3 ? std::atoi(argv[2]) : 0;
    const auto measure = [&](auto run, int threads = 1) {
        bench::measurement(count).rounds([&](auto ready) {
            asio::io_context io{threads};
            run(io, ready);
        });
        return 0;
    };
    if (count < 1)
        ;
    else if (variant == "strand")
        return measure(
            [=](auto& io, auto ready) { coroutines(io, asio::any_io_executor(asio::make_strand(io)), count, ready); });
    else if (variant == "two_threads")
        return measure(
            [=](auto& io, auto ready) {
                coroutines(io, asio::any_io_executor(asio::make_strand(io)), count, ready, 2);
            },
            2);
    else if (variant == "typed_strand")
        return measure([=](auto& io, auto ready) { coroutines(io, asio::make_strand(io), count, ready); });
    else if (variant == "typed")
        return measure([=](auto& io, auto ready) { coroutines(io, io.get_executor(), count, ready); });
    else if (variant == "awaitables")
        return measure([=](auto& io, auto ready) { awaitables(io, count, ready); });
    else if (variant == "timer")
        return measure([=](auto& io, auto ready) { timers(io, count, ready); });
    else if (variant == "callbacks")
        return measure([=](auto& io, auto ready) { callbacks(io, count, ready); });
    else if (variant == "limit")
        return measure([=](auto&, auto ready) { limit(count, ready); });
    else if (variant == "signal")
    {
        asio::io_context io{1};
        return until_signal(io, count);
    }
    std::cerr
        << "usage: raw_services strand|two_threads|typed_strand|typed|awaitables|timer|callbacks|limit|signal COUNT\n";
    return 2;
}
