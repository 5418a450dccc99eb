// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Bad input, and what it gets: an error that names the service, or what the headers say; never a hang, a leak or worse.

#include "support/world.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace test;

namespace
{

std::string text_thrown_by(const std::function<void()>& f) { return stint::describe(thrown_by(f)); }

bool starts_with(const std::string& text, const char* prefix) { return text.starts_with(prefix); }

} // namespace

BOOST_FIXTURE_TEST_SUITE(bad_input, world)

BOOST_AUTO_TEST_CASE(running_a_running_lifecycle)
{
    const auto life = running("a", server);
    const auto second = run(*life);
    settle();
    BOOST_TEST(second.failed_with(stint::error::already_running));
    BOOST_TEST(starts_with(second.text(), "a"));
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(life->failures().empty());
}

BOOST_AUTO_TEST_CASE(a_run_that_is_refused_changes_no_deadline)
{
    const auto life = running("a", deaf);
    life->stop(5s);
    const auto second = run(*life);
    advance(5s);
    BOOST_TEST(second.failed_with(stint::error::already_running));
    BOOST_TEST(is_final(life->state()));
}

BOOST_AUTO_TEST_CASE(running_one_service_by_two_lifecycles)
{
    plain_service service("a");
    const auto one = make(service);
    const auto two = make(service);
    const auto end = run(*one);
    const auto refused = run(*two);
    settle();
    BOOST_TEST(refused.failed_with(stint::error::already_running));
    one->stop();
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(announcing_twice_or_after_the_end)
{
    const auto life = make("a", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await own.running();
    });
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.failed_with(stint::error::already_announced));
    BOOST_TEST(starts_with(end.text(), "a"));
    BOOST_TEST(go(life->running()).failed_with(stint::error::not_running));
    const auto stopping = [](stint::lifecycle& own) -> asio::awaitable<void> { co_await own.stopping(); };
    BOOST_TEST(go(stopping(*life)).failed_with(stint::error::not_running));
}

