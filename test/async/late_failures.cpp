// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What goes wrong while a pool stops is not lost, however long its services' last hooks take.

#include "support/world.hpp"

#include <boost/test/unit_test.hpp>

using namespace test;

namespace
{

struct hooked : world
{
    /// A hook that takes this long, and notes its end.
    auto takes(stint::duration span)
    {
        return [this, span](stint::service&, stint::lifecycle&, std::exception_ptr) -> asio::awaitable<void> {
            co_await time->sleep(span);
            log("hook ended");
        };
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(late_failures, hooked)

BOOST_AUTO_TEST_CASE(a_pool_waits_for_the_last_hooks_of_what_was_given_up)
{
    stint::pool app(io());
    auto& child = app.add("deaf", zombie);
    child.on_crashed(takes(900ms));
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    log.take();
    life->stop(5s);
    advance(6s); // the deadline and the grace
    BOOST_TEST(!end.came());
    advance(900ms);
    BOOST_TEST(end.failed_with(stint::error::shutdown_timeout));
    BOOST_TEST(end.text().find("app/deaf: ") == 0U, end.text());
    check(log, {"app stopping", "hook ended", "app crashed"});
}

BOOST_AUTO_TEST_CASE(a_pool_of_pools_as_well)
{
    stint::pool inner(io(), {.name = "inner"});
    inner.add("deaf", zombie).on_crashed(takes(900ms));
    stint::pool app(io());
    app.add(inner).on_crashed(takes(900ms));
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    log.take();
    life->stop(5s);
    advance(7800ms);
    BOOST_TEST(end.failed_with(stint::error::shutdown_timeout));
    BOOST_TEST(end.text().find("app/inner/deaf: ") == 0U, end.text());
    check(log, {"app stopping", "hook ended", "hook ended", "app crashed"});
}

BOOST_AUTO_TEST_CASE(the_first_cause_is_known_at_once_and_stays_the_first)
{
    stint::pool app(io());
    app.add("sick", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(wait_for_doomsday());
        throw std::runtime_error("the cause");
    });
    const auto life = make(app);
    log.watch_events(*life);
    const auto end = run(*life);
    settle();
    BOOST_TEST(stint::describe(life->error()) == "the cause"); // although what is left of it goes on
    BOOST_TEST(log.count("SERVICE_ERROR app/sick") == 1U);
    advance(1h);
    BOOST_TEST(end.text() == "the cause");
    BOOST_TEST(life->failures().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_crash_without_aftermath_is_told_once)
{
    const auto life = make("a", crasher("the cause"));
    log.watch_events(*life);
    run(*life);
    settle();
    BOOST_TEST(log.count("SERVICE_ERROR a") == 0U);
    BOOST_TEST(log.count("SERVICE_CRASHED a") == 1U);
}

BOOST_AUTO_TEST_CASE(a_crash_that_crashes_the_pool_does_so_also_if_the_service_is_removed_then)
{
    for (const bool restarted : {false, true})
    {
        stint::pool pool(io());
        auto& life_of_it = pool.add("s", crasher("broken"), {.on_end = stint::reaction::restart});
        life_of_it.on_crashed([&](stint::service&, stint::lifecycle&, const std::exception_ptr&) {
            if (restarted)
                pool.async_restart("s", stint::restart_scope::service, [](const std::exception_ptr&) {});
            else
                pool.async_remove("s", 1s, [](const std::exception_ptr&) {});
        });
        const auto pool_life = stint::make_lifecycle(executor(), pool);
        const auto ended = run(*pool_life);
        settle();
        BOOST_TEST(ended.came());
        BOOST_TEST(ended.text().find("broken") != std::string::npos);
        BOOST_TEST(pool_life->state() == state::crashed);
    }
}

// Schedule 6395349 of the lab.
BOOST_AUTO_TEST_CASE(those_of_what_is_not_in_the_pool_any_more_are_none_of_it)
{
    stint::pool app(io());
    auto inner = std::make_unique<stint::pool>(app.get_executor(), stint::pool_params{.name = "inner"});
    const auto let_pass = [this](stint::service&, stint::lifecycle&, stint::time_point) { time->move_to(now() + 1h); };
    inner->add("slow", server, {.abort_grace = 1s}).on_stopping(let_pass); // the pool is given up before it
    app.add(std::move(inner));
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    ending removed;
    app.async_remove("inner", 0s, removed);
    settle();
    BOOST_TEST(removed.failed_with(stint::error::shutdown_timeout));
    BOOST_TEST(!life->error());
    life->stop();
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_SUITE_END()
