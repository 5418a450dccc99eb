// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/plain_world.hpp"

#include <boost/asio/strand.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;

BOOST_FIXTURE_TEST_SUITE(pool, plain_world)

BOOST_AUTO_TEST_CASE(is_made_of_an_executor_or_a_context)
{
    stint::pool of_context(io);
    stint::pool of_executor(io.get_executor());
    stint::pool of_strand(asio::make_strand(io), {.name = "strand"});
    BOOST_TEST(of_context.name() == "app");
    BOOST_TEST(of_executor.name() == "app");
    BOOST_TEST(of_strand.name() == "strand");
}

BOOST_AUTO_TEST_CASE(add_takes_an_owned_service_a_reference_and_a_function)
{
    plain_service own("reference");
    stint::pool app(io);
    BOOST_TEST(app.add(std::make_unique<plain_service>("owned")).name() == "owned");
    BOOST_TEST(app.add(own).name() == "reference");
    BOOST_TEST(app.add("function", server).name() == "function");
    BOOST_TEST(app.add(stint::make_service("made", server)).path() == "app/made");
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    const auto end = run(*life);
    settle();
    BOOST_TEST(life->report().size() == 5U);
    BOOST_TEST(life->state() == state::running);
    life->stop();
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(hooks_can_be_chained_to_add)
{
    stint::pool app(io);
    auto calls = 0;
    app.add("a", server)
        .on_starting([&](stint::service&, stint::lifecycle&) { ++calls; })
        .on_running([&](stint::service&, stint::lifecycle&) { ++calls; })
        .on_stopping([&](stint::service&, stint::lifecycle&, stint::time_point) { ++calls; })
        .on_stopped([&](stint::service&, stint::lifecycle&) { ++calls; })
        .on_crashed([&](stint::service&, stint::lifecycle&, std::exception_ptr) { ++calls; })
        .on_state_change([&](stint::service&, stint::lifecycle&, stint::state) { ++calls; });
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    run(*life);
    settle();
    life->stop();
    settle();
    BOOST_TEST(calls == 8);
}

BOOST_AUTO_TEST_CASE(a_service_that_ends_by_itself_ends_the_pool)
{
    stint::pool app(io);
    log.watch(app.add("a", server));
    log.watch(app.add("quitter", quitter));
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    log.watch(*life);
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.clean());
    check_of(log, "a", {"starting", "running", "stopping", "stopped"});
    BOOST_TEST(log.noted().back() == "app stopped");
}

BOOST_AUTO_TEST_CASE(one_service_of_a_pool_can_be_stopped_which_ends_the_pool)
{
    stint::pool app(io);
    auto& a = app.add("a", server);
    log.watch(app.add("b", server));
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    const auto end = run(*life);
    settle();
    const auto stopped = stop(a, 5s);
    settle();
    BOOST_TEST(stopped.clean());
    BOOST_TEST(end.clean());
    check_of(log, "b", {"starting", "running", "stopping", "stopped"});
}

BOOST_AUTO_TEST_CASE(a_deep_nest)
{
    auto innermost = std::make_unique<stint::pool>(io, stint::pool_params{.name = "0"});
    auto& leaf = innermost->add("leaf", server);
    for (auto depth = 1; depth < 20; ++depth)
    {
        auto outer = std::make_unique<stint::pool>(io, stint::pool_params{.name = std::to_string(depth)});
        outer->add(std::move(innermost));
        innermost = std::move(outer);
    }
    const auto life = stint::make_lifecycle(io.get_executor(), std::move(innermost));
    const auto end = run(*life);
    settle();
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(leaf.path().starts_with("19/18/"));
    BOOST_TEST(leaf.path().ends_with("/1/0/leaf"));
    life->stop();
    settle();
    BOOST_TEST(end.clean());
    BOOST_TEST(leaf.state() == state::stopped);
}

BOOST_AUTO_TEST_CASE(many_services)
{
    stint::pool app(io);
    for (auto n = 0; n < 1000; ++n)
        app.add(std::to_string(n), server);
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    const auto end = run(*life);
    settle();
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(life->report().size() == 1001U);
    life->stop();
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_SUITE_END()
