// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What is destroyed while it runs, in every order; and that nothing is left behind.

#include "support/world.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>

using namespace test;

namespace
{

asio::awaitable<void> busy(stint::lifecycle& own)
{
    own.spawn(wait_for_ever());
    own.spawn(wait_for_doomsday());
    co_await own.running();
    auto timer = asio::steady_timer(own.get_executor(), stint::never);
    co_await own.until_stop(timer.async_wait(asio::deferred));
    co_await wait_for_ever();
}

asio::awaitable<void> idle(std::shared_ptr<stint::lifecycle> life)
{
    auto stopped = life->stop_requested();
    co_await std::move(stopped);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(lifetimes, world)

BOOST_AUTO_TEST_CASE(a_lifecycle_that_is_destroyed_while_it_runs_ends)
{
    auto life = make("a", deaf);
    const auto end = run(*life);
    const auto waited = wait(*life);
    settle();
    life.reset();
    settle();
    check(log, {"a starting", "a running", "a stopping", "a crashed"});
    BOOST_TEST(end.failed_with(stint::error::destroyed));
    BOOST_TEST(waited.failed_with(stint::error::destroyed));
}

/// Who holds a lock at that may take it in an observer.
BOOST_AUTO_TEST_CASE(nothing_is_called_from_within_the_destruction_of_a_lifecycle)
{
    auto life = make("a", server);
    log.watch_events(*life);
    const auto end = run(*life);
    settle();
    log.take();
    asio::post(life->get_executor(), [&] {
        life.reset();
        BOOST_TEST(log.noted().empty());
    });
    settle();
    BOOST_TEST(!log.noted().empty());
    BOOST_TEST(end.failed_with(stint::error::destroyed));
}

BOOST_AUTO_TEST_CASE(one_that_is_destroyed_after_its_end_is_just_gone)
{
    auto life = make("a", quitter);
    const auto end = run(*life);
    settle();
    life.reset();
    settle();
    BOOST_TEST(end.clean());
    check(log, {"a starting", "a running", "a stopping", "a stopped"});
}

BOOST_AUTO_TEST_CASE(one_that_was_never_run_leaves_nothing)
{
    auto life = make("a", server);
    const auto waited = wait(*life);
    settle();
    life.reset();
    settle();
    check(log, {});
    BOOST_TEST(waited.calls() <= 1);
}

BOOST_AUTO_TEST_CASE(one_that_is_destroyed_right_after_async_run)
{
    auto life = make("a", server);
    const auto end = run(*life);
    life.reset();
    settle();
    BOOST_TEST(end.failed_with(stint::error::destroyed));
}

BOOST_AUTO_TEST_CASE(one_whose_code_cannot_be_cancelled_is_given_up)
{
    auto life = make("a", zombie);
    const auto end = run(*life);
    settle();
    life.reset();
    advance(1s);
    BOOST_TEST(end.failed_with(stint::error::destroyed)); // the first cause
}

BOOST_AUTO_TEST_CASE(a_service_that_is_destroyed_while_it_runs_crashes_its_lifecycle)
{
    auto service = std::make_unique<plain_service>("a", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await wait_for_ever();
    });
    const auto life = make(*service);
    const auto end = run(*life);
    settle();
    service.reset();
    settle();
    BOOST_TEST(end.failed_with(stint::error::destroyed));
    BOOST_TEST(life->state() == state::crashed);
    const auto again = run(*life);
    settle();
    BOOST_TEST(again.failed_with(stint::error::destroyed));
}

/// Also where its code ends in the same turn.
BOOST_AUTO_TEST_CASE(so_does_one_that_its_own_code_destroys)
{
    std::unique_ptr<plain_service> service;
    const auto end_of = [&](body f, auto prepare) {
        service = std::make_unique<plain_service>("a", std::move(f));
        const auto life = make(*service);
        prepare(*life);
        const auto end = run(*life);
        settle();
        BOOST_TEST(life->state() == state::crashed);
        return end;
    };
    const auto destroy = [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        service.reset();
    };
    BOOST_TEST(end_of(destroy, [](stint::lifecycle&) {}).failed_with(stint::error::destroyed));
    const auto in_a_hook = [&](stint::lifecycle& own) {
        own.on_stopping([&](stint::service&, stint::lifecycle&, stint::time_point) { service.reset(); });
    };
    BOOST_TEST(end_of(quitter, in_a_hook).failed_with(stint::error::destroyed));
}

BOOST_AUTO_TEST_CASE(a_pool_that_is_destroyed_while_it_runs_cancels_its_services)
{
    auto app = std::make_unique<stint::pool>(io());
    log.watch(app->add("a", deaf));
    log.watch(app->add("b", server));
    const auto life = make(*app);
    const auto end = run(*life);
    settle();
    app.reset();
    advance(5s);
    BOOST_TEST(end.failed_with(stint::error::destroyed));
    BOOST_TEST(log.count("a stopping") == 1U);
    BOOST_TEST(log.count("b stopping") == 1U);
    BOOST_TEST(life->state() == state::crashed); // its hooks are not called: there is no service to call them with
}

/// Also those that were asked to stop already: nobody is left to wait for them.
BOOST_AUTO_TEST_CASE(a_pool_that_is_destroyed_while_it_stops_cancels_its_services)
{
    auto app = std::make_unique<stint::pool>(io());
    const auto& a = app->add("a", deaf);
    log.watch(app->add("b", server));
    const auto life = make(*app);
    const auto end = run(*life);
    settle();
    life->stop(20s);
    settle();
    BOOST_TEST((a.state() == state::stopping));
    app.reset();
    settle();
    BOOST_TEST(end.failed_with(stint::error::destroyed));
    BOOST_TEST(life->report().empty());
}

BOOST_AUTO_TEST_CASE(in_every_order_while_running_and_while_stopping)
{
    std::array order{0, 1, 2};
    do
    {
        for (const auto stopping : {false, true})
        {
            for (const auto settled : {false, true})
            {
                world w;
                auto app = std::make_unique<stint::pool>(w.io());
                app->add("busy", busy);
                app->add("zombie", zombie);
                auto inner = std::make_unique<stint::pool>(w.io(), stint::pool_params{.name = "inner"});
                inner->add("busy", busy);
                app->add(std::move(inner));
                auto life = w.make(*app);
                const auto ended = run(*life);
                wait(*life);
                w.settle();
                if (stopping)
                    life->stop(20s);
                if (settled)
                    w.settle();
                for (const auto what : order)
                {
                    if (what == 0)
                        life.reset();
                    else if (what == 1)
                        app.reset();
                    else
                        w.end();
                    if (settled && w.context)
                        w.settle();
                }
                BOOST_TEST(ended.calls() <= 1);
            }
        }
    } while (std::next_permutation(order.begin(), order.end()));
}

BOOST_AUTO_TEST_CASE(a_lifecycle_that_outlives_its_context_can_still_be_asked)
{
    auto life = running("a", busy);
    const auto waited = wait(*life);
    settle();
    end();
    life->stop();
    life->stop(5s);
    (void)life->state();
    (void)life->report();
    (void)life->error();
    life->note("alone");
    BOOST_TEST(life->path() == "a");
    BOOST_TEST(!life->get_executor());
    const auto never_called = run(*life);
    life->async_wait(never_called);
    BOOST_TEST(is(thrown_by([&] { life->spawn(wait_for_ever()); }), stint::error::not_running));
    BOOST_TEST(waited.calls() == 0);
    life.reset();
    BOOST_TEST(never_called.calls() == 0);
}

BOOST_AUTO_TEST_CASE(handlers_that_hold_their_lifecycle_are_dropped_with_the_context)
{
    auto token = std::make_shared<int>(0);
    const std::weak_ptr<int> alive = token;
    auto life = make("a", busy);
    const auto keep_all = [life, token](std::exception_ptr) {};
    life->async_run(keep_all);
    life->async_wait(keep_all);
    life->on_event([token](const stint::event&) {});
    life->on_running([token](stint::service&, stint::lifecycle&) { return wait_for_ever(); });
    settle();
    go(idle(life));
    life.reset();
    token.reset();
    BOOST_TEST(!alive.expired());
    end();
    // What keep_all, a constant of this function, holds is all that is left.
    BOOST_TEST(alive.use_count() == 3);
}

BOOST_AUTO_TEST_CASE(nothing_is_kept_after_the_end)
{
    auto token = std::make_shared<int>(0);
    const std::weak_ptr<int> alive = token;
    auto life = make("a", [token](stint::lifecycle& own) { return server(own); });
    life->async_run([life](std::exception_ptr) {});
    life->async_wait([life](std::exception_ptr) {});
    token.reset();
    settle();
    life->stop();
    settle();
    const std::weak_ptr<stint::lifecycle> gone = life;
    life.reset();
    settle();
    BOOST_TEST(gone.expired());
    BOOST_TEST(alive.expired());
}

BOOST_AUTO_TEST_CASE(what_was_given_up_may_end_after_its_lifecycle_was_destroyed)
{
    auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        co_await time->sleep(60s);
        own.note("still here");
        own.stop();
        co_await own.stop_requested();
    });
    const auto ended = stop(*life, 5s);
    advance(6s);
    BOOST_TEST(ended.failed_with(stint::error::shutdown_timeout));
    life.reset();
    advance(60s);
}

BOOST_AUTO_TEST_CASE(a_pool_whose_services_were_given_up_may_be_destroyed)
{
    {
        stint::pool app(io());
        app.add("zombie", zombie);
        app.add("late", [&](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await own.running();
            co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
            co_await time->sleep(60s);
        });
        const auto life = make(app);
        const auto ended = run(*life);
        settle();
        life->stop(5s);
        advance(10s);
        BOOST_TEST(ended.failed_with(stint::error::shutdown_timeout));
    }
    advance(60s);
}

BOOST_AUTO_TEST_SUITE_END()
