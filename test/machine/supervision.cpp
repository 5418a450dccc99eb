// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "pool_story.hpp"

// What the end of a service means, and who else is restarted with it. How long it takes is in restart_backoff.cpp, what
// somebody changes by hand in pool_changes.cpp.

using namespace pool_story;

namespace
{

const auto one_for_one = restart_strategy::one_for_one;
const auto one_for_all = restart_strategy::one_for_all;
const auto rest_for_one = restart_strategy::rest_for_one;

const std::vector<service> chain{{"a", {}, permanent()}, {"b", {"a"}, permanent()}, {"c", {"b"}, permanent()}};

/// d comes after b and c, both come after a; u is on its own.
const std::vector<service> diamond{{"a", {}, permanent()},
                                   {"b", {"a"}, permanent()},
                                   {"c", {"a"}, permanent()},
                                   {"d", {"b", "c"}, permanent()},
                                   {"u", {}, permanent()}};

policy reacts(reaction on_end, reaction on_crash) { return {on_end, on_crash, steadily}; }

/// After it has come up, what it does when this one crashes and all others do what they are asked to.
std::string after_crash_of(const std::string& name, restart_strategy s, const std::vector<service>& services)
{
    pool p(s, services);
    p.comes_up();
    const auto first = p.crashes(name);
    const auto rest = p.goes_on();
    return first.empty() || rest.empty() ? first + rest : first + "; " + rest;
}

} // namespace

BOOST_AUTO_TEST_SUITE(supervision)

BOOST_AUTO_TEST_CASE(each_end_means_what_was_set_for_it)
{
    for (const bool crashed : {false, true})
    {
        for (const auto other : {reaction::stop_pool, reaction::ignore, reaction::restart})
        {
            const auto set = [&](reaction r) { return crashed ? reacts(other, r) : reacts(r, other); };
            pool p(one_for_one, {{"s", {}, set(reaction::stop_pool)},
                                 {"i", {}, set(reaction::ignore)},
                                 {"r", {}, set(reaction::restart)}});
            BOOST_TEST(p->may_restart(p["r"]));
            BOOST_TEST(p->may_restart(p["i"]) == (other == reaction::restart));
            BOOST_TEST(p->may_restart(p["s"]) == (other == reaction::restart));
            p.comes_up();
            const ending how{.crashed = crashed};
            BOOST_TEST(p.ends("i", how) == "");
            BOOST_TEST(p.sleeps() == "never");
            BOOST_TEST(p->counts_as_there(p["i"]));
            BOOST_TEST((p->phase_of(p["i"]) == phase::ended));
            BOOST_TEST(p.ends("r", how) == "");
            BOOST_TEST(!p->counts_as_there(p["r"]));
            BOOST_TEST(p.sleeps() == "at 100: starts r");
            BOOST_TEST(p.ends("s", how) == "stops the pool");
        }
    }
}

BOOST_AUTO_TEST_CASE(who_asks_not_to_be_restarted_is_not)
{
    for (const bool crashed : {false, true})
    {
        pool p(one_for_all, {{"a", {}, permanent()}, {"b", {}, permanent()}, {"s"}});
        p.comes_up();
        BOOST_TEST(p.ends("a", {.crashed = crashed, .for_good = true}) == "");
        BOOST_TEST(p.sleeps() == "never");
        BOOST_TEST(p->counts_as_there(p["a"]));
        BOOST_TEST(p->restarts(p["a"]) == 0U);
        BOOST_TEST(p.ends("s", {.crashed = crashed, .for_good = true}) == "stops the pool"); // that is another question
    }
}

BOOST_AUTO_TEST_CASE(it_is_missed_from_the_moment_it_leaves)
{
    pool p(one_for_one, {{"a", {}, permanent()}});
    p.comes_up();
    BOOST_TEST(p.leaves("a") == "");
    BOOST_TEST(!p->counts_as_there(p["a"]));
    BOOST_TEST(p.admits({"b", {"a"}, permanent()}) == "");
    BOOST_TEST(p.ends("a") == "");
    BOOST_TEST(p.sleeps() == "at 100: starts a");
    BOOST_TEST(p.ready("a") == "starts b");
}

