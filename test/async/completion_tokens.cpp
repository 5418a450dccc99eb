// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Every operation with every kind of completion token.

#include "support/world.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <future>

using namespace test;

namespace
{

template <class Future>
bool is_ready(const Future& f)
{
    return f.wait_for(0s) == std::future_status::ready;
}

struct move_only_handler
{
    std::unique_ptr<int> count;
    int* total;
    void operator()(const std::exception_ptr&) const { *total += *count; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(completion_tokens, world)

BOOST_AUTO_TEST_CASE(a_function_that_can_only_be_moved)
{
    const auto life = make("a", quitter);
    auto total = 0;
    life->async_run(move_only_handler{std::make_unique<int>(1), &total});
    life->async_wait(move_only_handler{std::make_unique<int>(10), &total});
    life->async_stop(5s, move_only_handler{std::make_unique<int>(100), &total});
    settle();
    BOOST_TEST(total == 111);
}

BOOST_AUTO_TEST_CASE(a_future)
{
    auto life = make("a", server);
    auto ran = life->async_run(asio::use_future);
    auto waited = life->async_wait(asio::use_future);
    settle();
    BOOST_TEST(!is_ready(ran));
    auto stopped = life->async_stop(5s, asio::use_future);
    settle();
    BOOST_REQUIRE((is_ready(ran) && is_ready(waited) && is_ready(stopped)));
    BOOST_CHECK_NO_THROW(ran.get());
    BOOST_CHECK_NO_THROW(waited.get());
    BOOST_CHECK_NO_THROW(stopped.get());

    life = make("b", crasher("disk full"));
    ran = life->async_run(asio::use_future);
    settle();
    BOOST_REQUIRE(is_ready(ran));
    BOOST_CHECK_THROW(ran.get(), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(an_awaitable)
{
    const auto life = make("a", server);
    const auto use = [&](stint::lifecycle& l) -> asio::awaitable<void> {
        co_await l.async_stop(5s, asio::use_awaitable);
        log("stopped before the run");
        co_await l.async_run(asio::use_awaitable);
        log("ran");
        co_await l.async_wait(asio::use_awaitable);
        log("waited");
    };
    const auto end = go(use(*life));
    BOOST_TEST(end.clean());
    check(log, {"stopped before the run", "a starting", "a stopping", "a stopped", "ran", "waited"});
}

BOOST_AUTO_TEST_CASE(an_awaitable_throws_what_the_service_crashed_with)
{
    const auto life = make("a", crasher("disk full"));
    const auto use = [](stint::lifecycle& l) -> asio::awaitable<void> { co_await l.async_run(asio::use_awaitable); };
    const auto end = go(use(*life));
    BOOST_TEST(end.text() == "disk full");
}

BOOST_AUTO_TEST_CASE(a_deferred_operation_does_nothing_until_it_is_initiated)
{
    const auto life = make("a", quitter);
    auto op = life->async_run(asio::deferred);
    settle();
    check(log, {});
    ending end;
    std::move(op)(end);
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(the_default_token_can_be_awaited)
{
    const auto life = make("a", server);
    const auto use = [](stint::lifecycle& l) -> asio::awaitable<void> {
        co_await l.async_stop(5s);
        co_await l.async_run();
        co_await l.async_wait();
        co_await l.async_stop();
    };
    BOOST_TEST(go(use(*life)).clean());
}

BOOST_AUTO_TEST_CASE(as_tuple)
{
    const auto life = make("a", crasher("disk full"));
    std::string seen;
    const auto use = [&](stint::lifecycle& l) -> asio::awaitable<void> {
        auto [by_run] = co_await l.async_run(asio::as_tuple(asio::use_awaitable));
        seen += stint::describe(by_run);
        auto wait_op = l.async_wait(asio::as_tuple(asio::deferred));
        auto [by_wait] = co_await std::move(wait_op);
        seen += ", " + stint::describe(by_wait);
    };
    BOOST_TEST(go(use(*life)).clean());
    BOOST_TEST(seen == "disk full, disk full");
}

BOOST_AUTO_TEST_CASE(an_executor_that_brings_a_token_of_its_own)
{
    using executor = asio::as_tuple_t<asio::use_awaitable_t<>>::executor_with_default<asio::any_io_executor>;
    const auto life = make("a", crasher("disk full"));
    ending end;
    life->async_run(asio::bind_executor(executor(this->executor()), end));
    settle();
    BOOST_TEST(end.text() == "disk full");
}

BOOST_AUTO_TEST_CASE(tokens_of_spawned_tasks)
{
    std::future<void> as_future;
    auto awaited = false;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        as_future = own.spawn(time->sleep(1s), asio::use_future);
        co_await own.spawn(time->sleep(1s), asio::use_awaitable);
        auto op = own.spawn(time->sleep(1s), asio::deferred);
        co_await std::move(op);
        awaited = true;
        co_await own.stop_requested();
    });
    advance(1s);
    BOOST_REQUIRE(is_ready(as_future));
    BOOST_CHECK_NO_THROW(as_future.get());
    BOOST_TEST(!awaited);
    advance(1s);
    BOOST_TEST(awaited);
}

BOOST_AUTO_TEST_SUITE_END()
