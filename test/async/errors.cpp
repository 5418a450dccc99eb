// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The first cause comes first, and all others are kept.

#include "support/world.hpp"

#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;

namespace
{

body throws_when_stopped(virtual_clock& time, std::string what)
{
    return [&time, what = std::move(what)](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await server(own);
        co_await time.sleep(1ms); // failures are in the order of their times
        throw std::runtime_error(what);
    };
}

std::string all_of(const stint::lifecycle& life)
{
    std::string text;
    for (const auto& f : life.failures())
        text += f.service + ": " + stint::describe(f.error) + "; ";
    return text;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(errors, world)

BOOST_AUTO_TEST_CASE(of_one_service_with_tasks_and_hooks)
{
    const auto fail_late = [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.stop_requested();
        throw std::runtime_error("task");
    };
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(fail_late(own));
        throw std::runtime_error("run");
    });
    life->on_stopping(
        [](stint::service&, stint::lifecycle&, stint::time_point) { throw std::runtime_error("on_stopping"); });
    life->on_crashed(
        [](stint::service&, stint::lifecycle&, std::exception_ptr) { throw std::runtime_error("on_crashed"); });
    log.watch_events(*life);
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.text() == "run");
    BOOST_TEST(all_of(*life) == "a: run; a: on_stopping; a: task; a: on_crashed; ");
    BOOST_TEST(log.count("SERVICE_ERROR a") == 3U); // all but the cause of the crash
    BOOST_TEST(log.count("SERVICE_CRASHED a") == 1U);
}

BOOST_AUTO_TEST_CASE(of_hooks_of_the_last_state)
{
    const auto life = make("a", server);
    for (const auto* const what : {"first", "second"})
        life->on_stopped([what](stint::service&, stint::lifecycle&) { throw std::runtime_error(what); });
    log.watch_events(*life);
    const auto end = run(*life);
    settle();
    life->stop();
    settle();
    BOOST_TEST(end.text() == "first");
    BOOST_TEST(log.count("SERVICE_ERROR a") == 2U); // no crash follows that would tell of the first
}

BOOST_AUTO_TEST_CASE(with_nothing_nested_in_it_or_nothing_to_say)
{
    struct hollow : std::runtime_error, std::nested_exception
    {
        hollow() : std::runtime_error("hollow") {}
    };
    struct silent : std::exception
    {
        const char* what() const noexcept override { return nullptr; }
    };
    BOOST_TEST(stint::describe(std::make_exception_ptr(hollow())) == "hollow");
    BOOST_TEST(stint::describe(std::make_exception_ptr(silent())) == "an exception says nothing");
}

BOOST_AUTO_TEST_CASE(of_nested_pools)
{
    stint::pool app(io());
    app.add("first", throws_when_stopped(*time, "first"));
    auto inner = std::make_unique<stint::pool>(io(), stint::pool_params{.name = "inner"});
    inner->add("second", throws_when_stopped(*time, "second"));
    auto& root = inner->add("root", crasher("root cause"));
    auto& inner_life = app.add(std::move(inner));
    app.add("third", throws_when_stopped(*time, "third"));
    const auto life = make(app);
    const auto end = run(*life);
    advance(1s);
    BOOST_TEST(end.text() == "root cause");
    BOOST_TEST(life->failures().size() == 4U);
    BOOST_TEST(life->failures().at(0).service == "app/inner/root");
    BOOST_TEST(stint::describe(life->error()) == "root cause");
    BOOST_TEST(all_of(inner_life).starts_with("app/inner/root: root cause; app/inner/second: second; "));
    BOOST_TEST(all_of(root) == "app/inner/root: root cause; ");
    BOOST_TEST(root.path() == "app/inner/root");
    BOOST_TEST(inner_life.path() == "app/inner");
    BOOST_TEST((life->error() == root.error())); // the very object
}

BOOST_AUTO_TEST_CASE(the_same_one_of_two_services_is_listed_for_each)
{
    const auto lost = std::make_exception_ptr(std::runtime_error("the database is gone"));
    const auto fails = [&lost](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        std::rethrow_exception(lost);
    };
    stint::pool app(io());
    app.add("reader", fails);
    app.add("writer", fails);
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.text() == "the database is gone");
    BOOST_TEST(all_of(*life) == "app/reader: the database is gone; app/writer: the database is gone; ");
}

BOOST_AUTO_TEST_CASE(a_shutdown_timeout_does_not_hide_the_cause)
{
    stint::pool app(io());
    app.add("zombie", zombie);
    app.add("crasher", crasher("root cause"));
    const auto life = make(app);
    const auto end = run(*life);
    advance(60s);
    BOOST_TEST(end.text() == "root cause");
    BOOST_TEST(life->failures().size() == 2U);
    BOOST_TEST(life->failures().at(1).service == "app/zombie");
    BOOST_TEST(is(life->failures().at(1).error, stint::error::shutdown_timeout));
}

BOOST_AUTO_TEST_CASE(what_is_no_exception_travels_through_pools)
{
    stint::pool app(io());
    app.add("a", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        throw 42;
    });
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    BOOST_REQUIRE(end.error());
    BOOST_CHECK_THROW(std::rethrow_exception(end.error()), int);
    BOOST_TEST(all_of(*life) == "app/a: " + stint::describe(std::make_exception_ptr(42)) + "; ");
}

BOOST_AUTO_TEST_CASE(everybody_who_waits_gets_it)
{
    const auto life = make("a", crasher("disk full"));
    const auto before = wait(*life);
    const auto end = run(*life);
    const auto meanwhile = wait(*life);
    const auto stopped = stop(*life, 5s);
    settle();
    const auto after = wait(*life);
    settle();
    for (const auto& e : {before, end, meanwhile, stopped, after})
        BOOST_TEST(e.text() == "disk full");
}

BOOST_AUTO_TEST_CASE(a_misuse_is_thrown_and_names_the_path)
{
    stint::pool app(io());
    app.add("a", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await own.running();
    });
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.text().starts_with("app/a"));
}

BOOST_AUTO_TEST_CASE(a_lifecycle_within_waits_for_itself_also_from_below)
{
    stint::pool app(io());
    stint::lifecycle* outer = nullptr;
    auto refused = false;
    app.add("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        auto end = outer->async_wait(asio::as_tuple(asio::deferred));
        auto [e] = co_await std::move(end);
        refused = is(e, stint::error::waits_for_itself);
    });
    const auto life = make(app);
    outer = life.get();
    const auto end = run(*life);
    settle();
    BOOST_TEST(refused);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(running_from_elsewhere_waits_for_nothing_in_a_stop)
{
    const auto life = make("a", [](stint::lifecycle&) { return wait_for_ever(); });
    run(*life);
    settle();
    const auto end = stop(*life, 20s);
    settle();
    BOOST_TEST(go(life->running()).clean());
    BOOST_TEST(life->state() == state::stopping);
    advance(20s);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(who_waits_to_be_running_learns_that_the_run_has_ended)
{
    const ending announced;
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        asio::co_spawn(own.get_executor(), own.running(), announced); // not waited for
        auto turn = asio::post(own.get_executor(), asio::deferred);
        co_await std::move(turn);
        throw std::runtime_error("broken");
    });
    life->on_running([this](stint::service&, stint::lifecycle&) { return time->sleep(1s); });
    const auto end = run(*life);
    settle();
    BOOST_TEST(announced.calls() == 0);
    advance(1s);
    BOOST_TEST(end.text() == "broken");
    BOOST_TEST(announced.failed_with(stint::error::not_running));
}

BOOST_AUTO_TEST_SUITE_END()
