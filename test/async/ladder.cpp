// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The stop ladder, rung by rung.

#include "support/world.hpp"

#include <boost/test/unit_test.hpp>

using namespace test;

namespace
{

struct ladder_world : world
{
    std::string report_of_given_up;

    std::shared_ptr<stint::lifecycle> observed(std::shared_ptr<stint::lifecycle> life)
    {
        log.watch_events(*life);
        life->on_event([this](const stint::event& e) {
            if (e.what == stint::code::service_given_up)
                report_of_given_up += e.details + '\n';
        });
        return life;
    }

    std::shared_ptr<stint::lifecycle> observed_pool(stint::pool& p)
    {
        return observed(stint::make_lifecycle(executor(), p));
    }

    void check_that_it_runs_again(stint::lifecycle& life)
    {
        run(life);
        settle();
        BOOST_TEST(life.state() == state::running);
        const auto end = stop(life, 20s);
        settle();
        BOOST_TEST(end.came());
    }

    bool reported(const std::string& text) const { return report_of_given_up.find(text) != std::string::npos; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(ladder, ladder_world)

BOOST_AUTO_TEST_CASE(every_rung)
{
    const auto life = make("a", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.note("ignoring everything");
        co_await wait_for_doomsday();
    });
    life->set_params({.abort_grace = 2s, .drain_delay = 3s});
    observed(life);
    life->on_stopping([this](stint::service&, stint::lifecycle&, stint::time_point) { return time->sleep(4s); });
    const auto end = run(*life);
    settle();
    log.take();
    life->stop(20s);
    settle();
    check(log, {"SERVICE_STOPPING a", "a stopping"}); // 1: asked, the hooks run
    BOOST_TEST(!life->should_stop());
    advance(4s); // the hooks have ended, the drain delay begins
    advance(3s - 1ns);
    BOOST_TEST(!life->should_stop());
    advance(1ns); // 2: told
    BOOST_TEST(life->should_stop());
    advance(13s - 1ns);
    check(log, {});
    advance(1ns); // 3: cancelled
    check(log, {"SERVICE_DEADLINE a"});
    advance(2s - 1ns);
    check(log, {});
    BOOST_TEST(end.calls() == 0);
    advance(1ns); // 4: given up
    check(log, {"SERVICE_GIVEN_UP a", "SERVICE_CRASHED a", "a crashed"});
    BOOST_TEST(end.failed_with(stint::error::shutdown_timeout));
    BOOST_TEST(reported("a: stopping for 22.0 s"));
    BOOST_TEST(reported("note: ignoring everything"));
}

BOOST_AUTO_TEST_CASE(the_drain_delay_is_part_of_the_timeout)
{
    const auto life = make("a", server);
    life->set_params({.drain_delay = 30s});
    run(*life);
    settle();
    const auto end = stop(*life, 20s);
    advance(20s - 1ns);
    BOOST_TEST(!life->should_stop());
    advance(1ns);
    BOOST_TEST(end.came());
}

BOOST_AUTO_TEST_CASE(a_service_that_was_never_ready_is_not_drained)
{
    const auto life = make("a", slow_starter);
    life->set_params({.drain_delay = 3s});
    run(*life);
    settle();
    const auto end = stop(*life, 20s);
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_timeout_of_zero_and_a_deadline_in_the_past_go_straight_to_the_third_rung)
{
    for (const auto past : {false, true})
    {
        auto told_first = false;
        const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await own.running();
            auto told = co_await own.until_stop(time->sleep(1h));
            told_first = !told;
            co_await time->sleep(1h);
        });
        if (past)
            life->stop(now() - 1h);
        else
            life->stop(0s);
        settle();
        BOOST_TEST(life->state() == state::stopped);
        check(log, {"a stopping", "a stopped"});
    }
}

BOOST_AUTO_TEST_CASE(to_wait_for_a_stop_has_the_same_limits_as_to_ask_for_it)
{
    const auto cancelled_after = [this](auto ask) {
        const auto life = make("a", deaf);
        life->set_params({.stop_timeout = 3s});
        run(*life);
        settle();
        ending end;
        ask(*life, end);
        settle();
        const auto left = life->deadline() - now();
        advance(left - 1ns);
        BOOST_TEST(!end.came());
        advance(1ns);
        BOOST_TEST(end.clean());
        return left;
    };
    BOOST_TEST((cancelled_after([](auto& life, auto& end) { life.async_stop(end); }) == 3s));
    BOOST_TEST((cancelled_after([](auto& life, auto& end) { life.async_stop(2s, end); }) == 2s));
    BOOST_TEST((cancelled_after([this](auto& life, auto& end) { life.async_stop(now() + 1s, end); }) == 1s));
}

