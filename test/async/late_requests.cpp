// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What is asked for between two runs, and just as one begins or ends.

#include "support/world.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;

namespace
{

struct world_between_runs : world
{
    /// Runs it from outside of its strand, and asks something of it on its strand, which is executed before the run begins.
    template <class F>
    ending run_and(stint::lifecycle& life, F f)
    {
        ending e;
        asio::post(io(), [&life, e] { life.async_run(e); });
        asio::post(life.get_executor(), f);
        settle();
        return e;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(late_requests, world_between_runs)

BOOST_AUTO_TEST_CASE(a_stop_that_overtakes_the_begin_of_a_run_ends_that_run)
{
    const auto life = stint::make_lifecycle(executor(), stint::make_service("a", server));
    const auto stop = [&] { life->stop(); };
    for (int run = 0; run != 3; ++run)
    {
        const auto end = run_and(*life, stop);
        BOOST_TEST(end.clean(), run);
    }
    const auto stop_within = [&] { life->stop(7s); };
    const auto end = run_and(*life, stop_within);
    BOOST_TEST(end.clean());
}

/// AddressSanitizer looks whether the service is asked once more.
BOOST_AUTO_TEST_CASE(a_stop_that_is_on_its_way_when_the_run_ends_finds_it_ended)
{
    auto service = std::make_unique<plain_service>("a", quitter);
    const auto life = stint::make_lifecycle(executor(), *service);
    ending end;
    life->on_event([&](const stint::event& e) {
        if (e.state == state::stopped)
            asio::post(io(), [&] { life->stop(); }); // the service is there
    });
    life->async_run([&](const std::exception_ptr& e) {
        service.reset();
        end(e);
    });
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_drain_that_is_skipped_before_the_run_begins_is_skipped)
{
    const auto life = stint::make_lifecycle(executor(), stint::make_service("a", server));
    life->set_params({.drain_delay = 10s});
    for (int run = 0; run != 2; ++run)
    {
        const auto end = run_and(*life, [&] { life->skip_drain(); });
        life->stop(20s);
        settle();
        BOOST_TEST(end.clean(), run);
    }
}

BOOST_AUTO_TEST_CASE(a_run_that_is_asked_for_while_the_last_one_is_being_finished_is_a_run_of_its_own)
{
    stint::pool app(io());
    int runs = 0;
    auto& child = app.add("a", [&](stint::lifecycle& life) -> asio::awaitable<void> {
        co_await life.running();
        if (++runs == 1)
            throw std::runtime_error("disk full");
        co_await life.stop_requested();
    });
    const auto life = stint::make_lifecycle(executor(), app);
    ending by_hand;
    life->on_stopping([&](stint::service&, stint::lifecycle&, stint::time_point) { child.async_run(by_hand); });
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.text() == "disk full");
    BOOST_TEST(runs == 2);
    BOOST_TEST(by_hand.calls() == 0);
    child.stop();
    settle();
    BOOST_TEST(by_hand.clean());
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_stop_in_the_hook_of_a_crash_or_after_it_goes_on)
{
    const auto life = stint::make_lifecycle(executor(), stint::make_service("a", crasher("disk full")));
    life->on_crashed([this](stint::service&, stint::lifecycle& own, std::exception_ptr) -> asio::awaitable<void> {
        co_await own.stop_requested();
        log("goes on");
    });
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.text() == "disk full");
    const auto later = go(life->stop_requested());
    BOOST_TEST(later.came());
    int rounds = 0;
    const auto wait = [](stint::lifecycle& of, virtual_clock& clock, int& times) -> asio::awaitable<void> {
        for (; times != 3 && !of.should_stop(); ++times)
            co_await of.until_stop(clock.sleep(1s));
    };
    const auto end_of_waits = go(wait(*life, *time, rounds)); // of other code: there was no stop
    advance(1s);
    BOOST_TEST(rounds == 1);
    advance(2s);
    BOOST_TEST(end_of_waits.came());
    check(log, {"goes on"});
}

BOOST_AUTO_TEST_CASE(a_stop_without_a_deadline_is_a_stop)
{
    stint::pool app(io());
    const auto& child = app.add("a", deaf);
    const auto life = stint::make_lifecycle(executor(), app);
    const auto end = run(*life);
    settle();
    life->stop(stint::never);
    settle();
    BOOST_TEST((life->deadline() != stint::never));
    BOOST_TEST((child.deadline() == life->deadline()));
    BOOST_TEST(is(thrown_by([&] { app.add("late", server); }), stint::error::pool_is_stopping));
    advance(1h);
    BOOST_TEST(end.calls() == 0);
    life->stop(0s);
    settle();
    BOOST_TEST(end.came());
}

BOOST_AUTO_TEST_CASE(a_hook_is_given_the_deadline_that_the_one_before_it_has_set)
{
    const auto life = stint::make_lifecycle(executor(), stint::make_service("a", server));
    auto given = stint::never;
    life->on_stopping([](stint::service&, stint::lifecycle& own, stint::time_point) { own.stop(1s); })
        .on_stopping([&](stint::service&, stint::lifecycle&, stint::time_point d) { given = d; });
    run(*life);
    settle();
    life->stop(20s);
    const auto expected = now() + 1s;
    settle();
    BOOST_TEST((given == expected));
}

BOOST_AUTO_TEST_CASE(a_service_that_has_begun_to_stop_on_its_own_strand_is_passed_over_by_a_reload)
{
    stint::pool app(io());
    app.add("b", server, {.executor = asio::make_strand(io())}).on_reload([this](stint::service&, stint::lifecycle&) {
        log("b reloads");
    });
    app.add("a", server, {.after = "b"}).on_reload([this](stint::service&, stint::lifecycle&) { log("a reloads"); });
    const auto life = stint::make_lifecycle(executor(), app);
    run(*life);
    settle();
    ending restarted;
    ending reloaded;
    asio::post(life->get_executor(), [] {}); // behind it the next two are executed in one go
    app.async_restart("b", stint::restart_scope::service, restarted);
    life->async_reload(reloaded);
    settle();
    BOOST_TEST(restarted.clean());
    BOOST_TEST(reloaded.clean(), reloaded.text());
    check(log, {"a reloads"});
    life->stop();
    settle();
}

BOOST_AUTO_TEST_CASE(a_restart_says_why_the_run_was_refused)
{
    plain_service service("a");
    const auto other = stint::make_lifecycle(executor(), service);
    run(*other);
    settle();
    stint::pool app(io());
    app.add(service, {.on_crash = stint::reaction::ignore});
    const auto life = stint::make_lifecycle(executor(), app);
    log.watch_events(*life);
    run(*life);
    settle();
    BOOST_TEST(log.take().size() > 0U);
    ending restarted;
    app.async_restart("a", stint::restart_scope::service, restarted);
    settle();
    BOOST_TEST(restarted.failed_with(stint::error::already_running), restarted.text());
    life->stop();
    other->stop();
    settle();
}

BOOST_AUTO_TEST_CASE(a_pool_in_two_others_closes_no_circle)
{
    stint::pool a(io(), {.name = "a"});
    stint::pool b(io(), {.name = "b"});
    stint::pool c(io(), {.name = "c"});
    b.add(a);
    c.add(a);
    BOOST_TEST(is(thrown_by([&] { a.add(b); }), stint::error::duplicate_service));
    ending removed;
    b.async_remove("a", 1s, removed);
    settle();
    BOOST_TEST(removed.clean());
    a.add(b);
    BOOST_TEST(is(thrown_by([&] { b.add(c); }), stint::error::duplicate_service));
}

BOOST_AUTO_TEST_CASE(a_lifecycle_that_outlives_its_removal_tells_the_pool_nothing)
{
    std::vector<std::shared_ptr<stint::lifecycle>> kept;
    stint::pool_params keeping;
    keeping.lifecycle_factory = [&](asio::any_io_executor e, stint::service& s) {
        kept.push_back(stint::make_lifecycle(std::move(e), s));
        return kept.back();
    };
    stint::pool app(io(), keeping);
    plain_service a("a");
    app.add(a);
    app.add("b", server);
    const auto life = stint::make_lifecycle(executor(), app);
    const auto end = run(*life);
    settle();
    ending removed;
    app.async_remove("a", 1s, removed);
    settle();
    BOOST_TEST(removed.clean());
    app.add("c", server); // has the number that a had
    settle();
    const auto by_hand = run(*kept.front());
    settle();
    kept.front()->stop();
    settle();
    BOOST_TEST(by_hand.clean());
    BOOST_TEST(life->state() == state::running);
    life->stop();
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_SUITE_END()
