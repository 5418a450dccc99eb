// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "pool_story.hpp"

#include <cstdint>

// When a service is restarted, and how often.

using namespace pool_story;

namespace
{

const auto one_for_one = restart_strategy::one_for_one;

/// Crashes as soon as it starts, so many times: after how many milliseconds it is restarted each time.
std::vector<std::int64_t> delays(pool& p, int times, double chance = 0)
{
    std::vector<std::int64_t> found;
    for (int i = 0; i != times; ++i)
    {
        const auto crash = p.now();
        BOOST_TEST(p.crashes("a", chance) == "");
        const auto told = p.sleeps();
        BOOST_TEST(told.substr(told.find(": ")) == ": starts a");
        found.push_back((p.now() - crash) / 1ms);
    }
    return found;
}

using milliseconds = std::vector<std::int64_t>;

constexpr auto without_end = restart_params::unlimited;

} // namespace

BOOST_AUTO_TEST_SUITE(restart_backoff)

BOOST_AUTO_TEST_CASE(each_delay_is_twice_the_last_up_to_the_longest)
{
    const restart_params params{.first_delay = 100ms, .longest_delay = 500ms, .jitter = 0, .most = without_end};
    pool p(one_for_one, {{"a", {}, permanent(params)}});
    p.comes_up();
    BOOST_TEST(delays(p, 6) == (milliseconds{100, 200, 400, 500, 500, 500}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_delay_is_longer_than_the_longest_not_even_the_first)
{
    const restart_params params{.first_delay = 1s, .longest_delay = 500ms, .jitter = 0, .most = without_end};
    pool p(one_for_one, {{"a", {}, permanent(params)}});
    p.comes_up();
    BOOST_TEST(delays(p, 2) == (milliseconds{500, 500}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_delay_stays_none)
{
    const restart_params params{.first_delay = 0ms, .jitter = 0, .most = without_end};
    pool p(one_for_one, {{"a", {}, permanent(params)}});
    p.comes_up();
    BOOST_TEST(p.crashes("a") == "starts a"); // without a wake
    BOOST_TEST(p.crashes("a") == "starts a");
}

BOOST_AUTO_TEST_CASE(who_stays_up_begins_with_the_first_delay_again)
{
    const restart_params params{.first_delay = 100ms, .jitter = 0, .most = without_end, .within = 1s};
    for (const int up : {999, 1000})
    {
        pool p(one_for_one, {{"a", {}, permanent(params)}});
        p.comes_up();
        BOOST_TEST(p.crashes("a") == "");
        BOOST_TEST(p.sleeps() == "at 100: starts a");
        BOOST_TEST(p.crashes("a") == "");
        BOOST_TEST(p.sleeps() == "at 300: starts a");
        BOOST_TEST(p.at(300 + up).crashes("a") == "");
        BOOST_TEST(p.sleeps() == (up == 1000 ? "at 1400: starts a" : "at 1699: starts a"));
    }
}

BOOST_AUTO_TEST_CASE(the_time_before_the_start_is_no_time_up)
{
    const restart_params params{.first_delay = 600ms, .jitter = 0, .most = without_end, .within = 1s};
    pool p(one_for_one, {{"a", {}, permanent(params)}});
    p.comes_up();
    BOOST_TEST(p.crashes("a") == "");
    BOOST_TEST(p.sleeps() == "at 600: starts a");
    BOOST_TEST(p.at(1500).crashes("a") == ""); // 1.5 s after the last crash, but up for 0.9 s
    BOOST_TEST(p.sleeps() == "at 2700: starts a");
}

BOOST_AUTO_TEST_CASE(jitter_leaves_out_up_to_its_share)
{
    const restart_params params{.first_delay = 100ms, .jitter = 0.25, .most = without_end};
    const auto with = [&params](double chance) {
        pool p(one_for_one, {{"a", {}, permanent(params)}});
        p.comes_up();
        return delays(p, 3, chance);
    };
    BOOST_TEST(with(0) == (milliseconds{100, 200, 400}), boost::test_tools::per_element());
    BOOST_TEST(with(0.5) == (milliseconds{87, 175, 350}), boost::test_tools::per_element());
    BOOST_TEST(with(1) == (milliseconds{75, 150, 300}), boost::test_tools::per_element()); // it does not add up
}

BOOST_AUTO_TEST_CASE(a_jitter_of_one_may_leave_nothing)
{
    pool p(one_for_one, {{"a", {}, permanent({.first_delay = 100ms, .jitter = 1, .most = without_end})}});
    p.comes_up();
    BOOST_TEST(p.crashes("a", 1) == "starts a");
    BOOST_TEST(p.crashes("a", 0) == "");
    BOOST_TEST(p.at(199).wakes() == "");
    BOOST_TEST(p.at(200).wakes() == "starts a");
}

BOOST_AUTO_TEST_CASE(the_longest_spans_there_are)
{
    constexpr auto longest = stint::duration::max();
    stint::detail::restart_backoff backoff;
    const auto now = stint::time_point{} + 1h;
    const restart_params params{.first_delay = longest, .longest_delay = longest, .jitter = 1, .within = longest};
    backoff.started(now);
    for (int i = 0; i != 2; ++i)
        BOOST_TEST((backoff.ended(params, now, 0) == stint::never));
    for (const double chance : {0.25, 1.0})
    {
        const auto at = backoff.ended(params, now, chance);
        BOOST_TEST_REQUIRE(at.has_value());
        BOOST_TEST((*at >= now));
        BOOST_TEST((*at < stint::never));
    }
    BOOST_TEST(backoff.ended(params, now, 0).has_value());
    BOOST_TEST(!backoff.ended(params, stint::never - 1h, 0)); // all within the longest span
}

BOOST_AUTO_TEST_CASE(so_many_restarts_are_made_within_the_span_and_no_more)
{
    pool p(one_for_one, {{"a", {}, permanent({.first_delay = 100ms, .jitter = 0, .most = 2, .within = 1s})}, {"b"}});
    p.comes_up();
    BOOST_TEST(delays(p, 2) == (milliseconds{100, 200}), boost::test_tools::per_element());
    BOOST_TEST(p.ends("a") == "gives up a, stops the pool"); // clean, but one too many
    BOOST_TEST((p->phase_of(p["a"]) == phase::ended));
    BOOST_TEST(!p->counts_as_there(p["a"]));
    BOOST_TEST(p->restarts(p["a"]) == 2U);
    BOOST_TEST(p.sleeps() == "never");
    BOOST_TEST(p.is_asked_to_stop() == "asks b");
    BOOST_TEST(p.ends("b") == "has ended");
}

BOOST_AUTO_TEST_CASE(a_restart_counts_up_to_the_end_of_its_span)
{
    for (const int later : {999, 1000, 1001})
    {
        pool p(one_for_one, {{"a", {}, permanent({.first_delay = 100ms, .jitter = 0, .most = 1, .within = 1s})}});
        p.comes_up();
        BOOST_TEST(p.crashes("a") == "");
        BOOST_TEST(p.sleeps() == "at 100: starts a");
        BOOST_TEST(p.at(later).crashes("a") == (later <= 1000 ? "gives up a, stops the pool" : ""));
    }
}

BOOST_AUTO_TEST_CASE(the_span_moves_along)
{
    pool p(one_for_one,
           {{"a", {}, permanent({.first_delay = 1ms, .longest_delay = 1ms, .jitter = 0, .most = 2, .within = 1s})}});
    p.comes_up();
    for (const int crash : {0, 600, 1001, 1601, 2002}) // two of them in each second
    {
        BOOST_TEST(p.at(crash).crashes("a") == "");
        BOOST_TEST(p.sleeps() == "at " + std::to_string(crash + 1) + ": starts a");
    }
    BOOST_TEST(p.at(2601).crashes("a") == "gives up a, stops the pool"); // 1601 is still there
}

BOOST_AUTO_TEST_CASE(no_restart_at_all)
{
    pool p(one_for_one, {{"a", {}, permanent({.most = 0})}});
    p.comes_up();
    BOOST_TEST(p.at(1'000'000).crashes("a") == "gives up a, stops the pool");
}

BOOST_AUTO_TEST_CASE(as_often_as_it_takes)
{
    const restart_params params{.first_delay = 1ms, .longest_delay = 1ms, .jitter = 0, .most = without_end};
    pool p(one_for_one, {{"a", {}, permanent(params)}});
    p.comes_up();
    BOOST_TEST(delays(p, 1000) == milliseconds(1000, 1), boost::test_tools::per_element());
    BOOST_TEST(p->restarts(p["a"]) == 1000U);
}

BOOST_AUTO_TEST_CASE(by_default_five_within_a_minute)
{
    pool p(one_for_one, {{"a", {}, {reaction::restart, reaction::restart, {}}}});
    p.comes_up();
    BOOST_TEST(delays(p, 5) == (milliseconds{100, 200, 400, 800, 1600}), boost::test_tools::per_element());
    BOOST_TEST(p.crashes("a") == "gives up a, stops the pool");
}

BOOST_AUTO_TEST_CASE(a_service_that_flaps_does_not_delay_another)
{
    const restart_params few{.first_delay = 100ms, .jitter = 0, .most = 5};
    pool p(one_for_one, {{"a", {}, permanent(few)}, {"b", {}, permanent(few)}});
    p.comes_up();
    BOOST_TEST(delays(p, 5) == (milliseconds{100, 200, 400, 800, 1600}), boost::test_tools::per_element());
    BOOST_TEST(p.crashes("b") == "");
    BOOST_TEST(p.sleeps() == "at 3200: starts b");
    BOOST_TEST(p->restarts(p["b"]) == 1U);
}

BOOST_AUTO_TEST_CASE(several_delays_end_in_their_own_order)
{
    const auto after = [](stint::duration d) { return permanent({.first_delay = d, .jitter = 0}); };
    pool p(one_for_one, {{"a", {}, after(300ms)}, {"b", {}, after(100ms)}, {"c", {}, after(300ms)}});
    p.comes_up();
    for (const auto* name : {"a", "b", "c"})
        BOOST_TEST(p.crashes(name) == "");
    BOOST_TEST((p->restart_at(p["a"], p.now()) == p.now() + 300ms));
    BOOST_TEST((p->restart_at(p["b"], p.now()) == p.now() + 100ms));
    BOOST_TEST(p.sleeps() == "at 100: starts b");
    BOOST_TEST((p->restart_at(p["b"], p.now()) == stint::never)); // it runs
    BOOST_TEST(p.at(299).wakes() == "");                          // too early
    BOOST_TEST(p.sleeps() == "at 300: starts a c");
    BOOST_TEST(p.sleeps() == "never");
}

BOOST_AUTO_TEST_CASE(when_a_service_waits_for_no_moment)
{
    pool p(one_for_one, {{"a", {}, permanent()}, {"b", {"a"}, permanent()}});
    BOOST_TEST(p.runs() == "starts a");
    BOOST_TEST((p->restart_at(p["a"], p.now()) == stint::never)); // it runs
    BOOST_TEST((p->restart_at(p["b"], p.now()) == stint::never)); // it waits for a
    BOOST_TEST(p.crashes("a") == "");
    BOOST_TEST((p->restart_at(p["a"], p.now()) == p.now() + 100ms));
    p.is_asked_to_stop();
    BOOST_TEST((p->restart_at(p["a"], p.now()) == stint::never));
}

BOOST_AUTO_TEST_CASE(a_pool_that_has_given_up_restarts_nobody)
{
    pool p(restart_strategy::one_for_all,
           {{"a", {}, permanent({.most = 0})}, {"b", {}, permanent()}, {"c", {"b"}, permanent()}});
    p.comes_up();
    BOOST_TEST(p.crashes("a") == "gives up a, stops the pool");
    BOOST_TEST(p.crashes("b") == ""); // before it is asked; c goes on until the stop
    BOOST_TEST(p->restarts(p["b"]) == 0U);
    BOOST_TEST(p.sleeps() == "never");
    BOOST_TEST(p.is_asked_to_stop() == "asks c");
    BOOST_TEST(p.ends("c") == "has ended");
}

BOOST_AUTO_TEST_CASE(who_goes_down_with_the_group_starts_again_with_it)
{
    pool p(restart_strategy::one_for_all, {{"a", {}, permanent()}, {"b", {}, permanent()}});
    p.comes_up();
    BOOST_TEST(p.crashes("b") == "asks a");
    BOOST_TEST(p.ends("a") == "");
    for (const auto* const name : {"a", "b"})
    {
        BOOST_TEST((p->restart_at(p[name], p.now()) == p.now() + 100ms));
        BOOST_TEST((p->restart_at(p[name], p.now() + 100ms) == stint::never)); // it is due
    }
}

BOOST_AUTO_TEST_SUITE_END()
