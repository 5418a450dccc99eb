// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/world.hpp"

#include <boost/test/unit_test.hpp>

using namespace test;

namespace
{

struct reloading : world_with_outermost
{
    stint::pool inner{io(), {.name = "inner"}};
    stint::pool app{io()};
    recorder events;

    /// A service that notes its reloads, and that they are undone.
    stint::lifecycle& add(stint::pool& to, const std::string& name, stint::dependencies after = {})
    {
        stint::service_params p;
        p.after = std::move(after);
        auto& made = to.add(name, server, p);
        made.on_reload([this, name](stint::service&, stint::lifecycle&) {
            log(name + " reloads");
            return [this, name] { log(name + " goes back"); };
        });
        return made;
    }
    void start()
    {
        life = stint::make_lifecycle(executor(), app);
        events.watch_events(*life);
        world_with_outermost::start();
        log.take();
    }
    ending reload(stint::lifecycle& of)
    {
        ending e;
        of.async_reload(e);
        settle();
        return e;
    }
};

asio::awaitable<void> refuses(stint::service&, stint::lifecycle&)
{
    throw std::runtime_error("bad configuration");
    co_return;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(reload, reloading)

BOOST_AUTO_TEST_CASE(in_the_order_of_the_graph_through_nested_pools)
{
    add(app, "web", "inner");
    add(app, "db");
    app.add(inner, {.after = "db"});
    add(inner, "b", "a");
    add(inner, "a");
    app.add("indifferent", server);
    start();
    life->on_reload([this](stint::service&, stint::lifecycle&) { log("app reloads"); });
    BOOST_TEST(reload(*life).clean());
    check(log, {"app reloads", "db reloads", "a reloads", "b reloads", "web reloads"});
    BOOST_TEST(events.count("SERVICE_RELOADED app") == 1U);
    BOOST_TEST(events.count("SERVICE_RELOADED app/inner/a") == 1U);
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_failure_undoes_what_was_done_the_last_first)
{
    add(app, "db");
    app.add(inner, {.after = "db"});
    add(inner, "a");
    add(inner, "b", "a");
    app.add("web", server, {.after = "inner"}).on_reload(refuses);
    add(app, "last", "web");
    start();
    const auto result = reload(*life);
    BOOST_TEST(result.text() == "bad configuration");
    check(log, {"db reloads", "a reloads", "b reloads", "b goes back", "a goes back", "db goes back"});
    BOOST_TEST(events.count("RELOAD_FAILED app/web") == 1U);
    BOOST_TEST(life->state() == state::running); // the services go on
    BOOST_TEST(!life->error());
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(the_hooks_of_one_service_are_undone_too)
{
    add(app, "a").on_reload(refuses);
    start();
    BOOST_TEST(reload(*life).text() == "bad configuration");
    check(log, {"a reloads", "a goes back"});
}

BOOST_AUTO_TEST_CASE(hooks_of_every_form)
{
    auto& a = app.add("a", server);
    a.on_reload([this](stint::service& s, stint::lifecycle&) { log(s.name() + " plain"); });
    a.on_reload([this](stint::service&, stint::lifecycle&) -> asio::awaitable<void> {
        co_await time->sleep(1s);
        log("a awaited");
    });
    a.on_reload([this](stint::service&, stint::lifecycle&) -> asio::awaitable<stint::undo> {
        co_await time->sleep(1s);
        log("a with undo");
        stint::undo back = [this]() -> asio::awaitable<void> {
            co_await time->sleep(1s);
            log("a undone");
        };
        co_return back;
    });
    a.on_reload([](stint::service&, stint::lifecycle&) { return stint::undo(); });
    a.on_reload(refuses);
    start();
    const auto result = reload(*life);
    advance(2s);
    check(log, {"a plain", "a awaited", "a with undo"});
    BOOST_TEST(result.calls() == 0);
    advance(1s);
    check(log, {"a undone"});
    BOOST_TEST(result.text() == "bad configuration");
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(an_undo_of_an_empty_function_is_none)
{
    BOOST_TEST(!stint::undo(std::function<void()>()));
    BOOST_TEST(!stint::undo(std::function<asio::awaitable<void>()>()));
    BOOST_TEST(!stint::undo(static_cast<void (*)()>(nullptr)));
    BOOST_TEST(static_cast<bool>(stint::undo([] {})));
}

BOOST_AUTO_TEST_CASE(an_undo_that_throws_is_told_and_the_others_go_on)
{
    add(app, "a");
    app.add("b", server, {.after = "a"}).on_reload([](stint::service&, stint::lifecycle&) {
        return stint::undo([] { throw std::runtime_error("no way back"); });
    });
    app.add("c", server, {.after = "b"}).on_reload(refuses);
    start();
    BOOST_TEST(reload(*life).text() == "bad configuration");
    check(log, {"a reloads", "a goes back"});
    BOOST_TEST(events.count("RELOAD_FAILED app/b") + events.count("RELOAD_FAILED app") >= 1U);
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(of_one_service_alone)
{
    auto& a = add(app, "a");
    add(app, "b");
    start();
    BOOST_TEST(reload(a).clean());
    check(log, {"a reloads"});
}

BOOST_AUTO_TEST_CASE(only_what_runs_reloads_and_only_once_at_a_time)
{
    app.add("slow", server).on_reload([this](stint::service&, stint::lifecycle&) { return time->sleep(5s); });
    const auto before = stint::make_lifecycle(executor(), app);
    BOOST_TEST(reload(*before).failed_with(stint::error::not_running));
    start();
    const auto first = reload(*life);
    const auto second = reload(*life);
    BOOST_TEST(second.failed_with(stint::error::already_reloading));
    advance(5s);
    BOOST_TEST(first.clean());
    BOOST_TEST(stops_cleanly());
    BOOST_TEST(reload(*life).failed_with(stint::error::not_running));
}

BOOST_AUTO_TEST_CASE(a_service_that_is_not_running_is_passed_over)
{
    add(app, "a");
    app.add("late", slow_starter);
    start();
    BOOST_TEST(life->state() == state::starting);
    BOOST_TEST(reload(*life).failed_with(stint::error::not_running));
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(a_stop_waits_for_a_reload_until_the_deadline)
{
    app.add("slow", server).on_reload([this](stint::service&, stint::lifecycle&) { return time->sleep(5s); });
    start();
    const auto first = reload(*life);
    life->stop(20s);
    settle();
    BOOST_TEST(end->calls() == 0);
    advance(5s);
    BOOST_TEST(first.clean());
    BOOST_TEST(end->clean());

    start();
    const auto cut = reload(*life);
    life->stop(1s);
    advance(1s);
    BOOST_TEST(cut.aborted());
    BOOST_TEST(end->clean());
}

BOOST_AUTO_TEST_CASE(what_was_done_is_undone_also_where_a_deadline_cuts_the_reload)
{
    add(app, "a");
    app.add("b", server, {.after = "a"}).on_reload([this](stint::service&, stint::lifecycle&) {
        return time->sleep(5s);
    });
    start();
    const auto cut = reload(*life);
    life->stop(1s);
    advance(1s);
    BOOST_TEST(cut.aborted());
    check(log, {"a reloads", "a goes back"});
    BOOST_TEST(end->clean());
}

BOOST_AUTO_TEST_CASE(a_service_that_has_ended_meanwhile_is_undone_too)
{
    stint::service_params ignored;
    ignored.on_end = stint::reaction::ignore;
    app.add(
           "a",
           [this](stint::lifecycle& own) -> asio::awaitable<void> {
               co_await own.running();
               co_await time->sleep(1s);
           },
           ignored)
        .on_reload([this](stint::service&, stint::lifecycle&) {
            log("a reloads");
            return stint::undo([this] { log("a goes back"); });
        });
    app.add("b", server, {.after = "a"}).on_reload([this](stint::service&, stint::lifecycle&) -> asio::awaitable<void> {
        co_await time->sleep(2s);
        throw std::runtime_error("bad configuration");
    });
    start();
    const auto result = reload(*life);
    advance(2s);
    BOOST_TEST(result.text() == "bad configuration");
    check(log, {"a reloads", "a goes back"});
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(of_a_service_that_was_removed_meanwhile_nothing_is_undone)
{
    add(app, "a");
    app.add("b", server).on_reload([this](stint::service&, stint::lifecycle&) -> asio::awaitable<void> {
        co_await app.async_remove("a", 1s);
        throw std::runtime_error("bad configuration");
    });
    start();
    const auto result = reload(*life);
    BOOST_TEST(result.text() == "bad configuration");
    check(log, {"a reloads"});
    BOOST_TEST(events.count("RELOAD_FAILED app") == 1U);
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(stops_cleanly());
}

BOOST_AUTO_TEST_CASE(hooks_may_be_added_during_a_reload)
{
    auto& a = app.add("a", server);
    a.on_reload([this, &a](stint::service&, stint::lifecycle&) -> asio::awaitable<void> {
        for (int i = 0; i != 10; ++i)
            a.on_reload([this](stint::service&, stint::lifecycle&) { log("one more"); });
        co_await time->sleep(1s);
    });
    start();
    const auto result = reload(*life);
    advance(1s);
    BOOST_TEST(result.clean());
    BOOST_TEST(log.count("one more") == 10U);
}

BOOST_AUTO_TEST_SUITE_END()
