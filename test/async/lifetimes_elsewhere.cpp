// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What executes elsewhere: a task on another context, which is destroyed before the task has ended, or as it ends; a strand on that of another
// service.

#include "support/world.hpp"
#include <stint/detail/new_strand.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/execution/bad_executor.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>
#include <thread>

using namespace test;

BOOST_FIXTURE_TEST_SUITE(lifetimes_elsewhere, world)

BOOST_AUTO_TEST_CASE(the_task_is_gone_and_its_service_can_still_end)
{
    std::optional<asio::io_context> elsewhere(std::in_place);
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(wait_for_ever(), *elsewhere);
        co_await own.stop_requested();
    });
    test::settle(*elsewhere);
    elsewhere.reset();
    const auto end = stop(*life, 5s);
    advance(6s);
    BOOST_TEST(end.came()); // given up at the latest
}

BOOST_AUTO_TEST_CASE(who_waits_for_the_task_is_not_told_and_its_service_can_still_end)
{
    std::optional<asio::io_context> elsewhere(std::in_place);
    bool told = false;
    auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        auto tell = asio::bind_executor(executor(), [&](std::exception_ptr) { told = true; });
        own.spawn(wait_for_ever(), *elsewhere, std::move(tell));
        co_await own.stop_requested();
    });
    test::settle(*elsewhere);
    elsewhere.reset();
    const auto end = stop(*life, 5s);
    advance(6s);
    BOOST_TEST(end.came());
    BOOST_TEST(!told);
}

BOOST_AUTO_TEST_CASE(a_service_awaits_a_task_on_threads_of_its_own)
{
    std::thread::id there;
    auto work = [&]() -> asio::awaitable<void> {
        there = std::this_thread::get_id();
        co_return;
    };
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        asio::thread_pool workers(2); // is destroyed inside of the task's completion handler
        co_await own.spawn(work(), workers, asio::use_awaitable);
    });
    const auto end = run(*life);
    io().run();
    BOOST_TEST(end.came());
    BOOST_TEST(!life->error());
    BOOST_TEST((there != std::thread::id() && there != std::this_thread::get_id()));
}

BOOST_AUTO_TEST_CASE(what_a_task_awaits_lets_go_of_it_while_it_is_asked_to_stop)
{
    asio::io_context elsewhere;
    std::optional<asio::any_completion_handler<void()>> awaited;
    auto keep = [&](auto handler) { awaited.emplace(std::move(handler)); };
    auto work = [&]() -> asio::awaitable<void> {
        co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(keep, asio::use_awaitable);
    };
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(work(), elsewhere);
        co_await own.stop_requested();
    });
    test::settle(elsewhere);
    awaited.reset(); // destroys the coroutine, as soon as its context executes
    const auto end = stop(*life, 5s);
    settle();
    test::settle(elsewhere);
    settle();
    BOOST_TEST(end.came());
    BOOST_TEST(is(life->error(), stint::error::destroyed));
}

BOOST_AUTO_TEST_CASE(executors_outlive_their_context)
{
    const auto of_nobody = stint::detail::new_strand(executor());
    asio::any_io_executor of_a_service;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        of_a_service = co_await asio::this_coro::executor;
        co_await own.stop_requested();
    });
    end();
    for (const auto& e : {of_nobody, of_a_service})
    {
        bool executed = false;
        e.execute([&] { executed = true; });
        BOOST_TEST(!executed);
        BOOST_CHECK_THROW(static_cast<void>(asio::query(e, asio::execution::context)), asio::execution::bad_executor);
    }
}

namespace
{

auto wait_for_stop(stint::lifecycle& own) { return own.stop_requested(); }

std::shared_ptr<stint::lifecycle> on_the_strand_of(const stint::lifecycle& outer)
{
    return stint::make_lifecycle(asio::make_strand(outer.get_executor()), stint::make_service("inner", wait_for_stop));
}

} // namespace

BOOST_AUTO_TEST_CASE(a_strand_on_that_of_another_service_is_the_last_that_holds_it)
{
    auto outer = make("outer", wait_for_stop);
    auto inner = on_the_strand_of(*outer);
    const std::weak_ptr<stint::lifecycle> of_inner = inner;
    outer.reset();
    inner.reset();
    BOOST_TEST(of_inner.expired());
}

BOOST_AUTO_TEST_CASE(a_strand_on_that_of_another_service_is_the_last_at_the_end_of_the_context)
{
    auto outer = make("outer", wait_for_stop);
    const auto inner = on_the_strand_of(*outer);
    outer.reset();
    end();
    inner->stop();
    BOOST_TEST((inner->state() == state::stopped));
}

BOOST_AUTO_TEST_SUITE_END()
