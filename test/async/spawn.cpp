// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// spawn: coroutines beside the service, and who waits for them.

#include "support/world.hpp"

#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;

namespace
{

asio::awaitable<void> fail()
{
    throw std::runtime_error("task");
    co_return;
}

asio::awaitable<int> answer(virtual_clock& time)
{
    co_await time.sleep(1s);
    co_return 42;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(spawn, world)

BOOST_AUTO_TEST_CASE(the_lifecycle_waits_for_tasks)
{
    const auto life = make("a", [this](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(time->sleep(3s));
        own.spawn(time->sleep(5s));
    });
    const auto end = run(*life);
    advance(3s);
    check(log, {"a starting", "a running", "a stopping"});
    BOOST_TEST(life->report().at(0).live_tasks == 1U);
    advance(2s - 1ns);
    BOOST_TEST(end.calls() == 0);
    advance(1ns);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(an_error_crashes_the_service)
{
    const auto life = make("a", [](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(fail());
        co_await own.stop_requested();
    });
    const auto end = run(*life);
    settle();
    check(log, {"a starting", "a running", "a stopping", "a crashed"});
    BOOST_TEST(end.text() == "task");
}

BOOST_AUTO_TEST_CASE(a_token_gets_the_error_instead)
{
    ending task;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(fail(), task);
        co_await own.stop_requested();
    });
    BOOST_TEST(task.text() == "task");
    BOOST_TEST(life->state() == state::running);
    const auto end = stop(*life, 5s);
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_token_gets_the_result)
{
    auto by_callback = 0;
    auto by_coroutine = 0;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(answer(*time), [&](std::exception_ptr e, int n) { by_callback = e ? -1 : n; });
        by_coroutine = co_await own.spawn(answer(*time), asio::use_awaitable);
        co_await own.stop_requested();
    });
    advance(1s);
    BOOST_TEST(by_callback == 42);
    BOOST_TEST(by_coroutine == 42);
}

BOOST_AUTO_TEST_CASE(a_task_with_a_token_is_waited_for_as_well)
{
    ending task;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(time->sleep(5s), task);
        co_await own.stop_requested();
    });
    const auto end = stop(*life, 20s);
    advance(5s - 1ns);
    BOOST_TEST(end.calls() == 0);
    advance(1ns);
    BOOST_TEST(task.clean());
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(cancelling_the_operation_of_a_token_cancels_the_task)
{
    ending task;
    asio::cancellation_signal cancel;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(wait_for_ever(), asio::bind_cancellation_slot(cancel.slot(), task));
        co_await own.stop_requested();
    });
    cancel.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(task.aborted());
    BOOST_TEST(life->state() == state::running);
}

BOOST_AUTO_TEST_CASE(tasks_are_told_and_cancelled_as_the_service_is)
{
    auto told = 0;
    const auto polite = [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.stop_requested();
        ++told;
    };
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(polite(own));
        own.spawn(polite(own), io());
        own.spawn(wait_for_ever());
        own.spawn(wait_for_ever(), io());
        co_await own.stop_requested();
    });
    BOOST_TEST(life->report().at(0).live_tasks == 4U);
    const auto end = stop(*life, 20s);
    settle();
    BOOST_TEST(told == 2);
    BOOST_TEST(life->report().at(0).live_tasks == 2U);
    advance(20s);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(on_other_executors)
{
    asio::io_context elsewhere;
    auto there = 0;
    const auto work = [&](asio::io_context& where) -> asio::awaitable<void> {
        there += where.get_executor().running_in_this_thread() ? 1 : 0;
        co_return;
    };
    ending task;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(work(elsewhere), elsewhere);
        own.spawn(work(elsewhere), elsewhere.get_executor(), task);
        own.spawn(work(elsewhere), asio::make_strand(elsewhere));
        own.spawn(work(io()), own.get_executor());
        co_await own.stop_requested();
    });
    BOOST_TEST(there == 1);
    test::settle(elsewhere);
    settle();
    BOOST_TEST(there == 4);
    BOOST_TEST(task.clean());
    BOOST_TEST(life->report().at(0).live_tasks == 0U);
    const auto end = stop(*life, 20s);
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_task_elsewhere_that_fails_crashes_the_service)
{
    asio::io_context elsewhere;
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(fail(), elsewhere);
        co_await own.stop_requested();
    });
    const auto end = run(*life);
    settle();
    test::settle(elsewhere);
    settle();
    BOOST_TEST(end.text() == "task");
}