BOOST_AUTO_TEST_CASE(a_tighter_deadline_during_the_ladder_holds)
{
    const auto life = running("a", deaf);
    const auto end = stop(*life, 20s);
    advance(5s);
    life->stop(2s);
    advance(2s - 1ns);
    BOOST_TEST(end.calls() == 0);
    advance(1ns);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_hook_that_hangs_is_cancelled_at_the_deadline_and_the_service_is_told)
{
    auto told = false;
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await server(own);
        told = true;
    });
    life->on_stopping([](stint::service&, stint::lifecycle&, stint::time_point) { return wait_for_ever(); });
    run(*life);
    settle();
    const auto end = stop(*life, 20s);
    advance(20s - 1ns);
    BOOST_TEST(!told);
    advance(1ns);
    BOOST_TEST(end.came());
    BOOST_TEST(told);
}

BOOST_AUTO_TEST_CASE(a_hook_that_ignores_its_cancellation_is_given_up)
{
    const auto life = make("a", server);
    life->on_stopping([](stint::service&, stint::lifecycle&, stint::time_point) { return wait_for_doomsday(); });
    run(*life);
    settle();
    const auto end = stop(*life, 20s);
    advance(21s);
    BOOST_TEST(end.failed_with(stint::error::shutdown_timeout));
}

BOOST_AUTO_TEST_CASE(a_hook_of_the_end_that_hangs_does_not_keep_the_end)
{
    for (const auto cancellable : {true, false})
    {
        const auto life = make("a", server);
        life->on_stopped(
            [=](stint::service&, stint::lifecycle&) { return cancellable ? wait_for_ever() : wait_for_doomsday(); });
        run(*life);
        settle();
        const auto end = stop(*life, 20s);
        advance(22s);
        BOOST_TEST(end.came());
    }
}

BOOST_AUTO_TEST_CASE(what_is_given_up_is_named_with_its_note_and_its_tasks)
{
    stint::pool app(io());
    app.add("good", server);
    app.add("bad", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(wait_for_doomsday());
        own.spawn(wait_for_doomsday());
        own.note("flushing the log");
        co_await own.stop_requested();
    });
    const auto life = observed_pool(app);
    const auto end = run(*life);
    settle();
    log.take();
    life->stop(20s);
    advance(21s);
    BOOST_TEST(log.count("SERVICE_GIVEN_UP app/bad") == 1U);
    BOOST_TEST(log.count("SERVICE_STOPPED app/good") == 1U);
    BOOST_TEST(reported("app/bad: stopping for 21.0 s, 2 tasks, note: flushing the log"));
    advance(1s);
    BOOST_TEST(end.failed_with(stint::error::shutdown_timeout));
    BOOST_TEST(log.count("SERVICE_GIVEN_UP app") == 0U); // the pool itself was not at fault
    BOOST_TEST(life->failures().at(0).service == "app/bad");
}

BOOST_AUTO_TEST_CASE(siblings_are_not_held_up)
{
    stint::pool app(io());
    app.add("zombie", zombie);
    log.watch(app.add("good", server));
    const auto life = make(app);
    run(*life);
    settle();
    life->stop(20s);
    settle();
    check_of(log, "good", {"starting", "running", "stopping", "stopped"});
    BOOST_TEST(life->state() == state::stopping);
    advance(30s);
    BOOST_TEST(life->state() == state::crashed);
}

BOOST_AUTO_TEST_CASE(in_nested_pools_the_leaf_is_named)
{
    stint::pool app(io());
    auto inner = std::make_unique<stint::pool>(io(), stint::pool_params{.name = "inner"});
    auto innermost = std::make_unique<stint::pool>(io(), stint::pool_params{.name = "innermost"});
    innermost->add("zombie", zombie);
    inner->add(std::move(innermost));
    app.add(std::move(inner));
    app.add("good", server);
    const auto life = observed_pool(app);
    const auto end = run(*life);
    settle();
    log.take();
    life->stop(20s);
    advance(30s);
    BOOST_TEST(end.failed_with(stint::error::shutdown_timeout));
    BOOST_TEST(life->failures().size() == 1U);
    BOOST_TEST(life->failures().at(0).service == "app/inner/innermost/zombie");
    BOOST_TEST(log.count("SERVICE_GIVEN_UP app/inner/innermost/zombie") == 1U);
    BOOST_TEST(log.count("SERVICE_GIVEN_UP app/inner/innermost") == 0U);
    BOOST_TEST(log.count("SERVICE_GIVEN_UP app/inner") == 0U);
    BOOST_TEST(log.count("SERVICE_GIVEN_UP app") == 0U);
    BOOST_TEST(log.noted().back() == "SERVICE_POOL_CRASHED app");
}

