// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The order holds also through services that are down themselves.

#include "pool_story.hpp"

#include <boost/test/unit_test.hpp>

using namespace pool_story;

namespace
{

const std::vector<service> chain{{"a", {}, permanent()}, {"b", {"a"}, permanent()}, {"c", {"b"}, permanent()}};

} // namespace

BOOST_AUTO_TEST_SUITE(pool_order)

BOOST_AUTO_TEST_CASE(a_group_goes_down_in_order_around_the_one_that_crashed)
{
    pool p(restart_strategy::one_for_all, chain);
    p.comes_up();
    BOOST_TEST(p.crashes("b") == "asks c");
    BOOST_TEST(p.ends("c") == "asks a");
    BOOST_TEST(p.waits_for("b") == names{"a"}, boost::test_tools::per_element());
    BOOST_TEST(p.goes_on() == "at 100: starts a; starts b; starts c");
}

BOOST_AUTO_TEST_CASE(a_pool_stops_in_order_around_one_that_waits_to_be_restarted)
{
    pool p(restart_strategy::one_for_one, chain);
    p.comes_up();
    BOOST_TEST(p.crashes("b") == "");
    BOOST_TEST(p.is_asked_to_stop() == "asks c");
    BOOST_TEST(p.ends("c") == "asks a");
    BOOST_TEST(p.ends("a") == "has ended");
}

BOOST_AUTO_TEST_CASE(a_restart_waits_for_those_that_come_after_it_through_one_that_is_done)
{
    pool p(restart_strategy::rest_for_one,
           {{"a", {}, permanent()}, {"job", {"a"}, temporary}, {"c", {"job"}, permanent()}});
    p.comes_up();
    BOOST_TEST(p.ends("job") == "");
    BOOST_TEST(p.crashes("a") == "asks c");
    BOOST_TEST(p.at(200).wakes() == "");
    BOOST_TEST(p.ends("c") == "starts a");
}

BOOST_AUTO_TEST_CASE(a_restart_by_hand_during_a_delay_stops_those_that_come_after_it_first)
{
    pool p(restart_strategy::one_for_one, chain);
    p.comes_up();
    BOOST_TEST(p.crashes("a") == "");
    BOOST_TEST(p.restarts("a", restart_scope::with_dependents) == "asks c");
    BOOST_TEST(p.waits_for("a") == names{"b"}, boost::test_tools::per_element());
    BOOST_TEST(p.ends("c") == "asks b");
    BOOST_TEST(p.ends("b") == "starts a");
}

BOOST_AUTO_TEST_CASE(a_restart_by_hand_ends_the_delay_of_a_group)
{
    pool p(restart_strategy::one_for_all, {{"a", {}, permanent()}, {"b", {}, permanent()}});
    p.comes_up();
    BOOST_TEST(p.crashes("a") == "asks b");
    BOOST_TEST(p.ends("b") == "");
    BOOST_TEST(p.restarts("a") == "starts a b");
}

BOOST_AUTO_TEST_CASE(one_that_was_done_is_not_run_again_by_a_restart_of_what_it_needs)
{
    pool p(restart_strategy::one_for_one, {{"a", {}, permanent()}, {"job", {"a"}, temporary}});
    p.comes_up();
    BOOST_TEST(p.ends("job") == "");
    BOOST_TEST(p.restarts("a", restart_scope::with_dependents) == "asks a");
    BOOST_TEST(p.goes_on() == "starts a");
    BOOST_TEST(p.restarts("job") == "starts job");
}

BOOST_AUTO_TEST_SUITE_END()
