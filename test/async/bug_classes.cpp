// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Bugs that libraries like this one had. One test for each class.

#include "support/world.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;

BOOST_FIXTURE_TEST_SUITE(bug_classes, world)

BOOST_AUTO_TEST_CASE(lost_stop_a_child_that_is_still_starting_is_stopped)
{
    stint::pool app(io());
    auto called = false;
    auto& child = app.add("a", [&](stint::lifecycle& own) {
        called = true;
        return server(own);
    });
    child.on_starting([this](stint::service&, stint::lifecycle&) { return time->sleep(5s); });
    log.watch(child);
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    life->stop(20s);
    advance(5s);
    check_of(log, "a", {"starting", "stopping", "stopped"});
    BOOST_TEST(end.clean());
    BOOST_TEST(!called); // nothing may start once stopping
}

BOOST_AUTO_TEST_CASE(stop_after_a_failed_start_has_a_deadline_of_its_own_and_runs_the_hooks)
{
    const auto life = make("a", deaf);
    life->set_params({.start_timeout = 5s, .stop_timeout = 7s});
    life->on_running([](stint::service&, stint::lifecycle&) { return wait_for_ever(); });
    auto deadline = stint::never;
    life->on_stopping([&](stint::service&, stint::lifecycle&, stint::time_point d) { deadline = d; });
    const auto end = run(*life);
    advance(5s);
    check(log, {"a starting", "a running", "a stopping"});
    BOOST_TEST((deadline == now() + 7s));
    advance(7s);
    BOOST_TEST(end.failed_with(stint::error::start_timeout));
}

BOOST_AUTO_TEST_CASE(what_was_never_started_is_not_stopped)
{
    auto called = false;
    const auto life = make("a", [&](stint::lifecycle& own) {
        called = true;
        return server(own);
    });
    life->on_starting([](stint::service&, stint::lifecycle&) { throw std::runtime_error("no"); });
    run(*life);
    settle();
    check(log, {"a starting", "a crashed"});
    BOOST_TEST(!called);
}

BOOST_AUTO_TEST_CASE(no_lock_is_held_across_a_callback)
{
    const auto life = make("a", server);
    const auto other = running("b", server);
    const auto use_all = [&](stint::lifecycle& own) {
        own.stop(20s);
        other->stop(20s);
        (void)own.report();
        (void)own.failures();
        own.note("in a callback");
        own.async_wait(ending());
        (void)own.deadline();
    };
    life->on_state_change([&](stint::service&, stint::lifecycle& own, stint::state) { use_all(own); });
    life->on_event([&](const stint::event&) { use_all(*life); });
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.clean());
    BOOST_TEST(other->state() == state::stopped);
}

BOOST_AUTO_TEST_CASE(lost_wake_up_a_stop_is_a_level_and_no_pulse)
{
    auto seen = 0;
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await own.stop_requested();
        co_await own.stop_requested(); // the second time at once
        seen += own.should_stop() ? 1 : 0;
        seen += co_await own.until_stop(time->sleep(1s)) ? 0 : 1;
        co_await own.stopping();
        ++seen;
    });
    const auto end = run(*life);
    settle();
    life->stop();
    settle();
    BOOST_TEST(seen == 3);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(add_races_stop_the_pool_still_ends)
{
    stint::pool app(io());
    app.add("a", [this](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await server(own);
        co_await time->sleep(1s);
    });
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    life->stop();
    settle();
    BOOST_TEST(is(thrown_by([&] { app.add("b", server); }), stint::error::pool_is_stopping));
    advance(1s);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(nothing_spins_when_a_start_is_cancelled)
{
    const auto life = make("a", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await wait_for_ever();
        co_await own.running();
    });
    const auto end = run(*life);
    settle();
    life->stop(5s);
    settle();
    io().restart();
    BOOST_TEST(io().poll() == 0U);
    advance(5s);
    BOOST_TEST(end.came());
    io().restart();
    BOOST_TEST(io().poll() == 0U);
}

