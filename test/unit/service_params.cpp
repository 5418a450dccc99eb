// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/service_params.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(service_params)

BOOST_AUTO_TEST_CASE(nothing_is_set_by_itself)
{
    const stint::service_params p;
    BOOST_TEST((!p.start_timeout && !p.stop_timeout && !p.abort_grace && !p.drain_delay));
}

BOOST_AUTO_TEST_SUITE_END()