BOOST_AUTO_TEST_CASE(the_pool_stops_early_only_where_either_end_stops_it)
{
    pool p(one_for_one, {{"clean", {}, reacts(reaction::stop_pool, reaction::restart)},
                         {"crash", {}, reacts(reaction::restart, reaction::stop_pool)},
                         {"both"}});
    p.comes_up();
    BOOST_TEST(p.leaves("clean") == "");
    BOOST_TEST(p.leaves("crash") == "");
    BOOST_TEST(p.crashes("clean") == "");
    BOOST_TEST(p.ends("crash") == "");
    BOOST_TEST(p.sleeps() == "at 100: starts clean crash");
    BOOST_TEST(p.leaves("both") == "stops the pool");
    BOOST_TEST(p.crashes("crash") == ""); // once
}

BOOST_AUTO_TEST_CASE(nobody_waits_for_what_will_never_be)
{
    pool p(one_for_one, {{"job", {}, temporary}, {"b", {"job"}, permanent()}});
    BOOST_TEST(p.runs() == "starts job");
    BOOST_TEST(p.crashes("job") == "starts b");
    BOOST_TEST(p.ready("b") == "is ready");
}

BOOST_AUTO_TEST_CASE(who_is_gone_stands_for_what_it_needed)
{
    pool p(one_for_one, {{"a", {}, permanent()}, {"job", {"a"}, temporary}, {"c", {"job"}, permanent()}});
    p.comes_up();
    BOOST_TEST(p.ends("job") == "");
    BOOST_TEST(p.crashes("c") == "");
    BOOST_TEST(p.crashes("a") == "");
    BOOST_TEST(p.sleeps() == "at 100: starts a"); // c would be due too
    BOOST_TEST(p.waits_for("c") == names{"job"}, boost::test_tools::per_element());
    BOOST_TEST(p.ready("a") == "starts c");
}

BOOST_AUTO_TEST_CASE(one_for_one_leaves_the_others_alone)
{
    BOOST_TEST(after_crash_of("a", one_for_one, diamond) == "at 100: starts a");
    BOOST_TEST(after_crash_of("d", one_for_one, diamond) == "at 100: starts d");
    BOOST_TEST(after_crash_of("u", one_for_one, diamond) == "at 100: starts u");
}

BOOST_AUTO_TEST_CASE(a_service_is_restarted_when_what_it_needs_is_there)
{
    pool p(one_for_one, chain);
    p.comes_up();
    BOOST_TEST(p.crashes("b") == "");
    BOOST_TEST(p.crashes("a") == "");
    BOOST_TEST(p.sleeps() == "at 100: starts a");
    BOOST_TEST(p.sleeps() == "never");
    BOOST_TEST(p.ready("a") == "starts b");
}

BOOST_AUTO_TEST_CASE(one_for_all_in_a_chain)
{
    BOOST_TEST(after_crash_of("a", one_for_all, chain) == "asks c; asks b; at 100: starts a; starts b; starts c");
    BOOST_TEST(after_crash_of("c", one_for_all, chain) == "asks b; asks a; at 100: starts a; starts b; starts c");
}

BOOST_AUTO_TEST_CASE(one_for_all_in_a_diamond)
{
    const std::string then = "; at 100: starts a u; starts b c; starts d";
    BOOST_TEST(after_crash_of("a", one_for_all, diamond) == "asks d u; asks b c" + then);
    BOOST_TEST(after_crash_of("b", one_for_all, diamond) == "asks d u; asks c; asks a" + then);
    BOOST_TEST(after_crash_of("d", one_for_all, diamond) == "asks b c u; asks a" + then);
    BOOST_TEST(after_crash_of("u", one_for_all, diamond) == "asks d; asks b c; asks a" + then);
}

