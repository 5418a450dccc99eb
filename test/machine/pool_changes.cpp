// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "pool_story.hpp"

#include <initializer_list>

// What is added, removed and restarted while a pool runs.

using namespace pool_story;

namespace
{

const auto one_for_one = restart_strategy::one_for_one;
const auto one_for_all = restart_strategy::one_for_all;
const auto rest_for_one = restart_strategy::rest_for_one;
const auto with_dependents = restart_scope::with_dependents;

const std::vector<service> chain{{"a", {}, permanent()}, {"b", {"a"}, permanent()}, {"c", {"b"}, permanent()}};

} // namespace

BOOST_AUTO_TEST_SUITE(pool_changes)

BOOST_AUTO_TEST_CASE(what_is_added_starts_when_it_can)
{
    pool p(one_for_one, {{"a", {}, permanent()}, {"job", {}, temporary}});
    BOOST_TEST(p.runs() == "starts a job");
    BOOST_TEST(p.ends("job") == "");
    BOOST_TEST(p.admits({"b", {"job"}}) == "starts b");
    BOOST_TEST(p.admits({"c", {"a"}}) == "");
    BOOST_TEST(p.admits({"d"}) == "starts d");
    BOOST_TEST(p.ready("a") == "starts c");
    BOOST_TEST(p.ready("b") == "");
    BOOST_TEST(p.ready("c") == "");
    BOOST_TEST(p.ready("d") == "is ready"); // for those that were added before count
    BOOST_TEST(p.admits({"e", {"c"}}) == "starts e");
    BOOST_TEST(p.ready("e") == "");
    BOOST_TEST(p.is_asked_to_stop() == "asks b d e");
    BOOST_TEST(p.ends("e") == "asks c");
    BOOST_TEST(p.ends("c") == "asks a");
}

BOOST_AUTO_TEST_CASE(what_is_added_waits_for_a_group_that_is_restarted)
{
    pool p(one_for_all, {{"a", {}, permanent()}, {"b", {}, permanent()}});
    p.comes_up();
    BOOST_TEST(p.crashes("a") == "asks b");
    BOOST_TEST(p.admits({"c"}) == "");
    BOOST_TEST(p.ends("b") == "");
    BOOST_TEST(p.sleeps() == "at 100: starts a b c");
}

BOOST_AUTO_TEST_CASE(nothing_that_is_added_starts_in_a_pool_that_ends)
{
    pool p(one_for_one, {{"a"}, {"b"}});
    p.comes_up();
    BOOST_TEST(p.crashes("a") == "stops the pool");
    BOOST_TEST(p.admits({"c"}) == "");
    BOOST_TEST(p.is_asked_to_stop() == "asks b");
    BOOST_TEST(p.admits({"d"}) == "");
    BOOST_TEST(p.ends("b") == "has ended");
}

BOOST_AUTO_TEST_CASE(what_was_added_is_there_in_the_next_run)
{
    pool p(one_for_one, {{"a"}});
    p.comes_up();
    p.admits({"b", {"a"}});
    p.is_asked_to_stop();
    p.goes_on();
    BOOST_TEST(p.runs() == "starts a");
    BOOST_TEST(p.ready("a") == "starts b");
    BOOST_TEST(p.ready("b") == "is ready");
}

BOOST_AUTO_TEST_CASE(what_is_removed_is_asked_first)
{
    pool p(one_for_all, {{"a"}, {"b", {"a"}}});
    p.comes_up();
    BOOST_TEST(p.removes("b") == "asks b");
    BOOST_TEST(p->is_being_removed(p["b"]));
    BOOST_TEST(!p->is_being_removed(p["a"]));
    BOOST_TEST(p->asked(p["b"]));
    BOOST_TEST(!p->counts_as_there(p["b"]));
    BOOST_TEST(p.leaves("b") == "");
    BOOST_TEST(p.crashes("b") == "removes b");        // however it ends
    BOOST_TEST(p.admits({"b", {"a"}}) == "starts b"); // the number is free
    BOOST_TEST(p.is_asked_to_stop() == "asks b");
    BOOST_TEST(p.ends("b") == "asks a");
}

