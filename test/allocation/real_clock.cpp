// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "failing_new.hpp"
#include "outcome.hpp"
#include <stint.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>

namespace
{

using namespace std::chrono_literals;
namespace asio = boost::asio;

constexpr auto lost = 10s; // far beyond what the ladder takes

asio::awaitable<void> until_cancelled()
{
    asio::steady_timer timer(co_await asio::this_coro::executor, stint::never);
    co_await timer.async_wait(asio::deferred);
}

asio::awaitable<void> deaf()
{
    asio::steady_timer timer(co_await asio::this_coro::executor, stint::never);
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await timer.async_wait(asio::deferred);
}

} // namespace

outcome live_by_the_real_clock()
{
    outcome result;
    asio::io_context here;
    asio::io_context there; // is destroyed first, with handlers that are bound to the other
    stint::pool app(here);
    std::shared_ptr<stint::lifecycle> life;
    std::weak_ptr<int> heard;
    const auto settle = [&] {
        insist(result.told, [&] { there.poll(); });
        insist(result.told, [&] { here.poll(); });
        here.restart();
        there.restart();
    };
    const auto hear_of = [&](const std::exception_ptr& e) { result.told = result.told || is_bad_alloc(e); };
    const auto start = [&] {
        const auto stubborn = [&](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await own.running();
            own.spawn(until_cancelled(), there);
            auto hear = asio::bind_executor(here.get_executor(), hear_of);
            own.spawn(until_cancelled(), there, std::move(hear));
            own.spawn(until_cancelled());
            co_await until_cancelled();
        };
        for (const auto* const name : {"a", "b"})
            app.add(name, stubborn, {.stop_timeout = 1ms, .abort_grace = 100ms});
        const auto given_up = [](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await own.running();
            co_await deaf();
        };
        app.add("c", given_up, {.stop_timeout = 1ms, .abort_grace = 1ms});
        life = stint::make_lifecycle(here.get_executor(), app);
        life->on_event([&](const stint::event& e) { hear_of(e.error); });
        const auto waiting = std::make_shared<int>();
        heard = waiting;
        life->async_run([&, waiting](const std::exception_ptr& e) { hear_of(e); });
    };
    if (!insist(result.told, start, 1))
        return {true, true, {}}; // nothing has begun
    for (int turn = 0; turn != 10; ++turn)
        settle();
    insist(result.told, [&] { life->stop(); });
    const auto limit = std::chrono::steady_clock::now() + lost;
    while (!(is_final(life->state()) && heard.expired()) && std::chrono::steady_clock::now() < limit)
    {
        settle();
        insist(result.told, [&] { here.run_one_for(1ms); });
        here.restart();
    }
    failing_new::stop_failing(); // tasks that were given up are destroyed with their context: nobody is left to be told
    for (const auto& f : life->failures())
        hear_of(f.error);
    result.over = is_final(life->state()) && heard.expired();
    result.remaining = to_string(life->report(), stint::clock::now());
    return result;
}