BOOST_AUTO_TEST_CASE(adding_a_service_twice)
{
    plain_service service("a");
    stint::pool app(io());
    app.add(service);
    const auto add = [&] { app.add(service); };
    BOOST_TEST(is(thrown_by(add), stint::error::duplicate_service));
    BOOST_TEST(starts_with(text_thrown_by(add), "app"));
    BOOST_TEST(text_thrown_by(add).find("a)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(adding_a_pool_to_itself)
{
    stint::pool app(io());
    BOOST_TEST(is(thrown_by([&] { app.add(app); }), stint::error::duplicate_service));
}

BOOST_AUTO_TEST_CASE(adding_a_pool_to_one_that_is_in_it)
{
    stint::pool outer(io(), {.name = "outer"});
    stint::pool inner(outer.get_executor(), {.name = "inner"});
    outer.add(inner);
    const auto add = [&] { inner.add(outer); };
    BOOST_TEST(is(thrown_by(add), stint::error::duplicate_service));
    BOOST_TEST(starts_with(text_thrown_by(add), "outer/inner: add(outer)"));
}

BOOST_AUTO_TEST_CASE(failing_with_no_failures)
{
    const std::vector<stint::failure> without_an_error{{"b", nullptr}};
    for (const auto& list : {std::vector<stint::failure>{}, without_an_error})
    {
        const auto life = running("a", [&list](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await own.running();
            throw stint::multiple_failures(list);
        });
        settle();
        BOOST_TEST(life->state() == state::crashed);
        BOOST_TEST(life->failures().size() == 1U);
        BOOST_TEST((life->error() != nullptr));
    }
}

BOOST_AUTO_TEST_CASE(a_null_service)
{
    stint::pool app(io());
    BOOST_TEST(is(thrown_by([&] { app.add(std::unique_ptr<stint::service>()); }), stint::error::null_service));
    BOOST_TEST(is(thrown_by([&] { stint::make_lifecycle(executor(), nullptr); }), stint::error::null_service));
}

BOOST_AUTO_TEST_CASE(an_empty_or_duplicate_name)
{
    stint::pool app(io());
    app.add("a", server);
    BOOST_TEST(is(thrown_by([&] { app.add("", server); }), stint::error::empty_name));
    BOOST_TEST(is(thrown_by([&] { app.add("a", server); }), stint::error::duplicate_name));
    BOOST_TEST(is(thrown_by([&] { make("", server); }), stint::error::empty_name));
    BOOST_TEST(is(thrown_by([&] { stint::pool(io(), {.name = ""}); }), stint::error::empty_name));
    // The pool is as it was.
    const auto life = make(app);
    run(*life);
    settle();
    BOOST_TEST(life->report().size() == 2U);
    life->stop();
    settle();
    check(log, {"app starting", "app running", "app stopping", "app stopped"});
}

BOOST_AUTO_TEST_CASE(a_name_that_asks_the_pool_is_refused_all_the_same)
{
    struct asking final : stint::service
    {
        const stint::lifecycle* pool = nullptr;
        std::string name() const override { return pool->report().empty() ? "" : "a"; }
        asio::awaitable<void> run(stint::lifecycle& life) override { return server(life); }
    };
    asking first;
    asking second;
    stint::pool app(io());
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    first.pool = second.pool = life.get();
    app.add(first);
    BOOST_TEST(is(thrown_by([&] { app.add(second); }), stint::error::duplicate_name));
}

BOOST_AUTO_TEST_CASE(what_a_failed_add_was_given_can_be_added_elsewhere)
{
    plain_service service("a");
    stint::pool one(io());
    one.add("a", server);
    BOOST_TEST(is(thrown_by([&] { one.add(service); }), stint::error::duplicate_name));
    stint::pool two(io());
    two.add(service);
    const auto life = make(two);
    const auto end = run(*life);
    settle();
    BOOST_TEST(life->report().at(1).service == "app/a");
    life->stop();
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(add_to_a_stopping_pool)
{
    stint::pool app(io());
    app.add("a", deaf);
    const auto life = make(app);
    run(*life);
    settle();
    life->stop();
    settle();
    const auto add = [&] { app.add("b", server); };
    BOOST_TEST(is(thrown_by(add), stint::error::pool_is_stopping));
    BOOST_TEST(starts_with(text_thrown_by(add), "app"));
}

BOOST_AUTO_TEST_CASE(a_negative_timeout)
{
    stint::pool app(io());
    using params = stint::service_params;
    for (const auto& bad : {params{.start_timeout = -1ns}, params{.stop_timeout = -1ns}, params{.abort_grace = -1ns},
                            params{.drain_delay = -1ns}})
    {
        BOOST_TEST(is(thrown_by([&] { app.add("a", server, bad); }), stint::error::invalid_timeout));
        BOOST_TEST(is(thrown_by([&] { make("a", server)->set_params(bad); }), stint::error::invalid_timeout));
    }
    const auto says = [&](const params& bad) { return text_thrown_by([&] { app.add("a", server, bad); }); };
    BOOST_TEST(starts_with(says({.drain_delay = -1ns}), "a: drain_delay: the time is too short"));
    BOOST_TEST(starts_with(says({.restart = {.within = -1ns}}), "a: restart.within: the time is too short"));
    BOOST_TEST(starts_with(says({.restart = {.jitter = 2}}), "a: restart.jitter: the jitter is not a share"));
    app.add("a", server); // the name is still free
    const auto pool_says
        = [&](const stint::pool_params& bad) { return text_thrown_by([&] { stint::pool(io(), bad); }); };
    BOOST_TEST(starts_with(pool_says({.start_timeout = -1ns}), "app: start_timeout: the time is too short"));
    BOOST_TEST(starts_with(pool_says({.stop_timeout = -1ns}), "app: stop_timeout: the time is too short"));
    BOOST_TEST(starts_with(pool_says({.abort_grace = -1ns}), "app: abort_grace: the time is too short"));

    const auto life = running("b", server);
    BOOST_TEST(is(thrown_by([&] { life->stop(-1ns); }), stint::error::invalid_timeout));
    const auto refused = stop(*life, -1ns);
    settle();
    BOOST_TEST(refused.failed_with(stint::error::invalid_timeout));
    BOOST_TEST(life->state() == state::running);
}

BOOST_AUTO_TEST_CASE(a_timeout_beyond_all_time)
{
    const auto life = running("a", server);
    life->stop(stint::duration::max());
    settle();
    BOOST_TEST(life->state() == state::stopped);
    life->set_params({.start_timeout = stint::duration::max(),
                      .stop_timeout = stint::duration::max(),
                      .abort_grace = stint::duration::max(),
                      .drain_delay = 0s});
    const auto end = run(*life);
    settle();
    life->stop();
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(parameters_that_come_too_late_do_not_take_the_time_of_a_stop)
{
    stint::time_point until{};
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.set_params({.start_timeout = 1s});
        until = co_await own.stopping();
    });
    BOOST_TEST((until == now() + stint::default_stop_timeout));
    BOOST_TEST(life->state() == state::stopped);
}

BOOST_AUTO_TEST_CASE(a_deadline_in_the_past_goes_straight_to_the_third_rung)
{
    const auto life = running("a", deaf);
    const auto end = wait(*life);
    life->stop(now() - 10s);
    settle();
    BOOST_TEST(end.clean());
    const auto other = running("b", zombie);
    other->stop(stint::time_point::min());
    advance(1s); // the abort grace counts from now
    BOOST_TEST(is(other->error(), stint::error::shutdown_timeout));
}

BOOST_AUTO_TEST_CASE(a_service_that_returns_before_it_said_that_it_is_running)
{
    const auto life = make("a", [](stint::lifecycle&) -> asio::awaitable<void> { co_return; });
    log.watch_events(*life);
    const auto end = run(*life);
    settle();
    check(log, {"SERVICE_STARTING a", "a starting", "SERVICE_NEVER_RUNNING a", "SERVICE_STOPPING a", "a stopping",
                "SERVICE_STOPPED a", "a stopped"});
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(one_that_throws_what_is_no_exception)
{
    const auto life = make("a", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        throw 42;
    });
    const auto end = run(*life);
    settle();
    BOOST_REQUIRE(end.error());
    BOOST_CHECK_EXCEPTION(std::rethrow_exception(end.error()), int, [](int n) { return n == 42; });
    BOOST_TEST(life->state() == state::crashed);
}

BOOST_AUTO_TEST_CASE(a_function_that_throws_instead_of_returning_a_coroutine)
{
    const auto life = make("a", [](stint::lifecycle&) -> asio::awaitable<void> { throw std::runtime_error("no"); });
    const auto end = run(*life);
    settle();
    check(log, {"a starting", "a crashed"});
    BOOST_TEST(end.text() == "no");
}

BOOST_AUTO_TEST_CASE(an_observer_that_throws_crashes_the_service)
{
    const auto life = make("a", server);
    life->on_event([](const stint::event& e) {
        if (e.what == stint::code::service_running)
            throw std::runtime_error("observer");
    });
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.text() == "observer");
    BOOST_TEST(life->state() == state::crashed);
}

BOOST_AUTO_TEST_CASE(an_executor_whose_context_has_stopped)
{
    const auto life = make("a", server);
    io().stop();
    const auto end = run(*life);
    BOOST_TEST(io().poll() == 0U);
    BOOST_TEST(end.calls() == 0);
    settle(); // it runs when its context does
    check(log, {"a starting", "a running"});
    io().stop();
    life->stop();
    BOOST_TEST(io().poll() == 0U);
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_SUITE_END()
