// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Events come in the order of what they tell, and what is told of the past is true.

#include "support/world.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace test;
using stint::reaction;

namespace
{

struct told : world_with_pool
{
    std::string path_of_the_stop;

    void start_observed()
    {
        life = stint::make_lifecycle(executor(), app);
        log.watch_events(*life);
        life->on_event([this](const stint::event& e) {
            if (e.what == stint::code::critical_path && e.state == state::stopping)
                path_of_the_stop = e.details;
        });
        world_with_outermost::start();
    }

    std::size_t place_of(const std::string& line) const
    {
        const auto& all = log.noted();
        const auto found = std::find(all.begin(), all.end(), line);
        BOOST_TEST_REQUIRE((found != all.end()), line);
        return static_cast<std::size_t>(found - all.begin());
    }
    void check_order(const std::string& first, const std::string& second) const
    {
        BOOST_TEST(place_of(first) < place_of(second));
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(told_in_order, told)

/// Also where what it comes after is there before the pool has told of it.
BOOST_AUTO_TEST_CASE(a_service_is_added_before_it_starts)
{
    const auto adds_another = [this](stint::lifecycle& own) -> asio::awaitable<void> {
        app.add("second", server, {.after = "first"});
        co_await server(own);
    };
    app.add("first", adds_another);
    start_observed();
    check_order("SERVICE_ADDED app/second", "SERVICE_STARTING app/second");
    check_order("SERVICE_RUNNING app/second", "SERVICE_POOL_RUNNING app");
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_restart_is_told_before_it_begins)
{
    int runs = 0;
    const auto crashes_once = [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        if (++runs == 1)
            throw std::runtime_error("once");
        co_await own.stop_requested();
    };
    stint::service_params at_once{.on_crash = reaction::restart};
    at_once.restart.first_delay = 0s;
    app.add("a", crashes_once, at_once);
    start_observed();
    BOOST_TEST(runs == 2);
    const auto& all = log.noted();
    const auto last_start = std::find(all.rbegin(), all.rend(), "SERVICE_STARTING app/a");
    BOOST_TEST((std::find(all.rbegin(), last_start, "SERVICE_RESTARTING app/a") == last_start)); // none after it
    BOOST_TEST(log.count("SERVICE_RESTARTING app/a") == 1U);
    BOOST_TEST(stops_cleanly());
}

/// Of the stop of the pool, not of one that was before it.
BOOST_AUTO_TEST_CASE(the_critical_path_is_that_of_the_last_stop)
{
    app.add("b", server);
    auto& a = app.add("a", server, {.after = "b", .on_end = reaction::ignore});
    start_observed();
    ending restarted;
    app.async_restart("a", stint::restart_scope::service, restarted);
    settle();
    BOOST_TEST(restarted.clean());
    a.stop();
    advance(5s);
    BOOST_TEST(stops_cleanly());
    BOOST_TEST(path_of_the_stop == "");
}

BOOST_AUTO_TEST_CASE(tasks_that_were_given_up_are_counted_until_they_end)
{
    const auto stubborn = [this](stint::duration longer) -> asio::awaitable<void> {
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        co_await time->sleep(longer);
    };
    life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        own.spawn(stubborn(10s));
        own.spawn(stubborn(20s));
        co_await server(own);
    });
    world_with_outermost::start();
    life->stop(0s);
    advance(5s);
    BOOST_TEST(end->failed_with(stint::error::shutdown_timeout));
    BOOST_TEST(life->snapshot().live_tasks == 2U);
    advance(5s);
    BOOST_TEST(life->snapshot().live_tasks == 1U);
    BOOST_TEST(life->report().at(0).live_tasks == 1U);
    advance(10s);
    BOOST_TEST(life->snapshot().live_tasks == 0U);
}

BOOST_AUTO_TEST_CASE(a_last_hook_that_was_given_up_is_reported)
{
    life = make("a", server);
    life->on_stopped([this](stint::service&, stint::lifecycle&) -> asio::awaitable<void> {
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        co_await time->sleep(20s);
    });
    life->set_params({.stop_timeout = 1s, .abort_grace = 1s});
    world_with_outermost::start();
    life->stop();
    advance(5s);
    BOOST_TEST(end->failed_with(stint::error::shutdown_timeout));
    BOOST_TEST(life->report().at(0).given_up);
    advance(20s);
    BOOST_TEST(life->report().empty());
}

BOOST_AUTO_TEST_SUITE_END()
