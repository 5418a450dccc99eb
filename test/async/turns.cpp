// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A pool starts and stops many services in several turns of its strand. What happens in between counts.

#include "support/world.hpp"
#include <stint/detail/environment.hpp>

#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;

namespace
{

constexpr std::uint64_t one_service_in_a_turn = 3; // the seed of a clock

struct world_of_turns : world
{
    world_of_turns() : world(one_service_in_a_turn) {}

    stint::lifecycle& add(const std::string& name, stint::service_params params = {}, body f = server)
    {
        return log.watch(app.add(name, std::move(f), params));
    }

    ending run_it()
    {
        auto e = run(*life);
        settle();
        return e;
    }

    void stop_it()
    {
        life->stop();
        settle();
    }

    stint::pool app{io()};
    std::shared_ptr<stint::lifecycle> life = stint::make_lifecycle(executor(), app);
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(turns, world_of_turns)

BOOST_AUTO_TEST_CASE(others_go_on_while_many_services_start_and_stop)
{
    virtual_clock as_it_is_without_a_test(io());
    stint::pool many(io());
    int started = 0;
    int stopping = 0;
    const auto add_one = [&](int number) -> stint::lifecycle& {
        return many.add(std::to_string(number), server)
            .on_starting([&](stint::service&, stint::lifecycle&) { ++started; })
            .on_stopping([&](stint::service&, stint::lifecycle&, stint::time_point) { ++stopping; });
    };
    auto& first = add_one(0);
    for (int i = 1; i != 300; ++i)
        add_one(i);
    const auto own = stint::make_lifecycle(executor(), many);
    const auto end = run(*own);
    int seen = 0;
    const auto look_at = [&](const int& count) { asio::post(many.get_executor(), [&] { seen = count; }); };
    look_at(started);
    settle();
    BOOST_TEST((0 < seen && seen < 300));
    BOOST_TEST(started == 300);
    BOOST_TEST(own->state() == state::running);
    seen = 0;
    first.on_stopping([&](stint::service&, stint::lifecycle&, stint::time_point) { look_at(stopping); });
    own->stop();
    settle();
    BOOST_TEST((0 < seen && seen < 300));
    BOOST_TEST(stopping == 300);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(what_needs_a_service_that_has_ended_meanwhile_waits_until_it_is_back)
{
    bool first = true;
    const auto ends_once
        = [&](stint::lifecycle& own) { return std::exchange(first, false) ? quitter(own) : server(own); };
    const auto& db = add("db", {.on_end = stint::reaction::restart}, ends_once);
    std::vector<state> beside;
    for (const auto* const name : {"a", "b", "c"})
        add(name, {.after = "db"}).on_starting([&](stint::service&, stint::lifecycle&) {
            beside.push_back(db.state());
        });
    const auto end = run_it();
    advance(1min);
    BOOST_TEST(!first);
    BOOST_TEST(beside == std::vector(3, state::running));
    BOOST_TEST(life->state() == state::running);
    stop_it();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(nobody_starts_once_the_pool_is_told_to_stop)
{
    add("a").on_running([&](stint::service&, stint::lifecycle&) { life->stop(); });
    add("b");
    const auto end = run_it();
    check(log, {"a starting", "a running", "a stopping", "a stopped"});
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(what_was_not_started_for_a_stop_starts_in_the_next_run)
{
    bool stopped = false;
    const auto hurry = [&] { life->stop(5ms); };
    const auto hurry_soon = [&] { asio::post(io(), hurry); };
    const auto stop_once = [&](stint::service&, stint::lifecycle&) {
        if (std::exchange(stopped, true))
            return;
        life->stop();
        asio::post(io(), hurry_soon);
    };
    add("a").on_running(stop_once);
    for (const auto* const name : {"b", "c", "d", "e", "f"})
        add(name);
    BOOST_TEST(run_it().clean());
    log.take();
    const auto end = run_it();
    BOOST_TEST(life->state() == state::running);
    stop_it();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(what_is_removed_before_its_turn_does_not_start)
{
    ending removed;
    add("a").on_running([&](stint::service&, stint::lifecycle&) { app.async_remove("c", 1s, removed); });
    add("b");
    add("c");
    const auto end = run_it();
    check(log, {"a starting", "a running", "b starting", "b running"});
    BOOST_TEST(removed.clean());
    BOOST_TEST(life->state() == state::running);
    add("c");
    settle();
    check(log, {"c starting", "c running"});
    stop_it();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(what_was_restarted_too_often_stops_the_pool_before_the_turns_of_others)
{
    stint::service_params never_again{.on_crash = stint::reaction::restart};
    never_again.restart.most = 0;
    ending removed;
    const auto remove = [&] { app.async_remove("a", 1s, removed); };
    const auto remove_soon = [&](stint::service&, stint::lifecycle&, std::exception_ptr) { asio::post(io(), remove); };
    add("a", never_again, crasher("a is broken")).on_crashed(remove_soon);
    for (const auto* const name : {"b", "c", "d", "e", "f"})
        add(name);
    const auto end = run_it();
    BOOST_TEST(removed.failed_with(stint::error::pool_is_stopping));
    BOOST_TEST(end.text() == "a is broken");
    BOOST_TEST(is(life->failures().back().error, stint::error::restart_limit));
}

BOOST_AUTO_TEST_CASE(what_is_restarted_before_its_turn_starts_once)
{
    ending restarted;
    add("a").on_running(
        [&](stint::service&, stint::lifecycle&) { app.async_restart("c", stint::restart_scope::service, restarted); });
    add("b");
    add("c");
    const auto end = run_it();
    check(log, {"a starting", "a running", "b starting", "b running", "c starting", "c running"});
    BOOST_TEST(restarted.clean());
    stop_it();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(one_deadline_is_that_of_all)
{
    for (const auto* const name : {"a", "b", "c"})
        add(name, {}, deaf);
    const auto end = run_it();
    log.take();
    life->stop(1s);
    advance(1s);
    check(log, {"a stopping", "b stopping", "c stopping", "a stopped", "b stopped", "c stopped"});
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(the_context_may_be_destroyed_in_between)
{
    for (const auto* const name : {"a", "b", "c"})
        add(name);
    const auto end_of_run = run(*life);
    io().poll_one();
    check(log, {"a starting", "a running"});
    end();
    check(log, {});
    BOOST_TEST(!end_of_run.came());
}

BOOST_AUTO_TEST_CASE(the_clock_is_read_four_times_for_a_service)
{
    struct counting_clock final : stint::detail::environment
    {
        stint::time_point now() const override
        {
            ++readings;
            return environment::now();
        }

        mutable int readings = 0;
    };
    const auto readings = [](int services) {
        asio::io_context on;
        const auto clock = std::make_shared<counting_clock>();
        stint::detail::use_environment(on, clock);
        stint::pool many(on);
        for (int i = 0; i != services; ++i)
            many.add(std::to_string(i), server);
        const auto all = stint::make_lifecycle(on.get_executor(), many);
        all->on_running([](stint::service&, stint::lifecycle& own) { own.stop(); });
        const auto end = run(*all);
        on.run();
        BOOST_TEST(end.clean());
        return clock->readings;
    };
    // When it says that it is running, when its start has gone on, when it ends, and when the pool hears of that; a few more for all.
    BOOST_TEST(readings(300) - readings(100) <= 4 * 200 + 10);
}

BOOST_AUTO_TEST_SUITE_END()
