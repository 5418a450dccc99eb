// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "pool_story.hpp"

// What Erlang/OTP documents of its supervisor, and what a pool does in the same place: doc/supervision.md has the table of it.
//
// A supervisor has a list of children, a pool has a graph of services. The list a, b, c is the graph in which each comes
// after all before it.

using namespace pool_story;

namespace
{

const auto one_for_one = restart_strategy::one_for_one;
const auto one_for_all = restart_strategy::one_for_all;
const auto rest_for_one = restart_strategy::rest_for_one;

std::vector<service> list_with(const policy& of_b)
{
    return {{"a", {}, permanent()}, {"b", {"a"}, of_b}, {"c", {"a", "b"}, permanent()}};
}

restart_params at_most(std::size_t max_r, stint::duration max_t)
{
    return {.first_delay = 10ms, .longest_delay = 10ms, .jitter = 0, .most = max_r, .within = max_t};
}

const ending normal{};
const ending abnormal{.crashed = true};

/// b ends in a list of a, b and c, of which the others are permanent, and all do what they are asked to.
std::string after_the_end_of(const policy& of_b, const ending& how, restart_strategy s)
{
    pool p(s, list_with(of_b));
    p.comes_up();
    auto first = p.ends("b", how);
    const auto rest = p.goes_on();
    return first.empty() || rest.empty() ? first + rest : first + "; " + rest;
}

const std::string no_restart{};
const std::string it_alone = "at 100: starts b";
const std::string all_of_them = "asks c; asks a; at 100: starts a; starts b; starts c";
const std::string it_and_the_rest = "asks c; at 100: starts b; starts c";

} // namespace

BOOST_AUTO_TEST_SUITE(otp_supervisor)

BOOST_AUTO_TEST_CASE(permanent_normal_one_for_one)
{
    BOOST_TEST(after_the_end_of(permanent(), normal, one_for_one) == it_alone);
}

BOOST_AUTO_TEST_CASE(permanent_normal_one_for_all)
{
    BOOST_TEST(after_the_end_of(permanent(), normal, one_for_all) == all_of_them);
}

BOOST_AUTO_TEST_CASE(permanent_normal_rest_for_one)
{
    BOOST_TEST(after_the_end_of(permanent(), normal, rest_for_one) == it_and_the_rest);
}

BOOST_AUTO_TEST_CASE(permanent_abnormal_one_for_one)
{
    BOOST_TEST(after_the_end_of(permanent(), abnormal, one_for_one) == it_alone);
}

BOOST_AUTO_TEST_CASE(permanent_abnormal_one_for_all)
{
    BOOST_TEST(after_the_end_of(permanent(), abnormal, one_for_all) == all_of_them);
}

BOOST_AUTO_TEST_CASE(permanent_abnormal_rest_for_one)
{
    BOOST_TEST(after_the_end_of(permanent(), abnormal, rest_for_one) == it_and_the_rest);
}

BOOST_AUTO_TEST_CASE(transient_normal_one_for_one)
{
    BOOST_TEST(after_the_end_of(transient(), normal, one_for_one) == no_restart);
}

BOOST_AUTO_TEST_CASE(transient_normal_one_for_all)
{
    BOOST_TEST(after_the_end_of(transient(), normal, one_for_all) == no_restart);
}

BOOST_AUTO_TEST_CASE(transient_normal_rest_for_one)
{
    BOOST_TEST(after_the_end_of(transient(), normal, rest_for_one) == no_restart);
}

BOOST_AUTO_TEST_CASE(transient_abnormal_one_for_one)
{
    BOOST_TEST(after_the_end_of(transient(), abnormal, one_for_one) == it_alone);
}

BOOST_AUTO_TEST_CASE(transient_abnormal_one_for_all)
{
    BOOST_TEST(after_the_end_of(transient(), abnormal, one_for_all) == all_of_them);
}

BOOST_AUTO_TEST_CASE(transient_abnormal_rest_for_one)
{
    BOOST_TEST(after_the_end_of(transient(), abnormal, rest_for_one) == it_and_the_rest);
}

