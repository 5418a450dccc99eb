// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The defects of the seed's pool (doc/seed.md), and that they are not here. D18 to D25.

#include "support/world.hpp"

#include <boost/test/unit_test.hpp>

using namespace test;

BOOST_FIXTURE_TEST_SUITE(defects_pool, world)

BOOST_AUTO_TEST_CASE(D18_a_pool_is_running_however_many_are_ready_at_once)
{
    for (const auto size : {1, 2, 3, 4, 5, 8, 50})
    {
        stint::pool app(io());
        for (auto n = 0; n < size; ++n)
            app.add(std::to_string(n), server);
        const auto life = make(app);
        run(*life);
        settle();
        check(log, {"app starting", "app running"});
        life->stop();
        settle();
        check(log, {"app stopping", "app stopped"});
    }
}

BOOST_AUTO_TEST_CASE(D19_a_crash_stops_siblings_that_have_not_begun)
{
    for (const auto* const first : {"crasher", "sibling"})
    {
        stint::pool app(io());
        const auto add_crasher = [&] { app.add("crasher", start_crasher("no port")); };
        if (first == std::string("crasher"))
            add_crasher();
        auto& sibling = app.add("sibling", server);
        if (first == std::string("sibling"))
            add_crasher();
        sibling.on_starting([this](stint::service&, stint::lifecycle&) { return time->sleep(20ms); });
        log.watch(sibling);
        const auto life = make(app);
        const auto end = run(*life);
        advance(20ms);
        check_of(log, "sibling", {"starting", "stopping", "stopped"});
        BOOST_TEST(end.text() == "no port");
        BOOST_TEST(log.noted().back() == "app crashed");
        log.take();
    }
}

BOOST_AUTO_TEST_CASE(D20_a_stop_while_a_pool_is_starting_is_passed_on)
{
    stint::pool app(io());
    log.watch(app.add("slow", slow_starter));
    log.watch(app.add("quick", server));
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    check_of(log, "app", {"starting"});
    life->stop(20s);
    settle();
    check_of(log, "slow", {"starting", "stopping", "stopped"});
    check_of(log, "quick", {"starting", "running", "stopping", "stopped"});
    check_of(log, "app", {"starting", "stopping", "stopped"});
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(D20_a_pool_that_is_told_to_stop_does_not_become_running)
{
    stint::pool app(io());
    log.watch(app.add("late", [this](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await time->sleep(5s);
        co_await own.running();
        co_await own.stop_requested();
    }));
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    life->stop(20s);
    advance(5s);
    check_of(log, "late", {"starting", "stopping", "stopped"});
    check_of(log, "app", {"starting", "stopping", "stopped"});
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(D21_a_crash_makes_the_pool_stopping_at_once)
{
    stint::pool app(io());
    auto& crasher_life = app.add("crasher", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await own.stop_requested();
        throw std::runtime_error("disk full");
    });
    app.add("slow", [this](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await own.stop_requested();
        co_await time->sleep(3s);
    });
    const auto life = make(app);
    auto in_balancer = true;
    life->on_stopping([&](stint::service&, stint::lifecycle&, stint::time_point) { in_balancer = false; });
    const auto end = run(*life);
    settle();
    crasher_life.stop();
    settle();
    BOOST_TEST(!in_balancer);
    BOOST_TEST(life->state() == state::stopping);
    advance(3s);
    BOOST_TEST(life->state() == state::crashed);
    BOOST_TEST(end.text() == "disk full");
    check(log, {"app starting", "app running", "app stopping", "app crashed"});
}

BOOST_AUTO_TEST_CASE(D22_what_a_crash_stops_has_a_deadline)
{
    stint::pool app(io(), {.stop_timeout = 5s});
    app.add("crasher", crasher("disk full"));
    app.add("deaf", deaf);
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    BOOST_TEST((life->deadline() == now() + 5s));
    advance(5s - 1ns);
    BOOST_TEST(end.calls() == 0);
    advance(1ns);
    BOOST_TEST(end.text() == "disk full");
}

BOOST_AUTO_TEST_CASE(D22_a_stop_during_a_shutdown_by_crash_shortens_its_deadline)
{
    stint::pool app(io(), {.stop_timeout = 60s});
    app.add("crasher", crasher("disk full"));
    app.add("deaf", deaf);
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    life->stop(2s);
    advance(2s - 1ns);
    BOOST_TEST(end.calls() == 0);
    advance(1ns);
    BOOST_TEST(end.text() == "disk full");
}

BOOST_AUTO_TEST_CASE(D23_the_deadline_holds_also_if_a_service_stops_itself_at_that_moment)
{
    for (const auto user_first : {true, false})
    {
        stint::pool app(io());
        auto& own = app.add("a", server);
        app.add("deaf", deaf);
        const auto life = make(app);
        const auto end = run(*life);
        settle();
        if (user_first)
            life->stop(3s);
        own.stop();
        if (!user_first)
            life->stop(3s);
        settle();
        BOOST_TEST((life->deadline() == now() + 3s));
        advance(3s - 1ns);
        BOOST_TEST(end.calls() == 0);
        advance(1ns);
        BOOST_TEST(end.clean());
    }
}

BOOST_AUTO_TEST_CASE(D24_what_crashed_does_not_wait_for_its_siblings)
{
    stint::pool app(io());
    auto& crashed = log.watch(app.add("crasher", crasher("disk full")));
    auto alarmed = false;
    crashed.on_crashed([&](stint::service&, stint::lifecycle&, std::exception_ptr) { alarmed = true; });
    app.add("slow", [this](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await own.stop_requested();
        co_await time->sleep(700ms);
    });
    const auto life = make(app);
    const auto end = run(*life);
    const auto waited = wait(crashed);
    settle();
    BOOST_TEST(alarmed);
    BOOST_TEST(waited.text() == "disk full");
    BOOST_TEST(end.calls() == 0);
    advance(700ms);
    BOOST_TEST(end.text() == "disk full");
}

BOOST_AUTO_TEST_CASE(D24_a_sibling_may_wait_for_what_crashed)
{
    stint::pool app(io());
    auto& crashed = app.add("crasher", crasher("disk full"));
    auto seen = std::string();
    app.add("sibling", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await own.stop_requested();
        auto end = crashed.async_wait(asio::as_tuple(asio::deferred));
        auto [e] = co_await std::move(end);
        seen = stint::describe(e);
    });
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    BOOST_TEST(seen == "disk full");
    BOOST_TEST(end.came());
}

BOOST_AUTO_TEST_CASE(D25_a_crash_in_an_inner_pool_tells_the_outer_one_when_that_pool_is_stopping)
{
    stint::pool app(io());
    auto inner = std::make_unique<stint::pool>(io(), stint::pool_params{.name = "inner"});
    inner->add("crasher", crasher("disk full"));
    inner->add("slow", [this](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await own.stop_requested();
        co_await time->sleep(500ms);
    });
    app.add(std::move(inner));
    log.watch(app.add("outer", server));
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    check_of(log, "outer", {"starting", "running", "stopping", "stopped"});
    BOOST_TEST(end.calls() == 0);
    advance(500ms);
    BOOST_TEST(end.text() == "disk full");
}

BOOST_AUTO_TEST_SUITE_END()