BOOST_AUTO_TEST_CASE(a_start_that_takes_too_long_crashes)
{
    const auto life = make("a", [](stint::lifecycle&) { return wait_for_ever(); });
    life->set_params({.start_timeout = 5s, .stop_timeout = 10s});
    const auto end = run(*life);
    advance(5s - 1ns);
    BOOST_TEST(life->state() == state::starting);
    advance(1ns);
    check(log, {"a starting", "a stopping"});
    advance(10s);
    check(log, {"a crashed"});
    BOOST_TEST(end.failed_with(stint::error::start_timeout));
}

BOOST_AUTO_TEST_CASE(the_start_timeout_of_a_pool_holds_for_its_services)
{
    stint::pool app(io(), {.start_timeout = 5s});
    app.add("slow", slow_starter);
    app.add("patient", slow_starter, {.start_timeout = 1h});
    const auto life = make(app);
    const auto end = run(*life);
    advance(5s);
    BOOST_TEST(end.failed_with(stint::error::start_timeout));
    BOOST_TEST(life->failures().size() == 1U);
    BOOST_TEST(life->failures().at(0).service == "app/slow");
}

/// On the word of an end. What has ended counts once, and the service runs again as any other.
BOOST_AUTO_TEST_CASE(an_observer_that_stops_twice_within_no_time)
{
    const auto fail = []() -> asio::awaitable<void> {
        throw std::runtime_error("failed");
        co_return;
    };
    const auto in_tasks = [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(fail());
        own.spawn(fail());
        co_await own.stop_requested();
    };
    const auto in_a_hook = [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.on_stopping([&](stint::service&, stint::lifecycle&, stint::time_point) { return fail(); });
        throw std::runtime_error("first cause");
    };
    const auto at_once = [](stint::lifecycle&) -> asio::awaitable<void> { co_return; };
    for (const body& first : {body(in_tasks), body(in_a_hook), body(at_once)})
    {
        auto runs = 0;
        const auto life = make("a", [&](stint::lifecycle& own) { return ++runs == 1 ? first(own) : server(own); });
        life->set_params({.abort_grace = 0s});
        life->on_event([&, stopped = false](const stint::event& e) mutable {
            const bool ends = e.what == stint::code::service_error || e.what == stint::code::service_never_running;
            if (!ends || std::exchange(stopped, true))
                return;
            life->stop(0s);
            life->stop(0s);
        });
        const auto given_up = run(*life);
        settle();
        BOOST_TEST(given_up.came());
        BOOST_TEST(life->report().empty());
        check_that_it_runs_again(*life);
    }
}

/// On whatever word it stops, and if the hooks do too: nothing is counted as given up that was not begun, so that the service runs again.
BOOST_AUTO_TEST_CASE(everybody_stops_within_no_time)
{
    for (const bool hooks_wait : {false, true})
    {
        bool hurried = true;
        const auto life = make("a", [](stint::lifecycle& own) { return server(own); });
        life->set_params({.abort_grace = 0s});
        const auto hurry = [&] {
            if (!hurried)
                return;
            life->stop(0s);
            life->stop(0s);
        };
        const auto hook = [&]() -> asio::awaitable<void> {
            hurry();
            return hooks_wait && hurried ? wait_for_ever() : time->sleep(0s);
        };
        for (int i = 0; i != 2; ++i)
        {
            life->on_running([&](stint::service&, stint::lifecycle&) { return hook(); });
            life->on_stopping([&](stint::service&, stint::lifecycle&, stint::time_point) { return hook(); });
            life->on_crashed([&](stint::service&, stint::lifecycle&, std::exception_ptr) { return hook(); });
        }
        life->on_event([&](const stint::event& e) {
            if (e.what != stint::code::service_starting)
                hurry();
        });
        const auto given_up = run(*life);
        settle();
        BOOST_TEST(given_up.came());
        BOOST_TEST(life->report().empty());
        hurried = false;
        check_that_it_runs_again(*life);
    }
}

BOOST_AUTO_TEST_SUITE_END()
