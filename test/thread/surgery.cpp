// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A pool that runs on several threads is changed and looked at from several others, while its services crash and are restarted.

#include "thread/shared.hpp"

#include <boost/asio/strand.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

using namespace stint_test;

namespace
{

asio::awaitable<void> serve(stint::lifecycle& life)
{
    co_await life.running();
    co_await life.stop_requested();
}

asio::awaitable<void> crash(stint::lifecycle& life)
{
    co_await life.running();
    throw std::runtime_error("crash");
}

/// Adds, restarts, reloads and removes a service of its own, again and again.
void operate(stint::pool& app, stint::lifecycle& life, int number, std::atomic<int>& failures)
{
    const auto name = "service " + std::to_string(number);
    stint::service_params p;
    p.after = "base";
    std::atomic<int> prepared = 0;
    p.prepare = [&](stint::lifecycle& own) { own.on_running([&](stint::service&, stint::lifecycle&) { ++prepared; }); };
    for (int i = 0; i != 20; ++i)
    {
        app.add(name, serve, p);
        app.async_restart(name, stint::restart_scope::service, asio::use_future).get();
        (void)to_string(life.snapshot());
        (void)to_string(life.report(), stint::clock::now());
        app.async_remove(name, 10s, asio::use_future).get();
        failures += prepared < i + 1 ? 1 : 0; // each ran at least once
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(surgery)

BOOST_AUTO_TEST_CASE(from_several_threads_while_services_crash)
{
    asio::thread_pool threads(2);
    stint::pool app(threads);
    stint::service_params restarted;
    restarted.on_crash = stint::reaction::restart;
    restarted.restart.first_delay = restarted.restart.longest_delay = 1ms;
    restarted.restart.most = stint::restart_params::unlimited;
    app.add("base", serve);
    app.add("flaps", crash, restarted);
    restarted.executor = asio::make_strand(threads);
    app.add("flaps elsewhere", crash, restarted);

    const auto life = stint::make_lifecycle(threads.get_executor(), app);
    auto ended = life->async_run(asio::use_future);
    app.async_restart("base", stint::restart_scope::service, asio::use_future)
        .wait(); // it runs, or is refused: both will do
    std::atomic<int> failures = 0;
    {
        std::vector<std::jthread> operators;
        for (int i = 0; i != 3; ++i)
            operators.emplace_back([&, i] { operate(app, *life, i, failures); });
        for (int i = 0; i != 20; ++i)
        {
            auto reloaded = life->async_reload(asio::use_future);
            reloaded.wait(); // refused while it is starting
        }
    }
    BOOST_TEST(failures == 0);
    BOOST_TEST(life->snapshot().services.size() == 3U);
    life->stop();
    ended.wait(); // a crash at the moment of the stop is one of the pool
    BOOST_TEST(is_final(life->state()));
    BOOST_TEST(life->report().empty());
}

BOOST_AUTO_TEST_CASE(what_is_needed_is_removed_while_others_are_added_after_it)
{
    asio::thread_pool threads(2);
    stint::pool app(threads);
    const auto life = stint::make_lifecycle(threads.get_executor(), app);
    std::promise<void> running;
    life->on_running([&](stint::service&, stint::lifecycle&) { running.set_value(); });
    auto ended = life->async_run(asio::use_future);
    auto ready = running.get_future();
    get(ready);

    // Either the addition is refused, or the removal.
    const auto as_often_as_it_takes = [&](const std::string& name, const stint::service_params& p) {
        for (int i = 0; i != 300; ++i)
        {
            try
            {
                app.add(name, serve, p);
            }
            catch (const boost::system::system_error&)
            {
                continue;
            }
            for (bool removed = false; !removed;)
            {
                try
                {
                    app.async_remove(name, 10s, asio::use_future).get();
                    removed = true;
                }
                catch (const boost::system::system_error&)
                {
                }
            }
        }
    };
    {
        std::jthread needed([&] { as_often_as_it_takes("x", {}); });
        std::jthread after([&] { as_often_as_it_takes("y", {.after = "x"}); });
    }
    BOOST_TEST(life->snapshot().services.empty());
    life->stop();
    get(ended);
}

BOOST_AUTO_TEST_SUITE_END()