BOOST_AUTO_TEST_CASE(rest_for_one_in_a_chain)
{
    BOOST_TEST(after_crash_of("a", rest_for_one, chain) == "asks c; asks b; at 100: starts a; starts b; starts c");
    BOOST_TEST(after_crash_of("b", rest_for_one, chain) == "asks c; at 100: starts b; starts c");
    BOOST_TEST(after_crash_of("c", rest_for_one, chain) == "at 100: starts c");
}

BOOST_AUTO_TEST_CASE(rest_for_one_in_a_diamond)
{
    BOOST_TEST(after_crash_of("a", rest_for_one, diamond)
               == "asks d; asks b c; at 100: starts a; starts b c; starts d");
    BOOST_TEST(after_crash_of("b", rest_for_one, diamond) == "asks d; at 100: starts b; starts d");
    BOOST_TEST(after_crash_of("d", rest_for_one, diamond) == "at 100: starts d");
    BOOST_TEST(after_crash_of("u", rest_for_one, diamond) == "at 100: starts u");
}

BOOST_AUTO_TEST_CASE(a_group_starts_after_all_of_it_have_ended_if_that_takes_longer)
{
    pool all(one_for_all, {{"a", {}, permanent()}, {"b", {}, permanent()}, {"c", {"b"}, permanent()}});
    all.comes_up();
    BOOST_TEST(all.crashes("c") == "asks a b");
    BOOST_TEST(all.ends("a") == "");
    BOOST_TEST(all.at(150).wakes() == "");
    BOOST_TEST(all.sleeps() == "never"); // until somebody ends
    BOOST_TEST(all.at(300).ends("b") == "starts a b");

    pool rest(rest_for_one, chain);
    rest.comes_up();
    BOOST_TEST(rest.crashes("b") == "asks c");
    BOOST_TEST(rest.sleeps() == "at 100: ");
    BOOST_TEST(rest.sleeps() == "never");
    BOOST_TEST(rest.at(300).ends("c") == "starts b");
}

BOOST_AUTO_TEST_CASE(how_those_end_who_go_down_with_a_group_does_not_matter)
{
    pool p(one_for_all, {{"a"}, {"b", {"a"}}, {"c", {}, permanent()}}); // a and b would stop the pool
    p.comes_up();
    BOOST_TEST(p.crashes("c") == "asks b");
    BOOST_TEST(p.leaves("a") == ""); // by itself, before its turn
    BOOST_TEST(p.crashes("b") == "asks a");
    BOOST_TEST(p.crashes("a") == "");
    BOOST_TEST(p.goes_on() == "at 100: starts a c; starts b");
    BOOST_TEST(p->restarts(p["a"]) == 0U);
    BOOST_TEST(p->restarts(p["b"]) == 0U);
    BOOST_TEST(p->restarts(p["c"]) == 1U);
}

BOOST_AUTO_TEST_CASE(a_group_has_the_delay_of_who_brought_it_down)
{
    pool p(one_for_all, {{"a", {}, permanent()}, {"b", {}, permanent({.first_delay = 500ms, .jitter = 0})}});
    p.comes_up();
    BOOST_TEST(p.crashes("a") == "asks b");
    BOOST_TEST(p.ends("b") == "");
    BOOST_TEST(p.sleeps() == "at 100: starts a b");
    BOOST_TEST(p.crashes("b") == "asks a");
    BOOST_TEST(p.ends("a") == "");
    BOOST_TEST(p.sleeps() == "at 600: starts a b");
}

BOOST_AUTO_TEST_CASE(a_temporary_goes_down_with_its_group_and_stays_away)
{
    const std::vector<service> services{
        {"a", {}, permanent()}, {"job", {"a"}, temporary}, {"c", {"job"}, permanent()}, {"u", {}, temporary}};
    for (const auto s : {rest_for_one, one_for_all})
    {
        pool p(s, services);
        p.comes_up();
        BOOST_TEST(p.crashes("a") == (s == one_for_all ? "asks c u" : "asks c"));
        BOOST_TEST(p.ends("c") == "asks job");
        if (s == one_for_all)
            BOOST_TEST(p.ends("u") == "");
        BOOST_TEST(p.ends("job") == "");
        BOOST_TEST(!p->counts_as_there(p["job"])); // for a is not there
        BOOST_TEST(p.sleeps() == "at 100: starts a");
        BOOST_TEST((p->phase_of(p["c"]) == phase::idle));
        BOOST_TEST(p.ready("a") == "starts c");
        BOOST_TEST(p.ready("c") == "");
        BOOST_TEST((p->phase_of(p["job"]) == phase::ended));
    }
}

