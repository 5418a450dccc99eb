// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Per-operation cancellation: which type does what.

#include "support/world.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <variant>

using namespace test;
using namespace asio::experimental::awaitable_operators;

namespace
{

constexpr asio::cancellation_type every_type[] = {asio::cancellation_type::total, asio::cancellation_type::partial,
                                                  asio::cancellation_type::terminal, asio::cancellation_type::all};

} // namespace

BOOST_FIXTURE_TEST_SUITE(cancellation, world)

BOOST_AUTO_TEST_CASE(of_a_wait_ends_the_wait)
{
    const auto life = running("a", server);
    for (const auto type : every_type)
    {
        for (const auto parked : {true, false})
        {
            asio::cancellation_signal cancel;
            ending end;
            life->async_wait(asio::bind_cancellation_slot(cancel.slot(), end));
            if (parked)
                settle();
            cancel.emit(type);
            settle();
            BOOST_TEST(end.aborted());
            BOOST_TEST(life->state() == state::running);
            cancel.emit(type); // after the end: nothing
            settle();
            BOOST_TEST(end.calls() == 1);
        }
    }
}

BOOST_AUTO_TEST_CASE(of_a_stop_ends_the_wait_and_not_the_stop)
{
    for (const auto type : every_type)
    {
        const auto life = running("a", deaf);
        asio::cancellation_signal cancel;
        ending end;
        life->async_stop(5s, asio::bind_cancellation_slot(cancel.slot(), end));
        settle();
        cancel.emit(type);
        settle();
        BOOST_TEST(end.aborted());
        BOOST_TEST(life->state() == state::stopping);
        advance(5s);
        BOOST_TEST(life->state() == state::stopped);
    }
}

BOOST_AUTO_TEST_CASE(of_a_run_total_is_not_supported)
{
    const auto life = make("a", server);
    asio::cancellation_signal cancel;
    ending end;
    life->async_run(asio::bind_cancellation_slot(cancel.slot(), end));
    settle();
    cancel.emit(asio::cancellation_type::total);
    settle();
    BOOST_TEST(life->state() == state::running);
    BOOST_TEST(end.calls() == 0);
}

