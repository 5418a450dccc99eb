// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "ordinary_path.hpp"

#include "failing_new.hpp"
#include "raised.hpp"
#include <stint.hpp>

#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <utility>

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

/// After how many others each service comes.
enum class order
{
    none = 0,
    chain = 1,
    four = 4
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
    const auto name_of = [](int i) { return "a service whose name is no short string " + std::to_string(i); };
    for (int i = 0; i != count; ++i)
    {
        stint::service_params params;
        for (int n = std::max(0, i - static_cast<int>(how)); n != i; ++n)
            params.after.add(name_of(n));
        app.add(name_of(i), serve, params).on_stopped([&stopped](stint::service&, stint::lifecycle&) { ++stopped; });
    }
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    cost found;
    life->async_run([&found](const std::exception_ptr& e) {
        found.allocations = failing_new::made();
        found.clean = !e;
    });
    const long raised_before = raised_exceptions();
    io.poll(); // all of them wait
    failing_new::only_count();
    life->stop();
    io.run();
    failing_new::stop_failing();
    found.exceptions = raised_exceptions() - raised_before;
    found.clean = found.clean && stopped == count;
    return found;
}

/// Whatever their number.
bool stop_is_free(const char* name, order how)
{
    cost_of(1, how); // what is allocated once and kept
    const auto few = cost_of(100, how);
    const auto many = cost_of(200, how);
    std::cout << "the stop of 100 and of 200 services " << name << ": " << few.allocations << " and "
              << many.allocations << " allocations, " << few.exceptions << " and " << many.exceptions << " exceptions"
              << (many.clean ? "" : "; not all end well") << std::endl;
    return few == many && many.exceptions == 0 && many.clean;
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
    std::cout << "99 calls of until_stop: " << allocations << " allocations" << std::endl;
    return allocations == 0;
}

/// Also in a pool that always has something to do: so many services flap that no turn of its strand does it all.
bool work_of_a_pool_is_bounded()
{
    constexpr int services = 300;
    constexpr int warm = 10 * services;
    constexpr int runs = 40 * services;
    constexpr long limit = 200'000;
    asio::io_context io{1};
    stint::pool app{io};
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    int begun = 0;
    const auto flap = [&](stint::lifecycle&) -> asio::awaitable<void> {
        if (++begun == warm)
            failing_new::only_count();
        if (begun == runs)
            life->stop();
        co_return;
    };
    stint::service_params params;
    params.on_end = stint::reaction::restart;
    params.restart.first_delay = params.restart.longest_delay = stint::duration::zero();
    params.restart.most = stint::restart_params::unlimited;
    for (int i = 0; i != services; ++i)
        app.add(std::to_string(i), flap, params);
    life->async_run([](const std::exception_ptr&) {});
    io.run();
    failing_new::stop_failing();
    std::cout << runs - warm << " restarts: no block is larger than " << failing_new::largest() << " bytes"
              << std::endl;
    return begun >= runs && failing_new::largest() < limit;
}

} // namespace

bool the_ordinary_path_is_free()
{
    const bool without_order = stop_is_free("without an order", order::none);
    const bool one_after_the_other = stop_is_free("one after the other", order::chain);
    const bool after_four = stop_is_free("each after four", order::four);
    const bool calls = until_stop_is_free();
    return work_of_a_pool_is_bounded() && without_order && one_after_the_other && after_four && calls;
}
