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

// What a service is started for may be over when its shell comes to it.

BOOST_AUTO_TEST_CASE(a_start_is_withdrawn_once_what_it_needs_has_left)
{
    pool p(restart_strategy::one_for_one, {{"db", {}, permanent()}, {"web", {"db"}, permanent()}});
    BOOST_TEST(p.runs() == "starts db");
    BOOST_TEST(p->may_run(p["db"]));
    BOOST_TEST(!p->may_run(p["web"]));
    BOOST_TEST(p.ready("db") == "starts web");
    BOOST_TEST(p->may_run(p["web"]));
    BOOST_TEST(p.crashes("db") == "");
    BOOST_TEST(!p->may_run(p["web"]));
    BOOST_TEST(p.withdraws("web") == "");
    BOOST_TEST(p.sleeps() == "at 100: starts db");
    BOOST_TEST(p.ready("db") == "starts web");
    BOOST_TEST(p->may_run(p["web"]));
    BOOST_TEST(p.ready("web") == "is ready");
    BOOST_TEST(p.is_asked_to_stop() == "asks web");
}

BOOST_AUTO_TEST_CASE(a_start_is_withdrawn_in_a_pool_that_ends)
{
    pool leaving(restart_strategy::one_for_one, {{"a"}, {"b"}});
    BOOST_TEST(leaving.runs() == "starts a b");
    BOOST_TEST(leaving.crashes("a") == "stops the pool");
    BOOST_TEST(!leaving->may_run(leaving["b"]));
    BOOST_TEST(leaving.withdraws("b") == "");
    BOOST_TEST(leaving.is_asked_to_stop() == "has ended");

    pool stopping(restart_strategy::one_for_one, {{"a"}, {"b", {"a"}}, {"c", {"a"}}});
    stopping.runs();
    BOOST_TEST(stopping.ready("a") == "starts b c");
    BOOST_TEST(stopping.is_asked_to_stop() == "asks b c");
    BOOST_TEST(!stopping->may_run(stopping["b"]));
    BOOST_TEST(stopping.withdraws("b") == "");
    BOOST_TEST(stopping.withdraws("c") == "asks a");
    BOOST_TEST(stopping.ends("a") == "has ended");
}

BOOST_AUTO_TEST_CASE(a_start_that_is_withdrawn_leads_to_what_was_asked_of_the_service)
{
    pool p(restart_strategy::one_for_all, {{"a", {}, permanent()}, {"job", {}, temporary}, {"b", {}, permanent()}});
    BOOST_TEST(p.runs() == "starts a job b");
    BOOST_TEST(p.restarts("b") == "asks b");
    BOOST_TEST(!p->may_run(p["b"]));
    BOOST_TEST(p.withdraws("b") == "starts b");
    BOOST_TEST(p.removes("b") == "asks b");
    BOOST_TEST(p.withdraws("b") == "removes b");
    BOOST_TEST(p.crashes("a") == "asks job");
    BOOST_TEST(p.withdraws("job") == "");
    BOOST_TEST(p.sleeps() == "at 100: starts a job"); // which has not run
    BOOST_TEST(p.is_asked_to_stop() == "asks a job");
    BOOST_TEST(p.withdraws("job") == "");
    BOOST_TEST(p.ends("a") == "has ended");

    pool rest(restart_strategy::rest_for_one, {{"db", {}, permanent()}, {"job", {"db"}, temporary}});
    BOOST_TEST(rest.runs() == "starts db");
    BOOST_TEST(rest.ready("db") == "starts job");
    BOOST_TEST(rest.crashes("db") == "asks job");
    BOOST_TEST(rest.withdraws("job") == "");
    BOOST_TEST(rest.sleeps() == "at 100: starts db");
    BOOST_TEST(rest.ready("db") == "starts job");
}

BOOST_AUTO_TEST_CASE(a_start_is_withdrawn_of_what_waits_for_the_end_of_those_above_it)
{
    pool p(restart_strategy::one_for_one, {{"db", {}, permanent()}, {"web", {"db"}, permanent()}});
    p.comes_up();
    BOOST_TEST(p.crashes("db") == "");
    BOOST_TEST(p.sleeps() == "at 100: starts db");
    BOOST_TEST(p.restarts("db", restart_scope::with_dependents) == "asks web");
    BOOST_TEST(!p->may_run(p["db"]));
    BOOST_TEST(p.withdraws("db") == "");
    BOOST_TEST(p.ends("web") == "starts db");
    BOOST_TEST(p->may_run(p["db"]));
    BOOST_TEST(p.ready("db") == "starts web");
}

BOOST_AUTO_TEST_SUITE_END()
