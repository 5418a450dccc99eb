// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Sessions of a listener that never end, for what they await has dropped their handler.

#include "support/world.hpp"
#include <stint/listener.hpp>

#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>

using namespace test;
using asio::ip::tcp;

BOOST_FIXTURE_TEST_SUITE(lost_sessions, world)

BOOST_AUTO_TEST_CASE(one_takes_no_place_when_the_listener_runs_again)
{
    bool is_first = true;
    const auto session = [&is_first](tcp::socket, stint::lifecycle& own) -> asio::awaitable<void> {
        auto dropped = asio::async_initiate<const asio::deferred_t&, void()>(
            [](auto handler) { auto gone = std::move(handler); }, asio::deferred);
        if (std::exchange(is_first, false))
            co_await std::move(dropped);
        co_await own.stop_requested();
    };
    stint::listener<tcp> web("web", tcp::endpoint(asio::ip::address_v4::loopback(), 0), session,
                             {.max_connections = 1});
    const auto life = make(web);
    const auto end = run(*life);
    settle();
    tcp::socket first(io());
    first.connect(web.local_endpoint());
    settle();
    BOOST_TEST(end.failed_with(stint::error::destroyed));
    BOOST_TEST(web.connections() == 0U);

    const auto again = run(*life);
    settle();
    tcp::socket second(io());
    second.connect(web.local_endpoint());
    settle();
    BOOST_TEST(web.accepted() == 2U);
    BOOST_TEST(web.connections() == 1U);
    life->stop();
    settle();
    BOOST_TEST(again.clean());
    BOOST_TEST(web.connections() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