BOOST_AUTO_TEST_CASE(temporary_normal_one_for_one)
{
    BOOST_TEST(after_the_end_of(temporary, normal, one_for_one) == no_restart);
}

BOOST_AUTO_TEST_CASE(temporary_normal_one_for_all)
{
    BOOST_TEST(after_the_end_of(temporary, normal, one_for_all) == no_restart);
}

BOOST_AUTO_TEST_CASE(temporary_normal_rest_for_one)
{
    BOOST_TEST(after_the_end_of(temporary, normal, rest_for_one) == no_restart);
}

BOOST_AUTO_TEST_CASE(temporary_abnormal_one_for_one)
{
    BOOST_TEST(after_the_end_of(temporary, abnormal, one_for_one) == no_restart);
}

BOOST_AUTO_TEST_CASE(temporary_abnormal_one_for_all)
{
    BOOST_TEST(after_the_end_of(temporary, abnormal, one_for_all) == no_restart);
}

BOOST_AUTO_TEST_CASE(temporary_abnormal_rest_for_one)
{
    BOOST_TEST(after_the_end_of(temporary, abnormal, rest_for_one) == no_restart);
}

BOOST_AUTO_TEST_CASE(a_group_terminates_a_temporary_and_does_not_restart_it)
{
    for (const auto s : {one_for_all, rest_for_one})
    {
        pool p(s, list_with(temporary));
        p.comes_up();
        BOOST_TEST(p.crashes("a") == "asks c");
        BOOST_TEST(p.goes_on() == "asks b; at 100: starts a; starts c");
    }
}

BOOST_AUTO_TEST_CASE(a_group_restarts_a_transient_that_had_ended)
{
    for (const auto s : {one_for_all, rest_for_one})
    {
        pool p(s, list_with(transient()));
        p.comes_up();
        BOOST_TEST(p.ends("b") == "");
        BOOST_TEST(p.crashes("a") == "asks c");
        BOOST_TEST(p.goes_on() == "at 100: starts a; starts b; starts c");
    }
}

BOOST_AUTO_TEST_CASE(a_group_does_not_mind_how_its_members_end)
{
    pool p(one_for_all, list_with(permanent(at_most(0, 1s))));
    p.comes_up();
    BOOST_TEST(p.crashes("a") == "asks c");
    BOOST_TEST(p.crashes("c") == "asks b");
    BOOST_TEST(p.crashes("b") == ""); // though it may not be restarted even once
    BOOST_TEST(p.goes_on() == "at 100: starts a; starts b; starts c");
}

BOOST_AUTO_TEST_CASE(a_start_that_fails_in_a_group_is_one_more_restart)
{
    for (const auto s : {one_for_all, rest_for_one})
    {
        pool p(s, list_with(permanent(at_most(1, 1s))));
        p.comes_up();
        BOOST_TEST(p.crashes("a") == "asks c");
        BOOST_TEST(p.ends("c") == "asks b");
        BOOST_TEST(p.ends("b") == "");
        BOOST_TEST(p.sleeps() == "at 100: starts a");
        BOOST_TEST(p.ready("a") == "starts b");
        BOOST_TEST(p.crashes("b") == (s == one_for_all ? "asks a" : "")); // before it was ready
        BOOST_TEST(p->restarts(p["b"]) == 1U);
    }
}

BOOST_AUTO_TEST_CASE(more_than_max_r_in_max_t)
{
    pool p(one_for_one, list_with(permanent(at_most(2, 1s))));
    p.comes_up();
    for (int restart = 0; restart != 2; ++restart)
    {
        BOOST_TEST(p.crashes("b") == "");
        BOOST_TEST(p.sleeps().ends_with(": starts b"));
    }
    BOOST_TEST(p.crashes("b") == "gives up b, stops the pool");
    BOOST_TEST(p.is_asked_to_stop() == "asks c");
    BOOST_TEST(p.goes_on() == "asks a; has ended");
}