BOOST_AUTO_TEST_CASE(a_group_brings_back_who_had_ended_but_no_temporary)
{
    const std::vector<service> services{
        {"a", {}, permanent()}, {"done", {"a"}, transient()}, {"job", {"a"}, temporary}, {"u", {}, transient()}};
    for (const auto s : {rest_for_one, one_for_all})
    {
        pool p(s, services);
        p.comes_up();
        for (const auto* name : {"done", "job", "u"})
            BOOST_TEST(p.ends(name, {.for_good = true}) == "");
        BOOST_TEST(p.crashes("a") == "");
        BOOST_TEST(p.goes_on()
                   == (s == one_for_all ? "at 100: starts a u; starts done" : "at 100: starts a; starts done"));
    }
}

BOOST_AUTO_TEST_CASE(a_pool_is_ready_once)
{
    pool p(one_for_all, {{"a", {}, permanent()}, {"b", {"a"}, permanent()}});
    BOOST_TEST(p.runs() == "starts a");
    BOOST_TEST(p.ready("a") == "starts b");
    BOOST_TEST(p.crashes("b") == "asks a"); // before it was ready
    BOOST_TEST(p.ends("a") == "");
    BOOST_TEST(p.sleeps() == "at 100: starts a");
    BOOST_TEST(p.ready("a") == "starts b");
    BOOST_TEST(p.ready("b") == "is ready");
    BOOST_TEST(p.crashes("b") == "asks a");
    BOOST_TEST(p.goes_on() == "at 300: starts a; starts b"); // not again
}

BOOST_AUTO_TEST_CASE(a_stop_during_a_delay_is_over_at_once)
{
    pool alone(one_for_one, {{"a", {}, permanent()}});
    alone.comes_up();
    BOOST_TEST(alone.crashes("a") == "");
    BOOST_TEST(alone.at(1).is_asked_to_stop() == "has ended");
    BOOST_TEST(alone.sleeps() == "never");
    BOOST_TEST(alone.at(100).wakes() == "");

    pool group(one_for_all, {{"a", {}, permanent()}, {"b", {}, permanent()}});
    group.comes_up();
    BOOST_TEST(group.crashes("a") == "asks b");
    BOOST_TEST(group.ends("b") == "");
    BOOST_TEST(group.at(1).is_asked_to_stop() == "has ended");
    BOOST_TEST(group.sleeps() == "never");
    BOOST_TEST(group.at(100).wakes() == "");
}

BOOST_AUTO_TEST_CASE(a_stop_while_a_group_goes_down_lets_it_end)
{
    pool p(one_for_all,
           {{"a", {}, permanent()}, {"b", {"a"}, permanent()}, {"c", {}, temporary}, {"u", {}, permanent()}});
    p.comes_up();
    BOOST_TEST(p.crashes("u") == "asks b c");
    BOOST_TEST(p.is_asked_to_stop() == ""); // a is still needed
    BOOST_TEST(p.ends("c") == "");
    BOOST_TEST(p.at(500).ends("b") == "asks a");
    BOOST_TEST(p.ends("a") == "has ended");
}

BOOST_AUTO_TEST_CASE(nothing_is_restarted_in_a_pool_that_stops)
{
    pool p(rest_for_one, chain);
    p.comes_up();
    BOOST_TEST(p.is_asked_to_stop() == "asks c");
    BOOST_TEST(p.crashes("a") == ""); // nor is its group
    BOOST_TEST(p.comes_to_its_deadline() == "asks b");
    BOOST_TEST(p.crashes("c") == "");
    BOOST_TEST(p.crashes("b") == "has ended");
}

