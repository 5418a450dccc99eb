// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/plain_world.hpp"
#include <stint/snapshot.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>

using namespace test;

namespace
{

boost::asio::awaitable<void> wait_for_stop(stint::lifecycle& own) { co_await own.stop_requested(); }

} // namespace

BOOST_FIXTURE_TEST_SUITE(snapshot, plain_world)

BOOST_AUTO_TEST_CASE(of_a_tree)
{
    stint::pool app(io);
    stint::pool inner(io, {.name = "inner"});
    stint::service_params p;
    p.on_crash = stint::reaction::restart;
    p.restart.first_delay = p.restart.longest_delay = std::chrono::hours(1);
    inner.add("flaps", start_crasher("disk full"), p);
    app.add(inner);
    app.add("web", server, {.after = "inner"});
    app.add("busy", [](stint::lifecycle& own) -> boost::asio::awaitable<void> {
        own.spawn(wait_for_stop(own));
        own.note("counting");
        co_await own.running();
        co_await own.stop_requested();
    });
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    BOOST_TEST(!life->snapshot().since);
    life->async_run([](std::exception_ptr) {});
    settle();

    const auto seen = life->snapshot();
    BOOST_TEST(seen.service == "app");
    BOOST_TEST(seen.state == stint::state::starting);
    BOOST_TEST_REQUIRE(seen.services.size() == 3U);
    BOOST_TEST_REQUIRE(seen.services[0].services.size() == 1U);
    const auto& flaps = seen.services[0].services[0];
    BOOST_TEST(flaps.service == "app/inner/flaps");
    BOOST_TEST(flaps.state == stint::state::crashed);
    BOOST_TEST(flaps.restarts == 1U);
    BOOST_TEST_REQUIRE(flaps.restart_at.has_value());
    BOOST_TEST((*flaps.restart_at > seen.taken + std::chrono::minutes(30)));
    BOOST_TEST(stint::describe(flaps.last_error) == "disk full");
    const auto& web = seen.services[1];
    BOOST_TEST(web.state == stint::state::stopped);
    BOOST_TEST(!web.since);
    BOOST_TEST(web.waits_for == std::vector<std::string>{"inner"}, boost::test_tools::per_element());
    BOOST_TEST(seen.services[2].live_tasks == 1U);
    BOOST_TEST(seen.services[2].note == "counting");
    BOOST_TEST(seen.services[2].restarts == 0U);

    life->stop();
    settle();
    BOOST_TEST(life->state() == stint::state::stopped);
}

BOOST_AUTO_TEST_CASE(as_text)
{
    using namespace std::chrono_literals;
    const stint::time_point now{1h};
    stint::snapshot app;
    app.service = "app";
    app.state = stint::state::running;
    app.since = now - 12s;
    app.taken = now;
    stint::snapshot db;
    db.service = "app/db";
    db.state = stint::state::crashed;
    db.since = now - 100ms;
    db.taken = now;
    db.restarts = 2;
    db.restart_at = now + 400ms;
    db.last_error = std::make_exception_ptr(std::runtime_error("disk full"));
    stint::snapshot web;
    web.service = "app/web";
    web.taken = now;
    web.waits_for = {"db", "cache"};
    web.live_tasks = 1;
    web.note = "opening the shop";
    stint::snapshot odd;
    odd.service = "app/eu/1";
    odd.taken = now;
    app.services = {db, web, odd};
    BOOST_TEST(to_string(app)
               == "app: running for 12.0 s\n"
                  "  db: crashed for 0.1 s, restarted 2 times, again in 0.4 s, last error: disk full\n"
                  "  web: stopped, 1 task, waits for db, cache, note: opening the shop\n"
                  "  eu/1: stopped\n");
}

BOOST_AUTO_TEST_SUITE_END()
