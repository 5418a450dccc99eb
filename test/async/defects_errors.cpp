// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The defects of the seed's pool (doc/seed.md), and that they are not here. D26 to D32.

#include "support/world.hpp"

#include <boost/test/unit_test.hpp>

using namespace test;

BOOST_FIXTURE_TEST_SUITE(defects_errors, world)

BOOST_AUTO_TEST_CASE(D26_adding_to_a_running_pool_starts_the_service)
{
    stint::pool app(io());
    app.add("a", server);
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    log.watch(app.add("b", server));
    settle();
    life->stop();
    settle();
    BOOST_TEST(end.clean());
    check(log, {"app starting", "app running", "b starting", "b running", "app stopping", "b stopping", "b stopped",
                "app stopped"});
    run(*life);
    settle();
    BOOST_TEST(log.count("b running") == 1U);
}

asio::awaitable<void> follow_up(stint::lifecycle& own)
{
    co_await own.running();
    co_await own.stop_requested();
    throw std::runtime_error("follow-up error");
}

BOOST_AUTO_TEST_CASE(D27_the_first_cause_stays_the_first)
{
    stint::pool app(io());
    app.add("before", follow_up);
    app.add("crasher", crasher("root cause"));
    app.add("after", follow_up);
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.text() == "root cause");
    const auto all = life->failures();
    BOOST_REQUIRE(all.size() == 3U);
    BOOST_TEST(all[0].service == "app/crasher");
    BOOST_TEST(stint::describe(all[1].error) == "follow-up error");
    BOOST_TEST(stint::describe(all[2].error) == "follow-up error");
}

BOOST_AUTO_TEST_CASE(D27_a_pool_that_runs_again_forgets_the_old_error)
{
    stint::pool app(io());
    auto sick = true;
    app.add("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        if (sick)
            throw std::runtime_error("disk full");
        co_await own.stop_requested();
    });
    const auto life = make(app);
    run(*life);
    settle();
    BOOST_TEST(stint::describe(life->error()) == "disk full");
    sick = false;
    const auto end = run(*life);
    settle();
    BOOST_TEST(!life->error());
    life->stop();
    settle();
    BOOST_TEST(end.clean());
    BOOST_TEST(life->failures().empty());
}

BOOST_AUTO_TEST_CASE(D28_a_service_cannot_be_added_twice)
{
    plain_service a("a");
    stint::pool app(io());
    log.watch(app.add(a));
    BOOST_TEST(is(thrown_by([&] { app.add(a); }), stint::error::duplicate_service));
    const auto life = make(app);
    run(*life);
    settle();
    life->stop();
    settle();
    BOOST_TEST(log.count("a starting") == 1U);
    BOOST_TEST(log.count("a stopped") == 1U);
}

BOOST_AUTO_TEST_CASE(D28_a_service_in_two_pools_runs_once)
{
    plain_service a("a");
    stint::pool one(io(), {.name = "one"});
    stint::pool two(io(), {.name = "two"});
    one.add(a);
    two.add(a);
    const auto first = make(one);
    const auto second = make(two);
    const auto end_of_first = run(*first);
    settle();
    const auto end_of_second = run(*second);
    settle();
    BOOST_TEST(end_of_second.failed_with(stint::error::already_running));
    BOOST_TEST(end_of_first.calls() == 0);
    BOOST_TEST(first->state() == state::running);
    first->stop();
    settle();
    BOOST_TEST(end_of_first.clean());
}

BOOST_AUTO_TEST_CASE(D29_each_run_of_a_pool_waits_for_all_its_services_anew)
{
    auto patience = 0s;
    stint::pool app(io());
    app.add("quick", server);
    app.add("slow", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await time->sleep(patience);
        co_await own.running();
        co_await own.stop_requested();
    });
    const auto life = make(app);
    for (; patience < 3s; ++patience)
    {
        run(*life);
        if (patience > 0s)
        {
            advance(patience - 1ns);
            check(log, {"app starting"});
            advance(1ns);
            check(log, {"app running"});
        }
        advance(0s);
        life->stop();
        settle();
        log.take();
        BOOST_TEST(life->state() == state::stopped);
    }
}

BOOST_AUTO_TEST_CASE(D30_the_event_of_a_crash_says_the_cause)
{
    std::vector<std::string> crashes;
    const auto note_crashes = [&](const stint::event& e) {
        if (e.what == stint::code::service_crashed || e.what == stint::code::service_pool_crashed)
            crashes.push_back(to_string(e));
    };
    stint::pool app(io(), {.logger = note_crashes});
    app.add("db", crasher("disk full"));
    const auto life = make(app);
    run(*life);
    settle();
    BOOST_REQUIRE(crashes.size() == 2U);
    BOOST_TEST(crashes[0].find("app/db") != std::string::npos);
    BOOST_TEST(crashes[0].find("disk full") != std::string::npos);
    BOOST_TEST(crashes[1].find("disk full") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(D31_each_service_has_a_deadline_of_its_own_and_can_be_asked)
{
    stint::pool app(io());
    auto& quick = app.add("quick", deaf, {.stop_timeout = 2s});
    auto& slow = app.add("slow", deaf);
    const auto life = make(app);
    run(*life);
    settle();
    BOOST_REQUIRE(life->report().size() == 3U);
    BOOST_TEST(life->report()[0].service == "app");
    BOOST_TEST(life->report()[1].service == "app/quick");
    BOOST_TEST(life->report()[2].service == "app/slow");
    life->stop(20s);
    advance(2s);
    BOOST_TEST(quick.state() == state::stopped);
    BOOST_TEST(slow.state() == state::stopping);
    advance(18s);
    BOOST_TEST(slow.state() == state::stopped);
    BOOST_TEST(life->report().empty());
}

BOOST_AUTO_TEST_SUITE_END()