BOOST_AUTO_TEST_CASE(the_next_run_knows_nothing_of_the_last)
{
    pool p(one_for_all, {{"a", {}, permanent({.first_delay = 100ms, .jitter = 0, .most = 1})}, {"b", {}, transient()}});
    for (int run = 0; run != 2; ++run)
    {
        p.at(0).comes_up();
        BOOST_TEST(p.ends("b") == "");
        BOOST_TEST(p->restarts(p["a"]) == 0U);
        BOOST_TEST(p.crashes("a") == "");
        BOOST_TEST(p.sleeps() == "at 100: starts a b");
        BOOST_TEST(p->restarts(p["a"]) == 1U);
        BOOST_TEST(p.crashes("b") == "asks a");
        BOOST_TEST(p.is_asked_to_stop() == "");
        BOOST_TEST(p.ends("a") == "has ended");
    }
}

BOOST_AUTO_TEST_CASE(whom_a_service_waits_for)
{
    pool p(one_for_one, diamond);
    BOOST_TEST(p.runs() == "starts a u");
    BOOST_TEST(p.waits_for("a").empty());
    BOOST_TEST(p.waits_for("b") == names{"a"}, boost::test_tools::per_element());
    BOOST_TEST(p.waits_for("d") == (names{"b", "c"}), boost::test_tools::per_element());
    BOOST_TEST(p.ready("a") == "starts b c");
    BOOST_TEST(p.ready("c") == "");
    BOOST_TEST(p.waits_for("d") == names{"b"}, boost::test_tools::per_element());
    BOOST_TEST(p.ready("b") == "starts d");
    BOOST_TEST(p.waits_for("d").empty());
    BOOST_TEST(p.waits_for("a").empty());
    BOOST_TEST(p.is_asked_to_stop() == "asks d u");
    BOOST_TEST(p.waits_for("a") == (names{"b", "c"}), boost::test_tools::per_element());
    BOOST_TEST(p.waits_for("b") == names{"d"}, boost::test_tools::per_element());
    BOOST_TEST(p.waits_for("d").empty());
    BOOST_TEST(p.ends("d") == "asks b c");
    BOOST_TEST(p.ends("b") == "");
    BOOST_TEST(p.waits_for("a") == names{"c"}, boost::test_tools::per_element());

    pool rest(rest_for_one, chain);
    rest.comes_up();
    rest.crashes("a");
    BOOST_TEST(rest.waits_for("b") == names{"c"}, boost::test_tools::per_element()); // to be asked
}

BOOST_AUTO_TEST_CASE(whose_crash_is_one_of_the_pool)
{
    pool p(one_for_one, {{"s", {}, reacts(reaction::restart, reaction::stop_pool)},
                         {"i", {}, reacts(reaction::stop_pool, reaction::ignore)},
                         {"r", {}, reacts(reaction::stop_pool, reaction::restart)}});
    p.comes_up();
    const auto whose = [&p] {
        names found;
        for (const auto* name : {"s", "i", "r"})
        {
            if (p->crash_counts(p[name]))
                found.emplace_back(name);
        }
        return found;
    };
    BOOST_TEST(whose() == names{"s"}, boost::test_tools::per_element());
    BOOST_TEST(p.ends("i") == "stops the pool");
    BOOST_TEST(whose() == (names{"s", "r"}), boost::test_tools::per_element()); // r is not restarted any more
    BOOST_TEST(p.is_asked_to_stop() == "asks s r");
    BOOST_TEST(whose() == (names{"s", "r"}), boost::test_tools::per_element());

    pool group(one_for_all, {{"a", {}, permanent()}, {"b"}, {"c"}});
    group.comes_up();
    BOOST_TEST(group->crash_counts(group["b"]));
    BOOST_TEST(group.crashes("a") == "asks b c");
    BOOST_TEST(!group->crash_counts(group["b"])); // it goes down because of a, and starts again
    BOOST_TEST(group.crashes("b") == "");
    BOOST_TEST(group.is_asked_to_stop() == "");
    BOOST_TEST(group->crash_counts(group["c"])); // it does not start again
}

BOOST_AUTO_TEST_SUITE_END()
