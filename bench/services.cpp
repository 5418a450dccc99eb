// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What stint's services cost: services VARIANT COUNT [ROUNDS]. Each has a name, is ready at once, waits for the stop and ends.

#include "measure.hpp"
#include <stint.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/log/core.hpp>

#include <chrono>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace asio = boost::asio;

namespace
{

asio::awaitable<void> serve(stint::lifecycle& life)
{
    co_await life.running();
    co_await life.stop_requested();
}

/// Runs a pool until all in it are ready.
template <class Ready>
void run_to_the_end(asio::io_context& io, stint::pool& app, Ready ready, int threads = 1)
{
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    life->on_running([&](stint::service&, stint::lifecycle& own) {
        ready();
        own.stop();
    });
    life->async_run([&](const std::exception_ptr& e) {
        if (e)
            std::cerr << "services: the pool crashed\n";
    });
    bench::run_on(io, threads);
}

template <class Ready>
void services(int count, int hooks_of_each, Ready ready, int threads = 1)
{
    asio::io_context io{threads};
    stint::pool app{io};
    int called = 0;
    for (int i = 0; i != count; ++i)
    {
        auto& life = app.add(std::to_string(i), serve);
        for (int n = 0; n != hooks_of_each; ++n)
            life.on_running([&](stint::service&, stint::lifecycle&) { ++called; });
    }
    run_to_the_end(io, app, ready, threads);
    if (called != count * hooks_of_each)
        std::cerr << "services: not all hooks were called\n";
}

asio::awaitable<void> wait_in_a_task(stint::lifecycle& life, int& started)
{
    ++started;
    co_await life.stop_requested();
}

/// One service that spawns all of them.
template <class Ready>
void tasks(int count, Ready ready)
{
    asio::io_context io{1};
    stint::pool app{io};
    int started = 0;
    const auto spawn_all = [&](stint::lifecycle& life) -> asio::awaitable<void> {
        for (int i = 0; i != count; ++i)
            life.spawn(wait_in_a_task(life, started));
        co_await life.running();
        co_await life.stop_requested();
    };
    app.add("tasks", spawn_all);
    run_to_the_end(io, app, ready);
    if (started != count)
        std::cerr << "services: not all tasks were started\n";
}

/// Pools in pools, and one service in the innermost.
template <class Ready>
void depth(int count, Ready ready)
{
    asio::io_context io{1};
    stint::pool app{io};
    auto* innermost = &app;
    for (int i = 1; i != count; ++i)
    {
        auto inner = std::make_unique<stint::pool>(innermost->get_executor(), stint::pool_params{.name = "inner"});
        auto* const next = inner.get();
        innermost->add(std::move(inner));
        innermost = next;
    }
    innermost->add("service", serve);
    run_to_the_end(io, app, ready);
}

asio::awaitable<void> crash_once(stint::lifecycle& life, bool& crashed)
{
    if (!std::exchange(crashed, true))
        throw std::runtime_error("the first run");
    co_await serve(life);
}

/// Each crashes once and is restarted at once.
template <class Ready>
void crashes(int count, Ready ready)
{
    asio::io_context io{1};
    stint::pool app{io};
    stint::service_params params;
    params.on_crash = stint::reaction::restart;
    params.restart.first_delay = params.restart.longest_delay = stint::duration::zero();
    for (int i = 0; i != count; ++i)
    {
        const auto run
            = [crashed = std::make_shared<bool>()](stint::lifecycle& life) { return crash_once(life, *crashed); };
        app.add(std::to_string(i), run, params);
    }
    run_to_the_end(io, app, ready);
}

void add_services(stint::pool& app, int count)
{
    for (int i = 0; i != count; ++i)
        app.add(std::to_string(i), serve);
}

/// Says when all are ready, and runs until SIGTERM.
int until_signal(int count)
{
    asio::io_context io{1};
    stint::pool app{io};
    add_services(app, count);
    stint::run_params params;
    params.prepare = [](stint::lifecycle& life) {
        life.on_running([](stint::service&, stint::lifecycle&) { std::cout << "ready" << std::endl; });
    };
    boost::log::core::get()->set_logging_enabled(false);
    return stint::run(io, app, params);
}

constexpr int idle_seconds = 5;

/// The clock ticks that the process takes while all of them wait.
asio::awaitable<void> measure_idleness(stint::lifecycle& life, stint::lifecycle*& all, std::clock_t& ticks)
{
    co_await life.running();
    asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::seconds(1)); // by then all are ready
    co_await timer.async_wait(asio::use_awaitable);
    const auto before = std::clock();
    timer.expires_after(std::chrono::seconds(idle_seconds));
    co_await timer.async_wait(asio::use_awaitable);
    ticks = std::clock() - before;
    all->stop();
}

/// Prints the ms of processor time that idle services under stint::run take in a second, with blocked threads looked for and without.
int idle(int count)
{
    boost::log::core::get()->set_logging_enabled(false);
    for (const auto limit : {std::chrono::seconds(1), std::chrono::seconds(0)})
    {
        asio::io_context io{1};
        stint::pool app{io};
        add_services(app, count);
        stint::lifecycle* all = nullptr;
        std::clock_t ticks = 0;
        const auto meter = [&](stint::lifecycle& life) { return measure_idleness(life, all, ticks); };
        app.add("meter", meter);
        stint::run_params params;
        params.blocked_limit = limit;
        params.prepare = [&](stint::lifecycle& life) { all = &life; };
        if (const int code = stint::run(io, app, params); code != 0)
            return code;
        std::cout << 1000.0 * static_cast<double>(ticks) / CLOCKS_PER_SEC / idle_seconds << '\n';
    }
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    const std::string variant = argc > 2 ? argv[1] : "";
    const int count = argc > 2 ? std::atoi(argv[2]) : 0;
    const int rounds = argc > 3 ? std::atoi(argv[3]) : 0;
    const auto measure = [&](auto run) {
        bench::measurement(count, rounds).rounds(run);
        return 0;
    };
    if (count < 1)
        ;
    else if (variant == "service")
        return measure([=](auto ready) { services(count, 1, ready); });
    else if (variant == "two_threads")
        return measure([=](auto ready) { services(count, 1, ready, 2); });
    else if (variant == "no_hook")
        return measure([=](auto ready) { services(count, 0, ready); });
    else if (variant == "ten_hooks")
        return measure([=](auto ready) { services(count, 10, ready); });
    else if (variant == "task")
        return measure([=](auto ready) { tasks(count, ready); });
    else if (variant == "depth")
        return measure([=](auto ready) { depth(count, ready); });
    else if (variant == "crash")
        return measure([=](auto ready) { crashes(count, ready); });
    else if (variant == "signal")
        return until_signal(count);
    else if (variant == "idle")
        return idle(count);
    std::cerr << "usage: services service|two_threads|no_hook|ten_hooks|task|depth|crash|signal|idle COUNT [ROUNDS]\n";
    return 2;
}
