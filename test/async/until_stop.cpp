// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// until_stop: what it gives for which operation, and who cancelled it.

#include "support/world.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;
using boost::system::error_code;

namespace
{

/// An operation of a signature that is completed by hand: it heeds every cancellation, or none.
template <class Signature>
struct manual;
template <class... Args>
struct manual<void(Args...)>
{
    using handler_type = asio::any_completion_handler<void(Args...)>;

    auto async(bool heeds = true)
    {
        return asio::async_initiate<const asio::deferred_t&, void(Args...)>(
            [this, heeds](handler_type h) {
                ++begun;
                auto slot = asio::get_associated_cancellation_slot(h);
                if (heeds && slot.is_connected())
                    slot.assign([this](asio::cancellation_type t) {
                        type = t;
                        cancelled();
                    });
                handler.emplace(std::move(h));
            },
            asio::deferred);
    }
    void complete(Args... args)
    {
        auto h = std::move(*handler);
        handler.reset();
        std::move(h)(std::move(args)...);
    }

    std::optional<handler_type> handler;
    std::function<void()> cancelled = [] {};
    asio::cancellation_type type = asio::cancellation_type::none;
    int begun = 0;
};

error_code aborted() { return make_error_code(asio::error::operation_aborted); }

} // namespace

BOOST_FIXTURE_TEST_SUITE(until_stop, world)

BOOST_AUTO_TEST_CASE(every_shape_of_result)
{
    manual<void()> nothing;
    manual<void(error_code)> error;
    manual<void(error_code, int)> one;
    manual<void(error_code, int, std::string)> two;
    manual<void(std::exception_ptr)> exception;
    manual<void(std::exception_ptr, std::unique_ptr<int>)> moved;
    manual<void(int)> plain;
    auto steps = 0;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        bool b = co_await own.until_stop(nothing.async());
        steps += b ? 1 : 0;
        b = co_await own.until_stop(error.async());
        steps += b ? 1 : 0;
        std::optional<int> i = co_await own.until_stop(one.async());
        steps += i == 7 ? 1 : 0;
        std::optional<std::tuple<int, std::string>> t = co_await own.until_stop(two.async());
        steps += t && std::get<1>(*t) == "text" ? 1 : 0;
        b = co_await own.until_stop(exception.async());
        steps += b ? 1 : 0;
        std::optional<std::unique_ptr<int>> p = co_await own.until_stop(moved.async());
        steps += p && **p == 8 ? 1 : 0;
        i = co_await own.until_stop(plain.async());
        steps += i == 9 ? 1 : 0;
    });
    nothing.complete();
    settle();
    error.complete({});
    settle();
    one.complete({}, 7);
    settle();
    two.complete({}, 7, "text");
    settle();
    exception.complete(nullptr);
    settle();
    moved.complete(nullptr, std::make_unique<int>(8));
    settle();
    plain.complete(9);
    settle();
    BOOST_TEST(steps == 7);
    BOOST_TEST(life->state() == state::stopped);
}

BOOST_AUTO_TEST_CASE(a_stop_makes_it_empty_and_cancels_with_total)
{
    manual<void(error_code, int)> op;
    op.cancelled = [&] { op.complete(aborted(), 0); };
    auto empty = false;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        auto got = co_await own.until_stop(op.async());
        empty = !got;
        co_await time->sleep(1s); // nothing else is cancelled
        empty = empty && own.should_stop();
    });
    const auto end = stop(*life, 20s);
    settle();
    BOOST_TEST((op.type == asio::cancellation_type::total));
    BOOST_TEST(empty);
    BOOST_TEST(end.calls() == 0);
    advance(1s);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(another_type_of_cancellation_on_request)
{
    manual<void(error_code)> op;
    op.cancelled = [&] { op.complete(aborted()); };
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await own.until_stop(op.async(), asio::cancellation_type::partial);
    });
    const auto end = stop(*life, 20s);
    settle();
    BOOST_TEST((op.type == asio::cancellation_type::partial));
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(an_operation_that_completes_together_with_the_stop_gives_its_result)
{
    manual<void(error_code, int)> op;
    std::optional<int> got;
    auto told = false;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        got = co_await own.until_stop(op.async());
        told = own.should_stop();
        auto next = co_await own.until_stop(op.async());
        BOOST_TEST(!next.has_value());
    });
    op.cancelled = [&] { op.complete({}, 7); }; // it was complete when the cancellation came
    const auto end = stop(*life, 20s);
    settle();
    BOOST_TEST((got == 7));
    BOOST_TEST(told);
    BOOST_TEST(op.begun == 1); // what comes after the stop is not begun
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_real_error_together_with_the_stop_is_thrown)
{
    manual<void(error_code, int)> op;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await own.until_stop(op.async());
    });
    op.cancelled = [&] { op.complete(make_error_code(asio::error::connection_reset), 0); };
    const auto end = stop(*life, 20s);
    settle();
    BOOST_TEST((code_of(end.error()) == asio::error::connection_reset));
}