BOOST_AUTO_TEST_CASE(max_r_is_allowed_once_max_t_is_over)
{
    pool p(one_for_one, list_with(permanent(at_most(1, 1s))));
    p.comes_up();
    for (const int crash : {0, 1001, 2002})
    {
        BOOST_TEST(p.at(crash).crashes("b") == "");
        BOOST_TEST(p.sleeps() == "at " + std::to_string(crash + 10) + ": starts b");
    }
    BOOST_TEST(p.at(3002).crashes("b") == "gives up b, stops the pool"); // exactly MaxT later is still within
}

BOOST_AUTO_TEST_CASE(max_r_of_zero)
{
    for (const auto s : {one_for_one, one_for_all, rest_for_one})
    {
        pool p(s, list_with(permanent(at_most(0, 1s))));
        p.comes_up();
        BOOST_TEST(p.ends("b") == "gives up b, stops the pool");
    }
}

BOOST_AUTO_TEST_CASE(max_r_does_not_matter_where_nothing_is_restarted)
{
    pool p(one_for_one, list_with(transient(at_most(0, 1s))));
    p.comes_up();
    BOOST_TEST(p.ends("b") == "");
    BOOST_TEST(p.crashes("a") == "");
}

BOOST_AUTO_TEST_CASE(a_restart_of_a_group_counts_once)
{
    pool p(one_for_all, {{"a", {}, permanent(at_most(1, 1s))}, {"b", {"a"}, permanent(at_most(1, 1s))}});
    p.comes_up();
    BOOST_TEST(p.crashes("b") == "asks a");
    BOOST_TEST(p.goes_on() == "at 10: starts a; starts b");
    BOOST_TEST(p->restarts(p["a"]) == 0U);
    BOOST_TEST(p->restarts(p["b"]) == 1U);
}

BOOST_AUTO_TEST_CASE(started_in_order_and_terminated_in_reverse)
{
    pool p(one_for_one, list_with(permanent()));
    BOOST_TEST(p.runs() == "starts a");
    BOOST_TEST(p.goes_on() == "starts b; starts c; is ready");
    BOOST_TEST(p.is_asked_to_stop() == "asks c");
    BOOST_TEST(p.goes_on() == "asks b; asks a; has ended");
}

BOOST_AUTO_TEST_CASE(a_child_changed_by_hand_leaves_its_siblings_alone)
{
    for (const auto s : {one_for_one, one_for_all, rest_for_one})
    {
        pool p(s, list_with(permanent()));
        p.comes_up();
        BOOST_TEST(p.admits({"d", {"a"}, permanent()}) == "starts d"); // start_child
        BOOST_TEST(p.goes_on() == "");
        BOOST_TEST(p.removes("d") == "asks d"); // terminate_child, delete_child
        BOOST_TEST(p.goes_on() == "removes d");
        BOOST_TEST(p.restarts("b") == "asks b"); // terminate_child, restart_child
        BOOST_TEST(p.goes_on() == "starts b");
        BOOST_TEST(p->restarts(p["b"]) == 0U);
    }
}

BOOST_AUTO_TEST_CASE(any_significant_child)
{
    const policy significant_transient{reaction::stop_pool, reaction::restart, steadily};
    for (const auto& how : {normal, abnormal})
    {
        pool p(one_for_one, list_with(significant_transient));
        p.comes_up();
        BOOST_TEST(p.ends("b", how) == (how.crashed ? "" : "stops the pool"));
        const policy significant_temporary{reaction::stop_pool, reaction::stop_pool, {}};
        pool q(one_for_one, list_with(significant_temporary));
        q.comes_up();
        BOOST_TEST(q.ends("b", how) == "stops the pool");
    }
}

// Otherwise than OTP:

BOOST_AUTO_TEST_CASE(by_default_an_end_ends_the_pool)
{
    for (const auto& how : {normal, abnormal})
    {
        pool p(one_for_one, {{"a"}, {"b"}});
        p.comes_up();
        BOOST_TEST(p.ends("a", how) == "stops the pool");
    }
}

