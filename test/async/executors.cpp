// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Where handlers and the code of services are executed: on their executor, and never from within the initiating function.

#include "support/tracker_executor.hpp"
#include "support/world.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/require.hpp>
#include <boost/asio/strand.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;

namespace
{

/// Executes nothing from within a call, and cannot be asked to.
struct posting
{
    asio::execution_context& query(asio::execution::context_t) const noexcept { return *io; }
    static constexpr asio::execution::blocking_t query(asio::execution::blocking_t) noexcept
    {
        return asio::execution::blocking.never;
    }
    posting require(asio::execution::blocking_t::never_t) const { return *this; }
    template <class F>
    void execute(F&& f) const
    {
        asio::post(*io, std::forward<F>(f));
    }
    friend bool operator==(const posting&, const posting&) noexcept = default;

    asio::io_context* io;
};

struct tracked_world : world
{
    tracker_executor<> tracker{io().get_executor()};
    bool initiating = false;
    int right = 0;
    int wrong = 0;

    /// Initiates with a handler that says where it was called.
    template <class Initiate>
    void expect_on_tracker(Initiate initiate)
    {
        right = wrong = 0;
        initiating = true;
        initiate(asio::bind_executor(
            tracker, [this](const std::exception_ptr&) { ++(tracker.running_here() && !initiating ? right : wrong); }));
        initiating = false;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(executors, tracked_world)

BOOST_AUTO_TEST_CASE(of_every_operation_in_every_state)
{
    const auto life = make("a", server);
    const auto operations = [&] {
        expect_on_tracker([&](auto handler) {
            life->async_wait(handler);
            life->async_stop(-1ns, handler);
        });
    };
    operations(); // not run yet
    settle();
    BOOST_TEST(right == 1);
    BOOST_TEST(wrong == 0);

    expect_on_tracker([&](auto handler) { life->async_stop(5s, handler); });
    settle();
    BOOST_TEST(right == 1);

    expect_on_tracker([&](auto handler) { life->async_run(handler); });
    settle();
    BOOST_TEST(right == 2); // the wait from the beginning too: the stop from before has ended the run
    BOOST_TEST(wrong == 0);

    expect_on_tracker([&](auto handler) {
        life->async_run(handler);
        life->async_run(handler); // refused
        life->async_wait(handler);
    });
    settle();
    life->stop();
    settle();
    BOOST_TEST(right == 3);
    BOOST_TEST(wrong == 0);

    operations(); // ended
    settle();
    BOOST_TEST(right == 2);
    BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(of_refusals_and_cancellations)
{
    auto own_wait = 0;
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        expect_on_tracker([&](auto handler) { own.async_stop(-1s, handler); }); // invalid_timeout
        co_await own.stop_requested();
        own_wait = right;
    });
    BOOST_TEST(right == 1);
    BOOST_TEST(wrong == 0);

    asio::cancellation_signal cancel;
    expect_on_tracker([&](auto handler) { life->async_wait(asio::bind_cancellation_slot(cancel.slot(), handler)); });
    settle();
    initiating = true;
    cancel.emit(asio::cancellation_type::total);
    initiating = false;
    settle();
    BOOST_TEST(right == 1);
    BOOST_TEST(wrong == 0);
    life->stop();
    settle();
    BOOST_TEST(own_wait == 1);
}

BOOST_AUTO_TEST_CASE(from_the_strand_itself_handlers_are_not_called_inline)
{
    auto inline_calls = 0;
    const auto other = running("b", quitter);
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        auto inside = true;
        const auto handler = [&](const std::exception_ptr&) { inline_calls += inside ? 1 : 0; };
        other->async_wait(handler);
        other->async_run(asio::bind_executor(own.get_executor(), handler));
        own.async_wait(handler);
        own.async_stop(5s, handler);
        own.async_run(handler);
        inside = false;
        co_await time->sleep(1s);
    });
    advance(1s);
    BOOST_TEST(inline_calls == 0);
}

BOOST_AUTO_TEST_CASE(all_code_of_a_service_is_executed_on_the_executor_of_its_lifecycle)
{
    auto here = 0;
    auto elsewhere = 0;
    const auto note = [&](auto&&...) { ++(tracker.running_here() ? here : elsewhere); };
    const auto noting = [&]() -> asio::awaitable<void> {
        note();
        co_return;
    };
    const auto life
        = stint::make_lifecycle(tracker, stint::make_service("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
                                    note();
                                    co_await own.running();
                                    note();
                                    own.spawn(noting());
                                    own.spawn(noting(), note);
                                    co_await own.until_stop(time->sleep(1h));
                                    note();
                                    co_await own.stopping();
                                    note();
                                }));
    life->on_state_change([&](stint::service&, stint::lifecycle&, stint::state) { note(); });
    life->on_starting([&](stint::service&, stint::lifecycle&) { return noting(); });
    life->on_event(note);
    run(*life);
    settle();
    life->stop();
    settle();
    BOOST_TEST(life->state() == state::stopped);
    BOOST_TEST(elsewhere == 0);
    BOOST_TEST(here == 4 + 3 + 4 + 1 + 4);
}