BOOST_AUTO_TEST_CASE(while_stopping_tasks_may_be_spawned_and_are_waited_for)
{
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await server(own);
        own.spawn(time->sleep(3s));
    });
    const auto end = stop(*life, 20s);
    advance(3s - 1ns);
    BOOST_TEST(end.calls() == 0);
    advance(1ns);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(the_handler_of_a_task_is_called_before_its_service_has_ended)
{
    std::string order;
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        own.spawn(time->sleep(1s), [&](std::exception_ptr) { order += "task, "; });
        co_return;
    });
    life->on_stopped([&](stint::service&, stint::lifecycle&) { order += "service"; });
    const auto end = run(*life);
    advance(1s);
    BOOST_TEST(end.clean());
    BOOST_TEST(order == "task, service");
}

BOOST_AUTO_TEST_CASE(a_task_may_spawn_tasks)
{
    auto ended = 0;
    std::function<asio::awaitable<void>(stint::lifecycle&, int)> fan_out
        = [&](stint::lifecycle& own, int depth) -> asio::awaitable<void> {
        if (depth > 0)
        {
            own.spawn(fan_out(own, depth - 1));
            own.spawn(fan_out(own, depth - 1));
        }
        co_await time->sleep(1s);
        ++ended;
    };
    const auto life = make("a", [&](stint::lifecycle& own) { return fan_out(own, 6); });
    const auto end = run(*life);
    advance(60s);
    BOOST_TEST(ended == 127);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(without_a_run_there_is_nothing_to_spawn_in)
{
    const auto life = make("a", server);
    BOOST_TEST(is(thrown_by([&] { life->spawn(wait_for_ever()); }), stint::error::not_running));
    run(*life);
    settle();
    life->stop();
    settle();
    BOOST_TEST(is(thrown_by([&] { life->spawn(wait_for_ever()); }), stint::error::not_running));
    ending task;
    BOOST_TEST(is(thrown_by([&] { life->spawn(wait_for_ever(), task); }), stint::error::not_running));
    settle();
    BOOST_TEST(task.calls() == 0);
}

BOOST_AUTO_TEST_CASE(a_cancelled_task_is_no_failure_once_a_stop_was_asked_for)
{
    auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(wait_for_ever());
        co_await own.stop_requested();
    });
    auto end = stop(*life, 5s);
    advance(5s);
    BOOST_TEST(end.clean());

    life = make("b", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn([]() -> asio::awaitable<void> {
            throw boost::system::system_error(make_error_code(asio::error::operation_aborted));
            co_return;
        }());
        co_await own.stop_requested();
    });
    end = run(*life);
    settle();
    BOOST_TEST(end.aborted());
    BOOST_TEST(life->state() == state::crashed);
}

BOOST_AUTO_TEST_CASE(what_a_completion_handler_throws_leaves_the_others_as_they_are)
{
    const auto fail = [](const std::exception_ptr&) { throw std::runtime_error("handler"); };
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        own.spawn(own.stop_requested(), fail);
        own.spawn(own.stop_requested());
        co_await own.running();
        co_await own.stop_requested();
    });
    auto end = stop(*life, 5s);
    BOOST_CHECK_EXCEPTION(settle(), std::runtime_error,
                          [](const auto& e) { return e.what() == std::string("handler"); });
    settle();
    BOOST_TEST(end.clean());
    BOOST_TEST(life->state() == state::stopped);
}

BOOST_AUTO_TEST_SUITE_END()