BOOST_AUTO_TEST_CASE(of_a_run_partial_stops_within_the_stop_timeout)
{
    const auto life = make("a", deaf);
    life->set_params({.stop_timeout = 7s});
    asio::cancellation_signal cancel;
    ending end;
    life->async_run(asio::bind_cancellation_slot(cancel.slot(), end));
    settle();
    cancel.emit(asio::cancellation_type::partial);
    settle();
    BOOST_TEST((life->deadline() == now() + 7s));
    advance(7s);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(of_a_run_terminal_stops_at_once)
{
    const auto life = make("a", deaf);
    asio::cancellation_signal cancel;
    ending end;
    life->async_run(asio::bind_cancellation_slot(cancel.slot(), end));
    settle();
    cancel.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(end.clean());
    check(log, {"a starting", "a running", "a stopping", "a stopped"});
}

BOOST_AUTO_TEST_CASE(a_cancelled_refusal_is_harmless)
{
    const auto life = running("a", server);
    asio::cancellation_signal cancel;
    ending end;
    life->async_stop(-1ns, asio::bind_cancellation_slot(cancel.slot(), end));
    cancel.emit(asio::cancellation_type::all);
    settle();
    BOOST_TEST(end.failed_with(stint::error::invalid_timeout));
    BOOST_TEST(life->state() == state::running);
}

BOOST_AUTO_TEST_CASE(of_a_refused_run_does_not_stop_the_run_in_progress)
{
    const auto life = running("a", server);
    asio::cancellation_signal cancel;
    ending refused;
    life->async_run(asio::bind_cancellation_slot(cancel.slot(), refused));
    settle();
    BOOST_TEST(refused.failed_with(stint::error::already_running));
    cancel.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(life->state() == state::running);
}

BOOST_AUTO_TEST_CASE(of_a_run_after_its_end_does_not_stop_the_next_run)
{
    const auto life = make("a", server);
    asio::cancellation_signal cancel;
    ending first;
    life->async_run(asio::bind_cancellation_slot(cancel.slot(), first));
    settle();
    life->stop();
    settle();
    BOOST_TEST(first.clean());
    run(*life);
    settle();
    cancel.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(life->state() == state::running);
}

BOOST_AUTO_TEST_CASE(of_two_operations_at_once_is_no_failure)
{
    const auto life = running("a", [this](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        auto both = time->sleep(1h) && time->sleep(2h);
        co_await std::move(both);
    });
    const auto end = stop(*life, 0s);
    settle();
    BOOST_TEST(end.clean());
    BOOST_TEST(life->state() == state::stopped);
}

BOOST_AUTO_TEST_CASE(of_stop_requested_beside_a_timer)
{
    auto first = 0U;
    auto second = 0U;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        auto race = own.stop_requested() || time->sleep(1s);
        auto won = co_await std::move(race);
        first = static_cast<unsigned>(won.index());
        race = own.stop_requested() || time->sleep(1h);
        won = co_await std::move(race);
        second = static_cast<unsigned>(won.index());
    });
    advance(1s);
    BOOST_TEST(first == 1U);
    const auto end = stop(*life, 20s);
    settle();
    BOOST_TEST(second == 0U);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(of_a_wait_beside_a_timer)
{
    const auto life = running("a", server);
    auto timed_out = false;
    const auto race = [&]() -> asio::awaitable<void> {
        auto both = life->async_wait(asio::use_awaitable) || time->sleep(1s);
        auto won = co_await std::move(both);
        timed_out = won.index() == 1;
    };
    const auto end = go(race());
    advance(1s);
    BOOST_TEST(end.clean());
    BOOST_TEST(timed_out);
    BOOST_TEST(life->state() == state::running);
}

BOOST_AUTO_TEST_CASE(of_running_ends_the_wait_and_not_the_announcement)
{
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        auto race = own.running() || time->sleep(1s);
        auto won = co_await std::move(race);
        log("won by " + std::to_string(won.index()));
        co_await own.stop_requested();
    });
    life->on_running([this](stint::service&, stint::lifecycle&) { return time->sleep(5s); });
    const auto end = run(*life);
    advance(5s);
    check(log, {"a starting", "a running", "won by 1"});
    life->stop();
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(of_the_service_itself_reaches_what_it_awaits)
{
    auto state_of_wait = std::string();
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        try
        {
            co_await time->sleep(1h);
        }
        catch (const boost::system::system_error& e)
        {
            state_of_wait = e.code() == asio::error::operation_aborted ? "aborted" : "failed";
        }
    });
    const auto end = stop(*life, 0s);
    settle();
    BOOST_TEST(state_of_wait == "aborted");
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_cancellation_right_after_the_initiation_is_not_lost)
{
    const auto life = running("a", server);
    asio::cancellation_signal signal;
    ending end;
    asio::post(life->get_executor(), [&] {
        life->async_wait(asio::bind_cancellation_slot(signal.slot(), end));
        signal.emit(asio::cancellation_type::total);
    });
    settle();
    BOOST_TEST(end.aborted());
    life->stop();
    settle();
}

BOOST_AUTO_TEST_CASE(a_stop_that_comes_as_the_wait_for_another_service_begins_is_not_lost)
{
    const auto other = running("other", server);
    stint::pool app(io());
    auto& waiting = app.add("waiting", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        co_await own.stopping(); // and so the stop is queued on the same strand
    });
    auto& watcher = app.add("watcher", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.stop();
        co_await own.until_stop(other->async_wait(asio::deferred));
    });
    const auto life = make(app);
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.clean());
    BOOST_TEST(waiting.state() == state::stopped);
    BOOST_TEST(watcher.state() == state::stopped);
    other->stop();
    settle();
}

