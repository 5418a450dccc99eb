// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The nine tests of the seed's own suite, by their names.

#include "support/world.hpp"

#include <boost/test/unit_test.hpp>

using namespace test;

BOOST_FIXTURE_TEST_SUITE(seed, world)

BOOST_AUTO_TEST_CASE(lifecycle)
{
    const auto life = make("a", server);
    const auto end = run(*life);
    settle();
    check(log, {"a starting", "a running"});
    const auto stopped = stop(*life, 20s);
    settle();
    check(log, {"a stopping", "a stopped"});
    BOOST_TEST(end.clean());
    BOOST_TEST(stopped.clean());
    BOOST_TEST(life->state() == state::stopped);
}

BOOST_AUTO_TEST_CASE(crash)
{
    const auto life = make("a", crasher("disk full"));
    const auto end = run(*life);
    settle();
    check(log, {"a starting", "a running", "a crashed"});
    BOOST_TEST(end.text() == "disk full");
    BOOST_TEST(stint::describe(life->error()) == "disk full");
    BOOST_TEST(life->state() == state::crashed);
}

BOOST_AUTO_TEST_CASE(empty_pool)
{
    stint::pool app(io());
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    check(log, {"app starting", "app running"});
    life->stop();
    settle();
    check(log, {"app stopping", "app stopped"});
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(one_service)
{
    stint::pool app(io());
    log.watch(app.add("a", server));
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    check(log, {"app starting", "a starting", "a running", "app running"});
    life->stop(20s);
    settle();
    check(log, {"app stopping", "a stopping", "a stopped", "app stopped"});
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(one_service_crash)
{
    stint::pool app(io());
    auto& a = log.watch(app.add("a", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await own.stop_requested();
        throw std::runtime_error("disk full");
    }));
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    check(log, {"app starting", "a starting", "a running", "app running"});
    a.stop();
    settle();
    check_of(log, "a", {"stopping", "crashed"});
    check_of(log, "app", {"stopping", "crashed"});
    BOOST_TEST(end.text() == "disk full");
}

BOOST_AUTO_TEST_CASE(one_service_startup_crash)
{
    stint::pool app(io());
    log.watch(app.add("a", start_crasher("no port")));
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    check(log, {"app starting", "a starting", "a crashed", "app stopping", "app crashed"});
    BOOST_TEST(end.text() == "no port");
}

BOOST_AUTO_TEST_CASE(two_services)
{
    stint::pool app(io());
    log.watch(app.add("a", server));
    log.watch(app.add("b", server));
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    check_of(log, "a", {"starting", "running"});
    check_of(log, "b", {"starting", "running"});
    check_of(log, "app", {"starting", "running"});
    BOOST_TEST(log.noted().back() == "app running");
    log.take();
    life->stop(20s);
    settle();
    BOOST_TEST(log.noted().front() == "app stopping");
    BOOST_TEST(log.noted().back() == "app stopped");
    check_of(log, "a", {"stopping", "stopped"});
    check_of(log, "b", {"stopping", "stopped"});
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(two_services_one_crashed)
{
    stint::pool app(io());
    log.watch(app.add("a", server));
    log.watch(app.add("b", crasher("disk full")));
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    check_of(log, "a", {"starting", "running", "stopping", "stopped"});
    check_of(log, "b", {"starting", "running", "crashed"});
    BOOST_TEST(log.noted().back() == "app crashed");
    BOOST_TEST(log.count("app stopping") == 1U);
    BOOST_TEST(end.text() == "disk full");
}

BOOST_AUTO_TEST_CASE(two_services_one_terminated_during_startup)
{
    stint::pool app(io());
    log.watch(app.add("a", slow_starter));
    log.watch(app.add("b", [](stint::lifecycle&) -> asio::awaitable<void> { co_return; }));
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    check_of(log, "a", {"starting", "stopping", "stopped"});
    check_of(log, "b", {"starting", "stopping", "stopped"});
    check_of(log, "app", {"starting", "stopping", "stopped"});
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_SUITE_END()
