// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Who owns a service waits until it is running.

#include "support/world.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;

namespace
{

struct waiting_owner : world
{
    static ending wait_running(stint::lifecycle& life)
    {
        ending e;
        life.async_wait_running(e);
        return e;
    }

    /// Says that it is ready after so long, and serves.
    body ready_after(stint::duration delay)
    {
        return [this, delay](stint::lifecycle& own) -> asio::awaitable<void> {
            co_await time->sleep(delay);
            co_await server(own);
        };
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(readiness, waiting_owner)

BOOST_AUTO_TEST_CASE(comes_when_the_hooks_of_running_have_ended)
{
    const auto life = make("a", ready_after(1s));
    life->on_running([this](stint::service&, stint::lifecycle&) -> asio::awaitable<void> { return time->sleep(1s); });
    const auto before = wait_running(*life); // it has not been run yet
    settle();
    run(*life);
    const auto meanwhile = wait_running(*life);
    advance(2s - 1ns);
    BOOST_TEST((life->state() == state::running));
    BOOST_TEST((!before.came() && !meanwhile.came()));
    advance(1ns);
    BOOST_TEST((before.clean() && meanwhile.clean()));

    const auto later = wait_running(*life);
    BOOST_TEST(!later.came()); // never from within
    settle();
    BOOST_TEST(later.clean());
}

BOOST_AUTO_TEST_CASE(of_a_pool_comes_when_all_its_services_are_there)
{
    stint::pool app(io());
    app.add("soon", ready_after(1s));
    app.add("late", ready_after(2s));
    const auto life = make(app);
    run(*life);
    const auto ready = wait_running(*life);
    advance(2s - 1ns);
    BOOST_TEST(!ready.came());
    advance(1ns);
    BOOST_TEST(ready.clean());
}

BOOST_AUTO_TEST_CASE(of_a_service_that_crashes_before_is_its_cause)
{
    const auto life = make("a", start_crasher("no sensor"));
    run(*life);
    const auto ready = wait_running(*life);
    settle();
    BOOST_TEST(ready.text() == "no sensor");
    const auto later = wait_running(*life);
    settle();
    BOOST_TEST(later.text() == "no sensor");
}

BOOST_AUTO_TEST_CASE(never_comes_once_it_has_begun_to_stop)
{
    const auto starts = make("starts", slow_starter);
    run(*starts);
    const auto of_one_that_starts = wait_running(*starts);
    settle();
    starts->stop();
    settle();
    BOOST_TEST(of_one_that_starts.failed_with(stint::error::not_running));

    const auto serves = make("serves", server);
    serves->on_stopping([this](stint::service&, stint::lifecycle&, stint::time_point) -> asio::awaitable<void> {
        return time->sleep(1s);
    });
    run(*serves);
    settle();
    serves->stop();
    settle();
    const auto of_one_that_stops = wait_running(*serves);
    settle();
    BOOST_TEST(!of_one_that_stops.came());
    advance(1s);
    BOOST_TEST(of_one_that_stops.failed_with(stint::error::not_running));
}

BOOST_AUTO_TEST_CASE(of_the_next_run)
{
    const auto life = make("a", ready_after(1s));
    run(*life);
    advance(1s);
    life->stop();
    settle();
    const auto of_the_last = wait_running(*life);
    settle();
    BOOST_TEST(of_the_last.failed_with(stint::error::not_running));
    run(*life);
    settle();
    const auto of_this = wait_running(*life);
    settle();
    BOOST_TEST(!of_this.came());
    advance(1s);
    BOOST_TEST(of_this.clean());
}

BOOST_AUTO_TEST_CASE(a_cancellation_ends_the_wait_alone)
{
    asio::cancellation_signal cancel;
    ending ready;
    const auto life = make("a", ready_after(1s));
    const auto end = run(*life);
    life->async_wait_running(asio::bind_cancellation_slot(cancel.slot(), ready));
    settle();
    cancel.emit(asio::cancellation_type::total);
    settle();
    BOOST_TEST(ready.aborted());
    advance(1s);
    BOOST_TEST((life->state() == state::running));
    BOOST_TEST(!end.came());
}

BOOST_AUTO_TEST_CASE(is_not_waited_for_by_code_of_the_service)
{
    std::exception_ptr refused;
    const auto life = make("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        try
        {
            co_await own.async_wait_running(asio::deferred);
        }
        catch (...)
        {
            refused = std::current_exception();
        }
        co_await server(own);
    });
    run(*life);
    settle();
    BOOST_TEST(is(refused, stint::error::waits_for_itself));
    BOOST_TEST((life->state() == state::running));
}

BOOST_AUTO_TEST_CASE(of_a_lifecycle_that_is_destroyed)
{
    auto never_run = make("a", server);
    auto starts = make("b", slow_starter);
    run(*starts);
    const auto of_the_first = wait_running(*never_run);
    const auto of_the_second = wait_running(*starts);
    settle();
    never_run.reset();
    starts.reset();
    settle();
    BOOST_TEST(of_the_first.failed_with(stint::error::destroyed));
    BOOST_TEST(of_the_second.failed_with(stint::error::destroyed));
}

/// The wait comes to the strand later than the end of the lifecycle.
BOOST_AUTO_TEST_CASE(of_a_lifecycle_that_is_destroyed_in_the_same_turn)
{
    auto life = make("a", server);
    ending ready;
    ending ended;
    asio::post(life->get_executor(), [&] {
        life->async_wait_running(ready);
        life->async_wait(ended);
        life.reset();
    });
    settle();
    BOOST_TEST(ready.failed_with(stint::error::destroyed));
    BOOST_TEST(ended.failed_with(stint::error::destroyed));
}

BOOST_AUTO_TEST_CASE(of_a_context_that_is_destroyed)
{
    const auto life = make("a", slow_starter);
    run(*life);
    const auto ready = wait_running(*life);
    settle();
    end();
    BOOST_TEST(ready.calls() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