BOOST_AUTO_TEST_CASE(without_memory_all_that_run_are_asked_and_nobody_starts)
{
    pool p(one_for_all, {{"a", {}, permanent()}, {"b", {"a"}, permanent()}, {"c", {}, permanent()}});
    p.comes_up();
    p.crashes("b"); // the group waits for the others
    BOOST_TEST(p.runs_out_of_memory({"a", "c"}) == "asks a c");
    BOOST_TEST(p.admits({"d"}) == "");
    BOOST_TEST(p.ends("a") == "");
    BOOST_TEST(p.ends("c") == "has ended");
    BOOST_TEST(p.sleeps() == "never");

    pool idle(one_for_one, {{"a"}});
    idle.runs();
    BOOST_TEST(idle.runs_out_of_memory({}) == "has ended");
}

BOOST_AUTO_TEST_CASE(who_leaves_already_can_be_removed)
{
    pool p(one_for_one, {{"a"}, {"b", {}, permanent()}});
    p.comes_up();
    BOOST_TEST(p.leaves("b") == "");
    BOOST_TEST(p.removes("b") == "asks b");
    BOOST_TEST(p.ends("b") == "removes b");
    BOOST_TEST(p.sleeps() == "never");
}

BOOST_AUTO_TEST_CASE(what_does_not_run_is_removed_at_once)
{
    pool p(one_for_one,
           {{"a", {}, permanent()}, {"job", {"a"}, temporary}, {"b", {"a"}, permanent()}, {"c", {"a"}, permanent()}});
    p.comes_up();
    BOOST_TEST(p.ends("job") == "");
    BOOST_TEST(p.removes("job") == "removes job");
    BOOST_TEST(p.crashes("b") == "");
    BOOST_TEST(p.removes("b") == "removes b"); // from its delay
    BOOST_TEST(p.sleeps() == "never");
    BOOST_TEST(p.crashes("c") == "");
    BOOST_TEST(p.admits({"d", {"a"}, permanent()}) == "starts d"); // with the number of job
    BOOST_TEST(p.admits({"e", {"a"}, permanent()}) == "starts e"); // with that of b
    BOOST_TEST(p.sleeps() == "at 100: starts c");
    BOOST_TEST(p.is_asked_to_stop() == "asks d e c"); // in the order of their numbers
    BOOST_TEST(p.goes_on() == "asks a; has ended");
}

BOOST_AUTO_TEST_CASE(a_pool_is_ready_without_what_was_removed)
{
    pool idle(one_for_one, {{"a"}, {"b", {}, permanent()}});
    idle.runs();
    BOOST_TEST(idle.crashes("b") == "");
    BOOST_TEST(idle.ready("a") == "");
    BOOST_TEST(idle.removes("b") == "removes b, is ready");

    pool alive(one_for_one, {{"a"}, {"b"}});
    alive.runs();
    BOOST_TEST(alive.ready("a") == "");
    BOOST_TEST(alive.removes("b") == "asks b");
    BOOST_TEST(alive.ends("b") == "removes b, is ready");
}

BOOST_AUTO_TEST_CASE(a_pool_goes_on_without_any_service)
{
    pool p(one_for_one, {{"a"}});
    p.comes_up();
    BOOST_TEST(p.removes("a") == "asks a");
    BOOST_TEST(p.ends("a") == "removes a");
    BOOST_TEST(p.is_asked_to_stop() == "has ended");
}

BOOST_AUTO_TEST_CASE(who_brought_its_group_down_may_be_removed_meanwhile)
{
    pool p(one_for_all, {{"a", {}, permanent()}, {"b", {"a"}, permanent()}, {"t", {}, permanent()}});
    p.comes_up();
    BOOST_TEST(p.crashes("t") == "asks b");
    BOOST_TEST(p.removes("t") == "removes t");
    BOOST_TEST(p.ends("b") == "asks a");
    BOOST_TEST(p.ends("a") == "");
    BOOST_TEST(p.sleeps() == "at 100: starts a"); // the delay holds for all
    BOOST_TEST(p.ready("a") == "starts b");
    BOOST_TEST(p.sleeps() == "never");
}