BOOST_AUTO_TEST_CASE(a_pool_and_its_services_execute_on_the_executor_of_the_pool)
{
    auto here = 0;
    auto elsewhere = 0;
    const auto note
        = [&](stint::service&, stint::lifecycle&, stint::state) { ++(tracker.running_here() ? here : elsewhere); };
    stint::pool app(tracker);
    app.add("a", server).on_state_change(note);
    const auto life = make(app); // with another executor
    life->on_state_change(note);
    run(*life);
    settle();
    life->stop();
    settle();
    BOOST_TEST(here == 8);
    BOOST_TEST(elsewhere == 0);
}

BOOST_AUTO_TEST_CASE(a_context_that_runs_knows_that_a_wait_is_outstanding)
{
    // io_context::run() returns when no work is left: the parked handlers count, on their own context too.
    asio::io_context waiting;
    const auto life = running("a", server);
    ending end;
    life->async_wait(asio::bind_executor(waiting, end));
    BOOST_TEST(waiting.poll() == 0U);
    BOOST_TEST(!waiting.stopped());
    life->stop();
    settle();
    waiting.poll();
    BOOST_TEST(end.clean());
    BOOST_TEST(waiting.stopped());
}

BOOST_AUTO_TEST_CASE(nothing_is_outstanding_after_the_end)
{
    const auto life = running("a", server);
    BOOST_TEST(!io().stopped());
    life->stop();
    settle();
    BOOST_TEST(io().stopped());
}

BOOST_AUTO_TEST_CASE(on_one_that_cannot_execute_at_once_no_cancellation_overtakes_a_begin)
{
    const auto make_posting = [this] {
        auto made = stint::make_lifecycle(posting{&io()}, std::make_unique<plain_service>("a"));
        log.watch(*made);
        return made;
    };
    const auto of_service = make_posting();
    const auto of_first_hook = make_posting();
    of_first_hook->on_starting([](stint::service&, stint::lifecycle&) { return wait_for_ever(); });
    const auto of_late_hook = make_posting();
    of_late_hook->on_stopping([](stint::service&, stint::lifecycle&, stint::time_point) { return wait_for_ever(); });
    for (const auto& life : {of_service, of_first_hook, of_late_hook})
    {
        const auto end = run(*life);
        if (life == of_late_hook)
            settle();
        life->stop(0s);
        settle();
        BOOST_TEST(end.clean());
    }
}

BOOST_AUTO_TEST_CASE(on_one_that_cannot_execute_at_once_no_drain_that_is_skipped_comes_back)
{
    stint::pool app(posting{&io()});
    auto inner = std::make_unique<stint::pool>(posting{&io()}, stint::pool_params{.name = "inner"});
    inner->add("a", server, {.drain_delay = 5s});
    app.add(std::move(inner));
    const auto life = stint::make_lifecycle(posting{&io()}, app);
    const auto end = run(*life);
    life->skip_drain();
    settle();
    life->stop();
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(on_an_executor_that_never_executes_at_once_no_end_is_lost)
{
    const asio::any_io_executor posts = asio::require(io().get_executor(), asio::execution::blocking.never);
    for (const auto& executor :
         {posts, asio::any_io_executor(asio::make_strand(posts)),
          asio::any_io_executor(asio::require(asio::make_strand(io()), asio::execution::blocking.never))})
    {
        stint::pool pool(executor);
        bool hook_ran = false;
        pool.add("s", server, {.executor = executor})
            .on_stopping([&](stint::service&, stint::lifecycle&, stint::time_point) -> asio::awaitable<void> {
                hook_ran = true;
                co_await wait_for_ever();
            });
        const auto life = stint::make_lifecycle(executor, pool);
        const auto ended = run(*life);
        settle();
        life->stop(0s); // the hook is cancelled before it has begun
        settle();
        BOOST_TEST(ended.clean());
        BOOST_TEST(hook_ran);
    }
}

BOOST_AUTO_TEST_SUITE_END()