BOOST_AUTO_TEST_CASE(each_child_has_its_own_count)
{
    const auto twice = permanent(at_most(2, 1s));
    pool p(one_for_one, {{"a", {}, twice}, {"b", {}, twice}});
    p.comes_up();
    for (const auto* name : {"a", "b", "a", "b"})
    {
        BOOST_TEST(p.crashes(name) == "");
        BOOST_TEST(p.sleeps().ends_with(std::string(": starts ") + name));
    }
    BOOST_TEST(p.crashes("b") == "gives up b, stops the pool");
}

BOOST_AUTO_TEST_CASE(a_restart_comes_after_a_delay)
{
    pool p(one_for_one,
           {{"a", {}, {reaction::restart, reaction::restart, {}}}, {"as_otp", {}, permanent({.first_delay = 0ms})}});
    p.comes_up();
    BOOST_TEST(p.crashes("a") == "");
    BOOST_TEST(p.crashes("as_otp") == "starts as_otp");
    BOOST_TEST((p->restart_at(p["a"], p.now()) == p.now() + 100ms));
}

BOOST_AUTO_TEST_CASE(a_first_start_that_fails_is_an_end_like_any_other)
{
    pool p(one_for_one, list_with(permanent()));
    p.runs();
    BOOST_TEST(p.crashes("a") == "");
    BOOST_TEST(p.goes_on() == "at 100: starts a; starts b; starts c; is ready");
}

BOOST_AUTO_TEST_CASE(what_is_not_ordered_starts_and_stops_at_once)
{
    pool p(one_for_all, {{"a", {}, permanent()}, {"b", {}, permanent()}, {"c", {}, permanent()}});
    BOOST_TEST(p.runs() == "starts a b c");
    BOOST_TEST(p.goes_on() == "is ready");
    BOOST_TEST(p.crashes("b") == "asks a c");
    BOOST_TEST(p.goes_on() == "at 100: starts a b c");
    BOOST_TEST(p.is_asked_to_stop() == "asks a b c");
}

BOOST_AUTO_TEST_CASE(the_rest_is_what_comes_after_it_in_the_graph)
{
    pool p(rest_for_one, {{"a", {}, permanent()}, {"b", {}, permanent()}, {"c", {"a"}, permanent()}});
    p.comes_up();
    BOOST_TEST(p.crashes("a") == "asks c"); // not b
    BOOST_TEST(p.goes_on() == "at 100: starts a; starts c");
}

BOOST_AUTO_TEST_CASE(a_child_is_missed_while_it_is_away)
{
    pool p(one_for_one, list_with(permanent()));
    p.comes_up();
    BOOST_TEST(p.crashes("c") == "");
    BOOST_TEST(p.crashes("b") == "");
    BOOST_TEST(p.sleeps() == "at 100: starts b"); // c waits for it
    BOOST_TEST(p.ready("b") == "starts c");
}

BOOST_AUTO_TEST_CASE(a_temporary_that_has_ended_is_still_known)
{
    pool p(one_for_one, list_with(temporary));
    p.comes_up();
    BOOST_TEST(p.ends("b") == "");
    BOOST_TEST((p->phase_of(p["b"]) == phase::ended));
    BOOST_TEST(p.restarts("b") == "starts b");
}

BOOST_AUTO_TEST_CASE(an_inner_pool_that_gave_up_has_crashed)
{
    pool inner(one_for_one, list_with(permanent(at_most(0, 1s))));
    inner.comes_up();
    BOOST_TEST(inner.crashes("b") == "gives up b, stops the pool");
    BOOST_TEST(inner.is_asked_to_stop() == "asks c");
    BOOST_TEST(inner.goes_on() == "asks a; has ended");
    BOOST_TEST(inner->crash_counts(inner["b"]));

    pool outer(one_for_one, {{"inner", {}, transient()}});
    outer.comes_up();
    BOOST_TEST(outer.crashes("inner") == ""); // in OTP its reason is `shutdown`, which is normal
    BOOST_TEST(outer.goes_on() == "at 100: starts inner");
}

BOOST_AUTO_TEST_SUITE_END()