BOOST_AUTO_TEST_CASE(who_goes_down_with_a_group_may_be_removed)
{
    for (const auto s : {one_for_all, rest_for_one})
    {
        pool p(s, chain);
        p.comes_up();
        BOOST_TEST(p.crashes("a") == "asks c");
        BOOST_TEST(p.removes("c") == "");
        BOOST_TEST(p.ends("c") == "removes c, asks b");
        BOOST_TEST(p.removes("b") == "");
        BOOST_TEST(p.at(500).ends("b") == "removes b, starts a");
    }
}

BOOST_AUTO_TEST_CASE(a_removal_ends_in_a_pool_that_stops)
{
    pool p(one_for_one, {{"a"}, {"b", {"a"}}});
    p.comes_up();
    BOOST_TEST(p.removes("b") == "asks b");
    BOOST_TEST(p.is_asked_to_stop() == "");
    BOOST_TEST(p.ends("b") == "removes b, asks a");
    BOOST_TEST(p.ends("a") == "has ended");
}

BOOST_AUTO_TEST_CASE(a_service_restarted_by_hand)
{
    pool p(one_for_one, chain);
    p.comes_up();
    BOOST_TEST(p.restarts("b") == "asks b"); // c goes on
    BOOST_TEST(p.leaves("b") == "");
    BOOST_TEST(p.restarts("b") == "");        // once is enough
    BOOST_TEST(p.crashes("b") == "starts b"); // at once, and however it ended
    BOOST_TEST((p->phase_of(p["c"]) == phase::started));
    BOOST_TEST(p.ready("b") == "");
    BOOST_TEST(p->restarts(p["b"]) == 0U);
}

BOOST_AUTO_TEST_CASE(its_group_is_not_restarted_by_hand)
{
    for (const auto s : {one_for_all, rest_for_one})
    {
        pool p(s, chain);
        p.comes_up();
        BOOST_TEST(p.restarts("b") == "asks b");
        BOOST_TEST(p.ends("b") == "starts b");
        BOOST_TEST(p.goes_on() == "");
    }
}

BOOST_AUTO_TEST_CASE(with_those_that_come_after_it)
{
    for (const auto s : {one_for_one, one_for_all, rest_for_one})
    {
        pool p(s, {{"a"}, {"b", {"a"}}, {"c", {"b"}}, {"d", {"a"}, temporary}});
        p.comes_up();
        BOOST_TEST(p.restarts("b", with_dependents) == "asks c");
        BOOST_TEST(p.restarts("b") == ""); // it waits for c already
        BOOST_TEST(p.goes_on() == "asks b; starts b; starts c");
        BOOST_TEST(p.restarts("a", with_dependents) == "asks d c");
        BOOST_TEST(p.goes_on() == "asks b; asks a; starts a; starts b d; starts c");
    }
}

