// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/plain_world.hpp"

#include <boost/test/unit_test.hpp>

using namespace test;

BOOST_FIXTURE_TEST_SUITE(pool_params, plain_world)

BOOST_AUTO_TEST_CASE(the_name_is_the_first_part_of_all_paths)
{
    stint::pool app(io, {.name = "shop"});
    auto& a = app.add("a", server);
    BOOST_TEST(a.path() == "shop/a");
}

BOOST_AUTO_TEST_CASE(the_logger_is_told_of_the_pool_and_of_all_below_it)
{
    std::string events;
    stint::pool app(io, {.logger = [&](const stint::event& e) {
                        events += std::string(to_string(e.what)) + ' ' + e.service + '\n';
                    }});
    auto inner = std::make_unique<stint::pool>(io, stint::pool_params{.name = "inner"});
    inner->add("a", quitter);
    app.add(std::move(inner));
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    run(*life);
    settle();
    for (const auto* const line :
         {"SERVICE_POOL_STARTING app\n", "SERVICE_POOL_STARTING app/inner\n", "SERVICE_STARTING app/inner/a\n",
          "SERVICE_STOPPED app/inner/a\n", "SERVICE_POOL_STOPPED app/inner\n", "SERVICE_POOL_STOPPED app\n"})
        BOOST_TEST(events.find(line) != std::string::npos, line);
}

BOOST_AUTO_TEST_CASE(each_pool_of_a_nest_may_log_elsewhere)
{
    auto outer_events = 0;
    auto inner_events = 0;
    stint::pool app(io, {.logger = [&](const stint::event&) { ++outer_events; }});
    auto inner = std::make_unique<stint::pool>(
        io, stint::pool_params{.name = "inner", .logger = [&](const stint::event&) { ++inner_events; }});
    app.add(std::move(inner));
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    run(*life);
    settle();
    life->stop();
    settle();
    BOOST_TEST(inner_events == 4);
    BOOST_TEST(outer_events == 8);
}

BOOST_AUTO_TEST_CASE(the_stop_timeout_holds_for_services_without_one_of_their_own)
{
    stint::pool app(io, {.stop_timeout = 7s});
    auto& usual = app.add("usual", deaf);
    auto& special = app.add("special", deaf, {.stop_timeout = 3s});
    auto& pool = app.add(std::make_unique<stint::pool>(io, stint::pool_params{.name = "pool", .stop_timeout = 2s}));
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    run(*life);
    settle();
    const auto before = stint::clock::now();
    pool.stop();
    life->stop(20s);
    settle();
    const auto after = stint::clock::now();
    BOOST_TEST((pool.deadline() >= before + 2s && pool.deadline() <= after + 2s));
    BOOST_TEST((special.deadline() >= before + 3s && special.deadline() <= after + 3s));
    BOOST_TEST((usual.deadline() >= before + 7s && usual.deadline() <= after + 20s));
    BOOST_TEST((life->deadline() >= before + 20s && life->deadline() <= after + 20s));
    life->stop(0s);
    settle();
    BOOST_TEST(life->state() == state::stopped);
}

BOOST_AUTO_TEST_CASE(what_a_service_sets_wins_also_if_it_is_zero)
{
    stint::pool app(io, {.start_timeout = 1h, .stop_timeout = 1h, .abort_grace = 1h});
    auto& hasty = app.add("hasty", server, {.stop_timeout = 0s});
    auto& late = app.add("late", slow_starter, {.start_timeout = 0s, .on_crash = stint::reaction::ignore});
    auto& stubborn = app.add("stubborn", zombie, {.stop_timeout = 0s, .abort_grace = 0s});
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    const auto end = run(*life);
    until([&] { return late.state() == state::crashed; });
    BOOST_TEST(is(late.error(), stint::error::start_timeout));
    const auto before = stint::clock::now();
    hasty.stop();
    until([&] { return hasty.state() == state::stopped; });
    BOOST_TEST((hasty.deadline() >= before && hasty.deadline() < before + 1h));
    life->stop();
    until([&] { return stubborn.state() == state::crashed; });
    BOOST_TEST(is(stubborn.error(), stint::error::shutdown_timeout));
}

BOOST_AUTO_TEST_SUITE_END()