BOOST_AUTO_TEST_CASE(a_cancellation_by_somebody_else_is_thrown)
{
    manual<void(error_code)> op;
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await own.until_stop(op.async());
    });
    const auto end = run(*life);
    settle();
    op.complete(aborted()); // as if somebody had closed the socket
    settle();
    BOOST_TEST(end.aborted());
    BOOST_TEST(life->state() == state::crashed);
}

BOOST_AUTO_TEST_CASE(an_operation_that_ignores_the_cancellation_goes_on_to_its_end)
{
    manual<void(error_code, int)> op;
    std::optional<int> got;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        got = co_await own.until_stop(op.async(false));
    });
    const auto end = stop(*life, 20s);
    settle();
    BOOST_TEST(end.calls() == 0);
    op.complete({}, 7);
    settle();
    BOOST_TEST((got == 7));
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_composed_read_ignores_total_and_heeds_partial)
{
    using socket = asio::local::stream_protocol::socket;
    for (const auto type : {asio::cancellation_type::total, asio::cancellation_type::partial})
    {
        socket own_end(io()), other_end(io());
        asio::local::connect_pair(own_end, other_end);
        char data[4] = {};
        const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await own.running();
            co_await own.until_stop(asio::async_read(own_end, asio::buffer(data), asio::deferred), type);
        });
        const auto end = stop(*life, 20s);
        settle();
        BOOST_TEST(end.calls() == (type == asio::cancellation_type::partial ? 1 : 0));
        advance(20s);
        BOOST_TEST(end.clean());
    }
}

BOOST_AUTO_TEST_CASE(a_channel)
{
    asio::experimental::channel<void(error_code, int)> numbers(io(), 4);
    auto sum = 0;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        while (auto n = co_await own.until_stop(numbers.async_receive(asio::deferred)))
            sum += *n;
    });
    numbers.try_send(error_code(), 3);
    numbers.try_send(error_code(), 4);
    settle();
    const auto end = stop(*life, 20s);
    settle();
    BOOST_TEST(sum == 7);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_coroutine)
{
    auto steps = 0;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        const auto number = [](virtual_clock& t) -> asio::awaitable<int> {
            co_await t.sleep(1s);
            co_return 7;
        };
        auto n = co_await own.until_stop(number(*time));
        steps += n == 7 ? 1 : 0;
        auto slept = co_await own.until_stop(time->sleep(1s));
        steps += slept ? 1 : 0;
        slept = co_await own.until_stop(time->sleep(1h));
        steps += slept ? 0 : 1;
        n = co_await own.until_stop(number(*time));
        steps += n ? 0 : 1;
    });
    advance(2s);
    const auto end = stop(*life, 20s);
    settle();
    BOOST_TEST(steps == 4);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(many_at_once)
{
    auto ended = 0;
    const auto idle = [&](stint::lifecycle& own) -> asio::awaitable<void> {
        auto slept = co_await own.until_stop(time->sleep(1h));
        ended += slept ? 0 : 1;
    };
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        for (auto n = 0; n < 100; ++n)
            own.spawn(idle(own));
        co_await own.stop_requested();
    });
    const auto end = stop(*life, 20s);
    settle();
    BOOST_TEST(ended == 100);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(at_the_deadline_what_ignored_the_stop_is_cancelled)
{
    manual<void(error_code)> op;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await own.until_stop(op.async());
    });
    const auto end = stop(*life, 20s);
    settle();
    BOOST_TEST((op.type == asio::cancellation_type::total));
    op.cancelled = [&] { op.complete(aborted()); };
    advance(20s);
    BOOST_TEST((op.type == asio::cancellation_type::terminal));
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(in_a_task_on_another_strand_and_in_code_of_nobody)
{
    auto ended = 0;
    const auto idle = [&](stint::lifecycle& own) -> asio::awaitable<void> {
        asio::steady_timer timer(co_await asio::this_coro::executor, stint::never);
        auto waited = co_await own.until_stop(timer.async_wait(asio::deferred));
        ended += waited ? 0 : 1;
    };
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(idle(own), io());
        own.spawn(idle(own), asio::make_strand(io()));
        co_await own.stop_requested();
    });
    const auto stranger = go(idle(*life));
    const auto end = stop(*life, 20s);
    settle();
    BOOST_TEST(ended == 3);
    BOOST_TEST(stranger.clean());
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(an_operation_that_cannot_be_begun_crashes_the_service)
{
    const auto life = make("a", [](stint::lifecycle& own) -> asio::awaitable<void> {
        auto op = asio::async_initiate<const asio::deferred_t&, void()>(
            [](auto) { throw std::runtime_error("no descriptors"); }, asio::deferred);
        co_await own.until_stop(std::move(op));
    });
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.text() == "no descriptors");
}

BOOST_AUTO_TEST_CASE(a_task_that_ends_at_once)
{
    const auto turn = []() -> asio::awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        co_await asio::dispatch(executor, asio::deferred);
    };
    auto ended = false;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        auto task = own.spawn(turn(), asio::deferred);
        ended = co_await own.until_stop(std::move(task));
        co_await own.stop_requested();
    });
    BOOST_TEST(ended);
    const auto end = stop(*life, 20s);
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_SUITE_END()
