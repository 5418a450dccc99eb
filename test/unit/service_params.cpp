// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/service_params.hpp>

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(service_params)

BOOST_AUTO_TEST_CASE(nothing_is_set_by_itself)
{
    const stint::service_params p;
    BOOST_TEST((!p.start_timeout && !p.stop_timeout && !p.abort_grace && !p.drain_delay));
}

BOOST_AUTO_TEST_CASE(what_is_set_wins_over_the_default_also_if_it_is_zero)
{
    const auto p = stint::value_or({.start_timeout = 0s, .drain_delay = 3s},
                                   {.start_timeout = 5s, .stop_timeout = 6s, .drain_delay = 7s});
    BOOST_TEST((p.start_timeout == 0s));
    BOOST_TEST((p.stop_timeout == 6s));
    BOOST_TEST((!p.abort_grace));
    BOOST_TEST((p.drain_delay == 3s));
}

BOOST_AUTO_TEST_SUITE_END()