BOOST_AUTO_TEST_CASE(a_pool_has_one_run_at_a_time)
{
    stint::pool app(io());
    app.add("a", server);
    const auto first = make(app);
    const auto second = make(app);
    const auto end = run(*first);
    const auto refused = run(*second);
    settle();
    BOOST_TEST(refused.failed_with(stint::error::already_running));
    first->stop();
    settle();
    BOOST_TEST(end.clean());
    const auto later = run(*second);
    settle();
    BOOST_TEST(later.calls() == 0);
    second->stop();
    settle();
    BOOST_TEST(later.clean());
}

BOOST_AUTO_TEST_CASE(stopped_means_joined)
{
    asio::io_context elsewhere;
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(time->sleep(3s));
        own.spawn(time->sleep(5s), elsewhere);
    });
    const auto end = run(*life);
    settle();
    test::settle(elsewhere);
    advance(5s);
    BOOST_TEST(end.calls() == 0);
    test::settle(elsewhere);
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(an_error_after_the_stop_is_not_lost)
{
    const auto life = running("a", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await server(own);
        throw std::runtime_error("flush failed");
    });
    const auto end = stop(*life, 20s);
    settle();
    check(log, {"a stopping", "a crashed"});
    BOOST_TEST(end.text() == "flush failed");
}

asio::awaitable<void> fail_as_if_cancelled(stint::lifecycle& own)
{
    co_await own.running();
    throw boost::system::system_error(make_error_code(asio::error::operation_aborted));
}

BOOST_AUTO_TEST_CASE(a_cancellation_that_nobody_asked_for_is_a_crash)
{
    const auto life = make("a", fail_as_if_cancelled);
    const auto end = run(*life);
    settle();
    check(log, {"a starting", "a running", "a crashed"});
    BOOST_TEST(end.aborted());
}

BOOST_AUTO_TEST_CASE(a_stop_in_time_is_not_reported_as_late)
{
    log.take();
    const auto life = running("a", [this](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await server(own);
        co_await time->sleep(5s - 1ns);
    });
    log.watch_events(*life);
    const auto end = stop(*life, 5s);
    advance(60s);
    BOOST_TEST(end.clean());
    check(log, {"SERVICE_STOPPING a", "a stopping", "SERVICE_STOPPED a", "a stopped"});
    BOOST_TEST(time->waiting() == 0U);
}

BOOST_AUTO_TEST_CASE(stopping_what_has_failed_is_harmless)
{
    const auto life = running("a", crasher("disk full"));
    for (auto n = 0; n < 3; ++n)
    {
        life->stop();
        life->stop(0s);
        const auto end = stop(*life, 5s);
        settle();
        BOOST_TEST(end.text() == "disk full");
    }
    check(log, {});
    const auto again = run(*life);
    settle();
    check(log, {"a starting", "a running", "a crashed"}); // the late stops are not kept for the next run
    BOOST_TEST(again.text() == "disk full");
}

class fickle final : public stint::service
{
public:
    std::string name() const override { return "name" + std::to_string(++calls); }

private:
    asio::awaitable<void> run(stint::lifecycle& life) override { return server(life); }
    mutable int calls = 0;
};

BOOST_AUTO_TEST_CASE(names_are_snapshots)
{
    fickle service;
    const auto life = make(service);
    const auto name = life->name();
    run(*life);
    settle();
    BOOST_TEST(life->name() == name);
    BOOST_TEST(life->path() == name);
    BOOST_TEST(life->report().at(0).service == name);
    life->stop();
    settle();
}

BOOST_AUTO_TEST_CASE(no_error_is_swallowed)
{
    stint::pool app(io());
    auto inner = std::make_unique<stint::pool>(io(), stint::pool_params{.name = "inner"});
    inner->add("a", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(fail_as_if_cancelled(own)); // running() twice
        co_await own.stop_requested();
    });
    app.add(std::move(inner));
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.failed_with(stint::error::already_announced));
    BOOST_TEST(life->failures().at(0).service == "app/inner/a");
}

BOOST_AUTO_TEST_SUITE_END()
