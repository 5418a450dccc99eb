// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The drain delay: while it lasts, the load balancer is told and the services serve.

#include "support/world.hpp"

#include <boost/test/unit_test.hpp>

#include <thread>

using namespace test;

namespace
{

struct draining : world
{
    stint::service_params delay()
    {
        stint::service_params params;
        params.drain_delay = 5s;
        return params;
    }

    /// A pool that waits five seconds before it tells its services.
    std::shared_ptr<stint::lifecycle> running_pool(stint::pool& app)
    {
        auto life = make(app);
        life->set_params(delay());
        run(*life);
        settle();
        log.take();
        return life;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(drain, draining)

BOOST_AUTO_TEST_CASE(a_stop_that_a_crash_causes_drains_too)
{
    stint::pool app(io());
    auto& web = app.add("web", server);
    bool fail = false;
    log.watch(app.add("db", [&](stint::lifecycle& life) -> asio::awaitable<void> {
        co_await life.running();
        while (!fail)
            co_await time->sleep(1s);
        throw std::runtime_error("disk full");
    }));
    log.watch(web);
    const auto life = running_pool(app);
    fail = true;
    advance(1s);
    check(log, {"db crashed", "app stopping"}); // out of the load balancer, at once
    advance(4s);
    BOOST_TEST(web.state() == state::running);
    BOOST_TEST(!web.should_stop());
    advance(1s);
    check(log, {"web stopping", "web stopped", "app crashed"});
}

BOOST_AUTO_TEST_CASE(it_can_be_skipped_before_or_while_it_lasts)
{
    for (const bool before : {true, false})
    {
        stint::pool app(io());
        log.watch(app.add("web", server));
        const auto life = running_pool(app);
        if (before)
            life->skip_drain();
        life->stop();
        settle();
        if (!before)
        {
            check(log, {"app stopping"});
            advance(2s);
            check(log, {});
            life->skip_drain();
        }
        settle();
        check_of(log, "web", {"stopping", "stopped"});
        BOOST_TEST(life->state() == state::stopped);
        log.take();
    }
}

BOOST_AUTO_TEST_CASE(skipping_it_stops_nobody)
{
    stint::pool app(io());
    log.watch(app.add("web", server));
    const auto life = running_pool(app);
    life->skip_drain();
    advance(1h);
    check(log, {});
    life->stop();
    settle();
    BOOST_TEST(life->state() == state::stopped);
    run(*life);
    settle();
    life->stop(); // of the next run, it is not skipped
    advance(4s);
    BOOST_TEST(life->state() == state::stopping);
    advance(1s);
    BOOST_TEST(life->state() == state::stopped);
}

BOOST_AUTO_TEST_CASE(that_of_the_services_below_is_skipped_as_well)
{
    stint::pool inner(io(), {.name = "inner"});
    inner.add("a", server, delay());
    stint::pool app(io());
    app.add(inner, delay());
    const auto life = running_pool(app);
    life->stop();
    advance(1s);
    life->skip_drain();
    settle();
    BOOST_TEST(life->state() == state::stopped);
}

BOOST_AUTO_TEST_CASE(that_of_a_service_which_starts_later_as_well)
{
    auto after = delay();
    after.after = "db";
    stint::pool app(io());
    app.add("db", [this](stint::lifecycle& life) -> asio::awaitable<void> {
        co_await time->sleep(1s);
        co_await life.running();
        co_await life.stop_requested();
    });
    auto& web = app.add("web", server, after);
    const auto life = running_pool(app);
    life->skip_drain();
    advance(1s);
    BOOST_TEST(web.state() == state::running);
    life->stop();
    settle();
    BOOST_TEST(life->state() == state::stopped);
}

BOOST_AUTO_TEST_CASE(one_that_is_skipped_is_not_skipped_in_the_next_run)
{
    int runs = 0;
    ending second;
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        if (++runs == 1)
            co_return;
        co_await server(own);
    });
    life->set_params({.drain_delay = 5s});
    life->on_starting([&](stint::service&, stint::lifecycle& own) {
        if (runs == 0)
            own.skip_drain();
    });
    life->on_stopped([&](stint::service&, stint::lifecycle& own) {
        if (runs == 1)
            std::jthread([&] {
                own.async_run(second);
            }).join(); // from elsewhere: what is on its way to the strand is before it
    });
    run(*life);
    settle();
    BOOST_TEST(runs == 2);
    life->stop(10s);
    advance(4s);
    BOOST_TEST(second.calls() == 0);
    advance(1s);
    BOOST_TEST(second.clean());
}

BOOST_AUTO_TEST_SUITE_END()
