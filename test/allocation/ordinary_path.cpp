// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "ordinary_path.hpp"

#include "failing_new.hpp"
#include <stint.hpp>

#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <exception>
#include <iostream>
#include <string>
#include <utility>

namespace
{

long thrown = 0;

} // namespace

// The linker puts this in front of what `throw` calls: --wrap.
extern "C" [[noreturn]] void __real___cxa_throw(void* exception, void* type, void (*destroy)(void*));
extern "C" [[noreturn]] void __wrap___cxa_throw(void* exception, void* type, void (*destroy)(void*))
{
    ++thrown;
    __real___cxa_throw(exception, type, destroy);
}

namespace
{

namespace asio = boost::asio;

struct cost
{
    bool operator==(const cost&) const = default;

    long allocations = 0; // from the stop to the end
    long exceptions = 0;  // from the start to the end
    bool clean = false;   // all have stopped
};

enum class order
{
    none,
    chain
};

asio::awaitable<void> wait(stint::lifecycle& life) { co_await life.stop_requested(); }

asio::awaitable<void> serve(stint::lifecycle& life)
{
    life.spawn(wait(life));
    asio::steady_timer timer(life.get_executor(), stint::never);
    co_await life.running();
    auto tick = timer.async_wait(asio::deferred);
    co_await life.until_stop(std::move(tick));
    co_await life.stopping();
}

cost cost_of(int count, order how)
{
    asio::io_context io{1};
    stint::pool app{io};
    int stopped = 0;
    std::string last;
    for (int i = 0; i != count; ++i)
    {
        const auto name = "a service whose name is no short string " + std::to_string(i);
        stint::service_params params;
        if (how == order::chain && i != 0)
            params.after = last;
        app.add(name, serve, params).on_stopped([&stopped](stint::service&, stint::lifecycle&) { ++stopped; });
        last = name;
    }
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    cost found;
    life->async_run([&found](const std::exception_ptr& e) {
        found.allocations = failing_new::made();
        found.clean = !e;
    });
    thrown = 0;
    io.poll(); // all of them wait
    failing_new::only_count();
    life->stop();
    io.run();
    failing_new::stop_failing();
    found.exceptions = thrown;
    found.clean = found.clean && stopped == count;
    return found;
}

asio::awaitable<void> call(stint::lifecycle& life, long& allocations)
{
    co_await life.running();
    const auto executor = life.get_executor();
    for (int i = 0; i != 100; ++i)
    {
        if (i == 1) // Asio keeps the memory of the first one
            failing_new::only_count();
        auto turn = asio::post(executor, asio::deferred);
        co_await life.until_stop(std::move(turn));
    }
    allocations = failing_new::made();
    failing_new::stop_failing();
}

bool until_stop_is_free()
{
    asio::io_context io{1};
    long allocations = -1;
    const auto calls = [&](stint::lifecycle& life) { return call(life, allocations); };
    const auto service = stint::make_service("calls", calls);
    const auto life = stint::make_lifecycle(io.get_executor(), *service);
    life->async_run([](const std::exception_ptr&) {});
    io.run();
    if (allocations != 0)
        std::cout << "99 calls of until_stop make " << allocations << " allocations" << std::endl;
    return allocations == 0;
}

bool is_free(order how)
{
    cost_of(1, how); // what is allocated once and kept
    const auto few = cost_of(100, how);
    const auto many = cost_of(200, how);
    const bool free = few == many && many.exceptions == 0 && many.clean;
    if (!free)
        std::cout << "the stop of 100 services makes " << few.allocations << " allocations and throws "
                  << few.exceptions << " times, that of 200 makes " << many.allocations << " and throws "
                  << many.exceptions << " times; " << (many.clean ? "" : "not ") << "all end well" << std::endl;
    return free;
}

} // namespace

bool the_ordinary_path_is_free()
{
    const bool without_order = is_free(order::none);
    const bool one_after_the_other = is_free(order::chain);
    return until_stop_is_free() && without_order && one_after_the_other;
}