/// A parallel group hands on the first cancellation only, and what is in it ignores `total`.
BOOST_AUTO_TEST_CASE(of_one_or_the_other_takes_another_type_or_belongs_inside)
{
    const auto stops_at_once = [this](auto wait) {
        const auto life = running("a", [this, wait](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await own.running();
            co_await wait(own, *time);
        });
        const auto end = stop(*life, 5s);
        settle();
        const bool at_once = end.came();
        advance(10s);
        return at_once && end.clean();
    };
    const auto with_total = [](stint::lifecycle& own, virtual_clock& passing) -> asio::awaitable<void> {
        auto either = passing.sleep(1h) || passing.sleep(2h);
        co_await own.until_stop(std::move(either));
    };
    const auto with_terminal = [](stint::lifecycle& own, virtual_clock& passing) -> asio::awaitable<void> {
        auto either = passing.sleep(1h) || passing.sleep(2h);
        co_await own.until_stop(std::move(either), asio::cancellation_type::terminal);
    };
    const auto inside = [](stint::lifecycle& own, virtual_clock& passing) -> asio::awaitable<void> {
        auto either = own.until_stop(passing.sleep(1h)) || passing.sleep(2h);
        co_await std::move(either);
    };
    BOOST_TEST(!stops_at_once(with_total));
    BOOST_TEST(stops_at_once(with_terminal));
    BOOST_TEST(stops_at_once(inside));
}

BOOST_AUTO_TEST_CASE(of_a_coroutine_that_the_end_of_its_lifecycle_has_destroyed_does_nothing)
{
    auto life = make("a", server);
    asio::cancellation_signal signal;
    const ending end;
    asio::co_spawn(life->get_executor(), life->stop_requested(), asio::bind_cancellation_slot(signal.slot(), end));
    settle();
    life.reset();
    settle();
    signal.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(end.calls() == 0);
}

/// As Asio 1.81 would: what it throws then leaves run() of the context.
BOOST_AUTO_TEST_CASE(of_code_that_ends_before_it_is_suspended_does_not_lose_the_end)
{
    const auto hurry = [](stint::lifecycle& own) -> asio::awaitable<void> {
        own.stop(0s);
        co_return;
    };
    const auto fail = [](stint::lifecycle& own) -> asio::awaitable<void> {
        own.stop(0s);
        throw std::runtime_error("failed");
        co_return;
    };
    for (const body& code : {body(hurry), body(fail)})
    {
        const std::vector<body> all = {
            code,
            [&](stint::lifecycle& own) -> asio::awaitable<void> {
                co_await own.running();
                auto work = code(own);
                co_await own.until_stop(std::move(work));
            },
            [&](stint::lifecycle& own) -> asio::awaitable<void> {
                co_await own.running();
                auto task = own.spawn(code(own), asio::deferred);
                co_await own.until_stop(std::move(task));
            },
            [&](stint::lifecycle& own) -> asio::awaitable<void> {
                co_await own.running();
                auto op = asio::co_spawn(own.get_executor(), code(own), asio::deferred);
                co_await own.until_stop(std::move(op), asio::cancellation_type::terminal);
            },
            [&](stint::lifecycle& own) -> asio::awaitable<void> {
                co_await own.running();
                own.spawn(code(own));
                co_await own.stop_requested();
            },
            [&](stint::lifecycle& own) -> asio::awaitable<void> {
                co_await own.running();
                own.spawn(code(own), io());
                co_await own.stop_requested();
            },
            [&](stint::lifecycle& own) -> asio::awaitable<void> {
                own.on_running([&](stint::service&, stint::lifecycle& l) { return code(l); });
                co_await own.running();
                co_await own.stop_requested();
            },
        };
        for (const auto& each : all)
        {
            const auto life = make("a", each);
            const auto end = run(*life);
            settle();
            BOOST_TEST(end.came());
            BOOST_TEST(life->report().empty());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