BOOST_AUTO_TEST_CASE(whom_a_restart_by_hand_concerns)
{
    pool p(one_for_one, {{"a"}, {"b", {"a"}}, {"c", {"a"}}, {"d", {"b", "c"}}, {"u"}});
    p.comes_up();
    const auto numbers = [](std::initializer_list<std::size_t> which) { return std::vector<std::size_t>(which); };
    BOOST_TEST(p->restarted_with(p["a"], restart_scope::service) == numbers({0}), boost::test_tools::per_element());
    BOOST_TEST(p->restarted_with(p["a"], with_dependents) == numbers({0, 1, 2, 3}), boost::test_tools::per_element());
    BOOST_TEST(p->restarted_with(p["c"], with_dependents) == numbers({2, 3}), boost::test_tools::per_element());
    BOOST_TEST(p->restarted_with(p["u"], with_dependents) == numbers({4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_that_has_ended_is_restarted_by_hand)
{
    pool p(one_for_one, {{"a"}, {"job", {"a"}, temporary}, {"b", {"job"}, permanent()}});
    p.comes_up();
    BOOST_TEST(p.ends("job") == "");
    BOOST_TEST(p.restarts("job") == "starts job");
    BOOST_TEST(!p->counts_as_there(p["job"]));
    BOOST_TEST(p.crashes("b") == "");
    BOOST_TEST(p.sleeps() == "at 100: "); // it is missed again
    BOOST_TEST(p.ready("job") == "starts b");
}

BOOST_AUTO_TEST_CASE(a_restart_by_hand_ends_a_delay)
{
    for (const auto scope : {restart_scope::service, with_dependents})
    {
        pool p(one_for_one, {{"a", {}, permanent()}});
        p.comes_up();
        BOOST_TEST(p.crashes("a") == "");
        BOOST_TEST(p.at(30).restarts("a", scope) == "starts a");
        BOOST_TEST((p->restart_at(p["a"], p.now()) == stint::never));
        BOOST_TEST(p.sleeps() == "never");
        BOOST_TEST(p->restarts(p["a"]) == 1U);
        BOOST_TEST(p.at(40).crashes("a") == "");
        BOOST_TEST(p.sleeps() == "at 240: starts a"); // it had not stayed up
    }
}

BOOST_AUTO_TEST_CASE(a_restart_by_hand_waits_for_what_it_needs)
{
    pool p(one_for_one, {{"a", {}, permanent()}, {"b", {"a"}, permanent()}});
    p.comes_up();
    BOOST_TEST(p.crashes("a") == "");
    BOOST_TEST(p.restarts("b") == "asks b");
    BOOST_TEST(p.ends("b") == "");
    BOOST_TEST(p.restarts("b") == "");
    BOOST_TEST(p.goes_on() == "at 100: starts a; starts b");
}

BOOST_AUTO_TEST_CASE(a_temporary_that_goes_down_comes_back_if_somebody_wants_it)
{
    pool p(rest_for_one, {{"a", {}, permanent()}, {"job", {"a"}, temporary}});
    p.comes_up();
    BOOST_TEST(p.crashes("a") == "asks job");
    BOOST_TEST(p.restarts("job") == "");
    BOOST_TEST(p.ends("job") == "");
    BOOST_TEST(p.goes_on() == "at 100: starts a; starts job");
}

BOOST_AUTO_TEST_CASE(what_is_to_be_removed_is_not_restarted)
{
    pool p(one_for_one, chain);
    p.comes_up();
    BOOST_TEST(p.removes("c") == "asks c");
    BOOST_TEST(p.restarts("c") == "");
    BOOST_TEST(p.restarts("a", with_dependents) == "");
    BOOST_TEST(p.goes_on() == "removes c, asks b; asks a; starts a; starts b");
}

BOOST_AUTO_TEST_CASE(what_is_restarted_by_hand_can_be_removed)
{
    pool p(one_for_one, {{"a"}});
    p.comes_up();
    BOOST_TEST(p.restarts("a") == "asks a");
    BOOST_TEST(p.removes("a") == "");
    BOOST_TEST(p.ends("a") == "removes a");
}

BOOST_AUTO_TEST_CASE(a_stop_ends_a_restart_by_hand)
{
    pool p(one_for_one, chain);
    p.comes_up();
    BOOST_TEST(p.restarts("b", with_dependents) == "asks c");
    BOOST_TEST(p.is_asked_to_stop() == "");
    BOOST_TEST(p.goes_on() == "asks b; asks a; has ended");
}

BOOST_AUTO_TEST_CASE(what_is_asked_of_a_service_that_has_failed_does_not_save_the_pool)
{
    const pool_machine::policy restarted_when_done{.on_end = reaction::restart, .on_crash = reaction::stop_pool};
    for (const bool removed : {false, true})
    {
        pool p(one_for_one, {{"a", {}, restarted_when_done}, {"b"}});
        p.comes_up();
        BOOST_TEST(p.fails("a"));
        BOOST_TEST((removed ? p.removes("a") : p.restarts("a")) == "asks a");
        BOOST_TEST(p->crash_counts(p["a"]));
        BOOST_TEST(p.crashes("a") == (removed ? "removes a, stops the pool" : "stops the pool"));
    }
}

BOOST_AUTO_TEST_CASE(a_failure_of_an_earlier_run_is_forgotten)
{
    pool p(one_for_one, {{"a", {}, permanent()}, {"b"}});
    p.comes_up();
    BOOST_TEST(!p.fails("a")); // it is restarted
    BOOST_TEST(p.crashes("a") == "");
    BOOST_TEST(p.sleeps() == "at 100: starts a");
    BOOST_TEST(!p->crash_counts(p["a"]));
}

BOOST_AUTO_TEST_SUITE_END()
