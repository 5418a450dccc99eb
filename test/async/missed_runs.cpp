// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Who waits for a service that does not run in this run of its pool, or whose run is refused, is told.

#include "support/world.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <stdexcept>

using namespace test;

BOOST_FIXTURE_TEST_SUITE(missed_runs, world)

BOOST_AUTO_TEST_CASE(of_a_service_whose_turn_never_comes_ends_with_its_pool)
{
    stint::pool app(io());
    app.add("db", start_crasher("no disk"));
    auto& web = app.add("web", server, {.after = "db"});
    const auto ready = wait_running(web);
    const auto ended = wait(web);
    const auto stopped = go(web.stop_requested());
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.text() == "no disk");
    BOOST_TEST(ready.failed_with(stint::error::not_running));
    BOOST_TEST(ended.failed_with(stint::error::not_running));
    BOOST_TEST(stopped.clean());

    const auto later = wait_running(web); // for the next run
    settle();
    BOOST_TEST(!later.came());
}

BOOST_AUTO_TEST_CASE(of_a_service_in_a_pool_whose_turn_never_comes)
{
    stint::pool app(io());
    app.add("db", start_crasher("no disk"));
    auto inner = std::make_unique<stint::pool>(io(), stint::pool_params{.name = "inner"});
    auto& web = inner->add("web", server);
    app.add(std::move(inner), {.after = "db"});
    const auto ready = wait_running(web);
    const auto life = make(app);
    run(*life);
    settle();
    BOOST_TEST(ready.failed_with(stint::error::not_running));
}

BOOST_AUTO_TEST_CASE(of_a_pool_that_lacks_a_dependency)
{
    stint::pool app(io());
    auto& web = app.add("web", server, {.after = "db"});
    const auto ready = wait_running(web);
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.failed_with(stint::error::unknown_dependency));
    BOOST_TEST(ready.failed_with(stint::error::not_running));
}

BOOST_AUTO_TEST_CASE(of_a_service_that_runs_when_its_pool_runs_again)
{
    bool fails = true;
    stint::pool app(io());
    app.add("db", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        if (fails)
            throw std::runtime_error("no disk");
        co_await time->sleep(1s);
        co_await server(own);
    });
    auto& web = app.add("web", server, {.after = "db"});
    const auto life = make(app);
    run(*life);
    settle();
    const auto between = wait_running(web);
    fails = false;
    const auto end = run(*life);
    settle();
    const auto ready = wait_running(web);
    const auto ended = wait(web);
    const auto stopped = go(web.stop_requested());
    BOOST_TEST((!between.came() && !ready.came()));
    advance(1s);
    BOOST_TEST((between.clean() && ready.clean()));
    BOOST_TEST((!ended.came() && !stopped.came()));
    life->stop();
    settle();
    BOOST_TEST((end.clean() && ended.clean() && stopped.clean()));
}

BOOST_AUTO_TEST_CASE(of_a_service_on_an_executor_of_its_own_whose_turn_never_comes)
{
    asio::io_context other;
    stint::pool app(io());
    app.add("db", start_crasher("no disk"));
    auto& web = app.add("web", server, {.after = "db", .executor = other.get_executor()});
    const auto ready = wait_running(web);
    const auto life = make(app);
    run(*life);
    settle();
    BOOST_TEST(!ready.came());
    test::settle(other);
    BOOST_TEST(ready.failed_with(stint::error::not_running));
}

/// Also where all that it was in is destroyed before those who wait are told.
BOOST_AUTO_TEST_CASE(of_a_service_in_a_pool_that_outlives_the_one_it_was_added_to)
{
    asio::io_context other;
    stint::pool inner(other, {.name = "inner"});
    auto& web = inner.add("web", server);
    const auto ready = wait_running(web);
    {
        stint::pool app(io());
        app.add("db", start_crasher("no disk"));
        app.add(inner, {.after = "db"});
        const auto life = make(app);
        const auto end = run(*life);
        settle();
        BOOST_TEST(end.text() == "no disk");
    }
    test::settle(other);
    BOOST_TEST(ready.failed_with(stint::error::not_running));

    const auto life = make(inner);
    const auto later = wait_running(web);
    run(*life);
    test::settle(other);
    BOOST_TEST(later.clean());
}

BOOST_AUTO_TEST_CASE(of_a_service_in_a_pool_that_is_restarted_before_its_turn)
{
    int runs = 0;
    stint::pool app(io());
    auto inner = std::make_unique<stint::pool>(io(), stint::pool_params{.name = "inner"});
    inner->add("db", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        if (++runs == 1)
            throw std::runtime_error("no disk");
        co_await time->sleep(1s);
        co_await server(own);
    });
    auto& web = inner->add("web", server, {.after = "db"});
    app.add(std::move(inner), {.on_crash = stint::reaction::restart});
    const auto life = make(app);
    run(*life);
    const auto of_the_first = wait_running(web);
    settle();
    BOOST_TEST(of_the_first.failed_with(stint::error::not_running));
    while (runs == 1)
        advance(100ms);
    const auto of_the_second = wait_running(web);
    settle();
    BOOST_TEST(!of_the_second.came());
    advance(1s);
    BOOST_TEST(of_the_second.clean());
}

/// Another lifecycle runs the service.
BOOST_AUTO_TEST_CASE(of_a_run_that_is_refused)
{
    const auto of = stint::make_service("a", server);
    const auto runs = make(*of);
    run(*runs);
    settle();
    const auto refused = make(*of);
    const auto ready = wait_running(*refused);
    const auto ended = wait(*refused);
    const auto end = run(*refused);
    settle();
    BOOST_TEST(end.failed_with(stint::error::already_running));
    BOOST_TEST(ready.failed_with(stint::error::already_running));
    BOOST_TEST(ended.failed_with(stint::error::already_running));

    const auto of_the_next = wait_running(*refused);
    runs->stop();
    settle();
    run(*refused);
    settle();
    BOOST_TEST(of_the_next.clean());
}

/// A pool that another lifecycle runs goes on.
BOOST_AUTO_TEST_CASE(of_a_service_in_a_pool_whose_run_is_refused)
{
    stint::pool app(io());
    app.add("late", slow_starter);
    auto& web = app.add("web", server, {.after = "late"});
    const auto runs = make(app);
    run(*runs);
    const auto refused = make(app);
    run(*refused);
    const auto ready = wait_running(web);
    settle();
    BOOST_TEST(!ready.came());
}

BOOST_AUTO_TEST_SUITE_END()
