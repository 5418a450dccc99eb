// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A pool starts its services in the order of their dependencies, and stops them backwards.

#include "support/world.hpp"

#include <boost/asio/thread_pool.hpp>
#include <boost/test/unit_test.hpp>

#include <thread>

using namespace test;

namespace
{

/// Takes a second to start, and two to stop.
struct slow_world : world
{
    body slow()
    {
        return [this](stint::lifecycle& life) -> asio::awaitable<void> {
            co_await time->sleep(1s);
            co_await life.running();
            co_await life.stop_requested();
            co_await time->sleep(2s);
        };
    }

    stint::lifecycle& add(stint::pool& p, const std::string& name, stint::dependencies after, body f)
    {
        stint::service_params params;
        params.after = std::move(after);
        return log.watch(p.add(name, std::move(f), params));
    }
    stint::lifecycle& add(stint::pool& p, const std::string& name, stint::dependencies after = {})
    {
        return add(p, name, std::move(after), slow());
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(order, slow_world)

BOOST_AUTO_TEST_CASE(starts_forwards_and_stops_backwards_in_parallel_where_it_can)
{
    stint::pool app(io());
    auto& db = add(app, "db");
    auto& cache = add(app, "cache");
    add(app, "web", {"db", cache});
    const auto life = stint::make_lifecycle(executor(), app);
    const auto end = run(*life);
    settle();
    check(log, {"db starting", "cache starting"});
    advance(1s);
    check(log, {"db running", "cache running", "web starting"});
    advance(1s);
    check(log, {"web running"});
    BOOST_TEST(life->state() == state::running);
    life->stop();
    settle();
    check(log, {"web stopping"});
    BOOST_TEST(!db.should_stop());
    advance(2s);
    check(log, {"web stopped", "db stopping", "cache stopping"});
    advance(2s);
    check(log, {"db stopped", "cache stopped"});
    BOOST_TEST(end.clean());
}

// Each is ready as soon as it starts, and so starts the next one. The stack does not grow.
BOOST_AUTO_TEST_CASE(a_chain_may_be_long)
{
    stint::pool app(io());
    std::string before;
    for (int i = 0; i != 20'000; ++i)
    {
        const auto name = std::to_string(i);
        app.add(name, server, i == 0 ? stint::service_params{} : stint::service_params{.after = before});
        before = name;
    }
    const auto life = stint::make_lifecycle(executor(), app);
    const auto end = run(*life);
    settle();
    BOOST_TEST(life->state() == state::running);
    life->stop();
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_pool_that_is_told_to_stop_before_it_runs_starts_nobody)
{
    stint::pool app(io());
    add(app, "db");
    add(app, "web", {"db"});
    const auto life = stint::make_lifecycle(executor(), app);
    log.watch(*life);
    life->stop();
    const auto end = run(*life);
    settle();
    check(log, {"app starting", "app stopping", "app stopped"});
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(nobody_starts_once_what_it_needs_has_ended)
{
    stint::pool app(io());
    const auto& db
        = add(app, "db", {}, [](stint::lifecycle& life) -> asio::awaitable<void> { co_await life.running(); });
    std::vector<state> beside;
    add(app, "web", {"db"}).on_starting([&](stint::service&, stint::lifecycle&) { beside.push_back(db.state()); });
    const auto life = stint::make_lifecycle(executor(), app);
    const auto end = run(*life);
    advance(3s);
    BOOST_TEST(end.clean());
    BOOST_TEST(beside == std::vector{state::running});
}

BOOST_AUTO_TEST_CASE(what_answers_the_load_balancer_is_up_first_and_down_last)
{
    stint::pool services(io(), {.name = "services"});
    add(services, "a");
    add(services, "b");
    stint::pool app(io());
    auto& probe = log.watch(app.add("probe", server));
    stint::service_params params;
    params.after = probe;
    log.watch(app.add(services, params));
    const auto life = stint::make_lifecycle(executor(), app);
    const auto end = run(*life);
    settle();
    check(log, {"probe starting", "probe running", "services starting", "a starting", "b starting"});
    advance(1s);
    log.take();
    life->stop();
    advance(2s);
    check(log, {"services stopping", "a stopping", "b stopping", "a stopped", "b stopped", "services stopped",
                "probe stopping", "probe stopped"});
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(what_is_needed_may_be_added_later_and_named_by_the_service_itself)
{
    plain_service db("db");
    stint::pool app(io());
    add(app, "web", db);
    log.watch(app.add(db));
    const auto life = stint::make_lifecycle(executor(), app);
    run(*life);
    settle();
    check(log, {"db starting", "db running", "web starting"});
    life->stop(0s);
    settle();
}

BOOST_AUTO_TEST_CASE(a_cycle_is_refused_with_its_chain_and_the_pool_is_as_it_was)
{
    stint::pool app(io());
    add(app, "a", "b");
    add(app, "b", "c");
    const auto refused = thrown_by([&] { add(app, "c", "a"); });
    BOOST_TEST(is(refused, stint::error::dependency_cycle));
    BOOST_TEST(stint::describe(refused).find("app: add(c): c → a → b → c: ") == 0U, stint::describe(refused));
    add(app, "c");
    const auto life = stint::make_lifecycle(executor(), app);
    run(*life);
    settle();
    BOOST_TEST(log.count("c starting") == 1U);
    life->stop(0s);
    settle();
}

BOOST_AUTO_TEST_CASE(a_name_that_nobody_has_crashes_the_pool_when_it_is_run)
{
    stint::pool app(io());
    add(app, "web", "db");
    const auto life = stint::make_lifecycle(executor(), app);
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.failed_with(stint::error::unknown_dependency));
    BOOST_TEST(end.text().find("app: web, which comes after db: ") == 0U, end.text());
    check(log, {}); // nothing was started
    add(app, "db");
    const auto again = run(*life);
    settle();
    check(log, {"db starting"});
    life->stop(0s);
    settle();
}

BOOST_AUTO_TEST_CASE(a_start_that_fails_unwinds_only_what_had_started)
{
    stint::pool app(io());
    add(app, "db");
    add(app, "cache", "db", start_crasher("no memory"));
    add(app, "web", "cache");
    const auto life = stint::make_lifecycle(executor(), app);
    const auto end = run(*life);
    advance(3s);
    check(log, {"db starting", "db running", "cache starting", "cache crashed", "db stopping", "db stopped"});
    BOOST_TEST(end.text() == "no memory");
}

BOOST_AUTO_TEST_CASE(a_stop_during_the_start_starts_nothing_more)
{
    stint::pool app(io());
    add(app, "db");
    add(app, "web", "db");
    const auto life = stint::make_lifecycle(executor(), app);
    const auto end = run(*life);
    settle();
    life->stop();
    advance(10s);
    check(log, {"db starting", "db stopping", "db stopped"});
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(the_deadline_of_the_pool_wins_over_the_order)
{
    stint::pool app(io());
    add(app, "db");
    add(app, "cache", "db");
    add(app, "web", "cache");
    const auto life = stint::make_lifecycle(executor(), app);
    const auto end = run(*life);
    advance(3s);
    log.take();
    life->stop(3s); // web takes two, cache is cut after one, db at once
    advance(3s);
    BOOST_TEST((log.noted().front() == "web stopping" && log.noted().at(1) == "web stopped"));
    for (const auto* const name : {"web", "cache", "db"})
        check_of(log, name, {"stopping", "stopped"});
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_deaf_one_at_the_end_of_the_chain_holds_up_nobody_beyond_the_deadline)
{
    stint::pool app(io());
    add(app, "db", {}, server);
    add(app, "web", "db", zombie);
    const auto life = stint::make_lifecycle(executor(), app);
    const auto end = run(*life);
    settle();
    log.take();
    life->stop(5s);
    advance(5s);
    check(log, {"web stopping", "db stopping", "db stopped"});
    advance(1s);
    check(log, {"web crashed"});
    advance(10s);
    BOOST_TEST(end.failed_with(stint::error::shutdown_timeout));
}

BOOST_AUTO_TEST_CASE(a_tighter_stop_reaches_those_that_were_not_asked_yet)
{
    stint::pool app(io());
    add(app, "db", {}, deaf);
    add(app, "web", "db", deaf);
    const auto life = stint::make_lifecycle(executor(), app);
    const auto end = run(*life);
    settle();
    life->stop(100s);
    settle();
    life->stop(1s);
    advance(1s);
    BOOST_TEST(end.came());
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_service_on_an_executor_of_its_own)
{
    asio::thread_pool other(1);
    std::thread::id where;
    stint::pool app(io());
    stint::service_params params;
    params.executor = other.get_executor();
    app.add(
        "elsewhere",
        [&](stint::lifecycle& life) -> asio::awaitable<void> {
            where = std::this_thread::get_id();
            co_await life.running();
            co_await life.stop_requested();
        },
        params);
    add(app, "here", "elsewhere", server);
    const auto life = make(app);
    const auto end = run(*life);
    const auto work = asio::make_work_guard(io());
    const auto wait_until = [&](auto condition) {
        io().restart();
        while (!condition())
            io().run_one();
    };
    wait_until([&] { return life->state() == state::running; });
    BOOST_TEST((where != std::this_thread::get_id()));
    life->stop();
    wait_until([&] { return end.came(); });
    BOOST_TEST(end.clean());
    check_of(log, "here", {"starting", "running", "stopping", "stopped"});
    other.join();
}

namespace
{

body takes(test::virtual_clock& time, stint::duration to_start, stint::duration to_stop)
{
    return [&time, to_start, to_stop](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await time.sleep(to_start);
        co_await server(own);
        co_await time.sleep(to_stop);
    };
}

} // namespace

BOOST_AUTO_TEST_CASE(without_an_order_the_slowest_counts)
{
    stint::pool app(io());
    for (int i = 0; i != 10; ++i)
        app.add(std::to_string(i), takes(*time, 100ms, 100ms));
    const auto life = make(app);
    const auto end = run(*life);
    advance(100ms - 1ns);
    BOOST_TEST(life->state() == state::starting);
    advance(1ns);
    BOOST_TEST(life->state() == state::running);
    life->stop();
    advance(100ms);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_diamond_takes_as_long_as_its_longest_path_which_is_told)
{
    stint::pool app(io());
    app.add("a", takes(*time, 100ms, 0s));
    app.add("b", takes(*time, 100ms, 20ms), {.after = "a"});
    app.add("c", takes(*time, 50ms, 30ms), {.after = "a"});
    app.add("d", takes(*time, 100ms, 10ms), {.after = {"b", "c"}});
    std::vector<std::string> told;
    const auto life = make(app);
    life->on_event([&](const stint::event& e) {
        if (e.what == stint::code::critical_path)
            told.push_back(e.details);
    });
    const auto end = run(*life);
    advance(300ms - 1ns);
    BOOST_TEST(life->state() == state::starting);
    advance(1ns);
    BOOST_TEST(life->state() == state::running);
    life->stop();
    settle();
    BOOST_TEST(to_string(life->report(), now()).find("app/a: running for 0.2 s, waits for b, c") != std::string::npos,
               to_string(life->report(), now()));
    advance(40ms);
    BOOST_TEST(end.clean());
    BOOST_TEST(told
                   == (std::vector<std::string>{"start 0.300 s: a 0.100 s → b 0.100 s → d 0.100 s",
                                                "stop 0.040 s: d 0.010 s → c 0.030 s → a 0.000 s"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
