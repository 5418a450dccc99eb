// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A handler's allocator is used for what the operation keeps, and all of it is freed before the handler is called.

#include "support/counting_allocator.hpp"
#include "support/world.hpp"

#include <boost/asio/bind_allocator.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;

namespace
{

struct counted_world : world
{
    allocation_counts counts;
    int live_at_call = -1;

    auto counted()
    {
        return asio::bind_allocator(counting_allocator<int>(counts),
                                    [this](const std::exception_ptr&) { live_at_call = counts.live; });
    }

    void check_used_and_freed()
    {
        BOOST_TEST(counts.made > 0);
        BOOST_TEST(live_at_call == 0);
        BOOST_TEST(counts.live == 0);
        counts = {};
        live_at_call = -1;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(allocators, counted_world)

BOOST_AUTO_TEST_CASE(of_a_run)
{
    const auto life = make("a", quitter);
    life->async_run(counted());
    settle();
    check_used_and_freed();
}

BOOST_AUTO_TEST_CASE(of_a_wait)
{
    const auto life = make("a", quitter);
    life->async_wait(counted());
    run(*life);
    settle();
    check_used_and_freed();
    life->async_wait(counted()); // at once
    settle();
    check_used_and_freed();
}

BOOST_AUTO_TEST_CASE(of_a_stop)
{
    const auto life = running("a", server);
    life->async_stop(5s, counted());
    settle();
    check_used_and_freed();
}

BOOST_AUTO_TEST_CASE(of_a_refusal)
{
    const auto life = running("a", server);
    life->async_run(counted());
    settle();
    check_used_and_freed();
    life->async_stop(-1ns, counted());
    settle();
    check_used_and_freed();
}

BOOST_AUTO_TEST_CASE(of_a_cancelled_wait)
{
    const auto life = running("a", server);
    asio::cancellation_signal cancel;
    life->async_wait(asio::bind_cancellation_slot(cancel.slot(), counted()));
    settle();
    cancel.emit(asio::cancellation_type::total);
    settle();
    check_used_and_freed();
}

BOOST_AUTO_TEST_CASE(of_a_spawned_task)
{
    const auto life = running("a", [&](stint::lifecycle& own) -> asio::awaitable<void> {
        co_await own.running();
        own.spawn(time->sleep(1s), counted());
        co_await own.stop_requested();
    });
    advance(1s);
    BOOST_TEST(live_at_call >= 0);
    BOOST_TEST(counts.live == 0);
}

BOOST_AUTO_TEST_CASE(of_what_is_dropped_with_the_context)
{
    const auto life = running("a", server);
    life->async_wait(counted());
    settle();
    BOOST_TEST(counts.live > 0);
    end();
    BOOST_TEST(counts.live == 0);
    BOOST_TEST(live_at_call == -1);
}

BOOST_AUTO_TEST_SUITE_END()
