// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A task on another context, which is destroyed before the task has ended.

#include "support/world.hpp"

#include <boost/test/unit_test.hpp>

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

BOOST_AUTO_TEST_SUITE_END()
