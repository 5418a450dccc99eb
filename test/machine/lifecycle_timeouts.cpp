// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "story.hpp"

#include <sstream>

using namespace story;

namespace
{
constexpr auto hard = action::report_deadline | action::cancel_service;
constexpr limits patient{.stop = duration{20}, .abort_grace = duration{5}};
constexpr limits impatient{.start = duration{10}, .stop = duration{20}, .abort_grace = duration{5}};
} // namespace

BOOST_AUTO_TEST_SUITE(lifecycle_timeouts)

BOOST_AUTO_TEST_CASE(a_service_that_is_not_running_in_time)
{
    auto service = starting_service(impatient);
    service.at(9).wakes().does_nothing();
    service.wakes_at(10).enters(state::stopping, action::report_start_timeout);
    BOOST_TEST(service->failed());
    service.sleeps_until(30); // the ladder
    service.at(11).calls_running().does(action::release_running);
    service.at(12).hooks_return().does(action::ask_to_stop);
    service.at(13).returns().enters(state::crashed);
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_CASE(a_service_that_never_is_running_climbs_the_whole_ladder)
{
    auto service = starting_service(impatient);
    service.wakes_at(10).enters(state::stopping, action::report_start_timeout);
    service.hooks_return().does(action::ask_to_stop);
    service.wakes_at(30).does(hard);
    service.wakes_at(35).enters(state::crashed, action::give_up);
}

BOOST_AUTO_TEST_CASE(the_start_timeout_spans_the_on_starting_hooks)
{
    auto service = starting_hooks(impatient);
    service.wakes_at(10).does(action::report_start_timeout | action::cancel_hooks);
    BOOST_TEST(service->hooks_cancelled());
    service.sleeps_until(30);
    service.at(12).hooks_return().enters(state::crashed); // run() is never called
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_CASE(the_start_timeout_spans_the_on_running_hooks)
{
    auto service = running_hooks(impatient);
    service.wakes_at(10).does(action::report_start_timeout | action::cancel_hooks);
    service.at(12).hooks_return().enters(state::stopping, action::release_running);
    BOOST_TEST(!service->hooks_cancelled()); // there is time for these
    service.at(13).hooks_return().does(action::ask_to_stop);
    service.at(14).returns().enters(state::crashed);
}

BOOST_AUTO_TEST_CASE(who_is_running_in_time_has_no_start_timeout)
{
    auto service = starting_service(impatient);
    service.at(8).calls_running().enters(state::running);
    service.at(9).hooks_return().does(action::release_running);
    service.sleeps_for_ever();
    service.at(10).wakes().does_nothing();
}

BOOST_AUTO_TEST_CASE(who_is_late_is_late_even_if_the_clock_did_not_say_so)
{
    auto service = starting_service(impatient);
    service.at(10).calls_running().enters(state::stopping, action::report_start_timeout | action::release_running);

    auto hooks = running_hooks(impatient);
    hooks.at(10).hooks_return().enters(state::stopping, action::report_start_timeout | action::release_running);

    auto before_run = starting_hooks(impatient);
    before_run.at(10).hooks_return().enters(state::crashed, action::report_start_timeout);
}

BOOST_AUTO_TEST_CASE(who_is_asked_to_stop_need_not_be_running_in_time)
{
    auto hooks = starting_hooks(impatient);
    hooks.at(1).stop(40).does_nothing();
    hooks.sleeps_until(40);
    hooks.at(10).wakes().does_nothing();
    hooks.hooks_return().enters(state::stopping);
    BOOST_TEST(!hooks->failed());

    auto service = starting_service(impatient);
    service.at(1).stop(40).enters(state::stopping);
    service.hooks_return().does(action::ask_to_stop);
    service.at(10).wakes().does_nothing();
    service.returns().enters(state::stopped);
}

BOOST_AUTO_TEST_CASE(a_stop_shortens_what_the_start_timeout_began)
{
    auto service = starting_service(impatient);
    service.wakes_at(10).enters(state::stopping, action::report_start_timeout);
    service.at(11).stop(15).does_nothing();
    service.hooks_return().does(action::ask_to_stop);
    service.wakes_at(15).does(hard);
}

BOOST_AUTO_TEST_CASE(the_start_timeout_of_each_run_counts_from_it)
{
    auto service = starting_service(impatient);
    service.throws().enters(state::crashed);
    service.hooks_return().does(action::finish);
    service.sleeps_for_ever();
    service.at(100).run().enters(state::starting);
    service.sleeps_until(110);
}

BOOST_AUTO_TEST_CASE(an_early_wake_up_does_nothing)
{
    auto starting = starting_service(impatient);
    auto hooks = stopping_hooks(patient);
    auto service = stopping_service(patient);
    auto cancelled = service;
    cancelled.wakes_at(20).does(hard);
    auto stopped = service;
    stopped.at(2).returns().enters(state::stopped);
    for (auto s : {starting, hooks, service, cancelled, stopped})
    {
        const auto due = s->next_wake();
        s.at(static_cast<int>(due.time_since_epoch().count()) - 1).wakes().does_nothing();
        BOOST_TEST((s->next_wake() == due));
    }
}

BOOST_AUTO_TEST_CASE(a_late_wake_up_leaves_the_grace)
{
    auto service = stopping_service(patient);
    service.at(1000).wakes().does(hard); // the thread was blocked for long
    service.at(1001).returns().enters(state::stopped);

    auto hooks = stopping_hooks(patient);
    hooks.at(1000).wakes().does(hard | action::ask_to_stop | action::cancel_hooks);
    hooks.wakes_at(1005).enters(state::crashed, action::give_up);
    hooks.at(2000).wakes().does(action::cancel_hooks);
    hooks.wakes_at(2005).does(action::abandon_hooks | action::finish);
}

BOOST_AUTO_TEST_CASE(a_late_wake_up_during_the_start)
{
    auto service = starting_service(impatient);
    service.at(1000).wakes().enters(state::stopping, action::report_start_timeout);
    service.sleeps_until(1020);

    auto hooks = starting_hooks(impatient);
    hooks.at(1).stop(20).does_nothing();
    hooks.at(1000).hooks_return().enters(state::stopping); // nothing is late yet: there may be no hooks
    auto no_hooks = hooks;
    no_hooks.hooks_return().enters(state::stopped);
    hooks.sleeps_until(20);
    hooks.wakes().does(hard | action::ask_to_stop | action::cancel_hooks);
    BOOST_TEST(hooks->hooks_cancelled());
    hooks.sleeps_until(1005);
    hooks.hooks_return().enters(state::stopped);
}

BOOST_AUTO_TEST_CASE(a_late_end_of_the_drain_delay)
{
    auto service = stopping_hooks({.abort_grace = duration{5}, .drain_delay = duration{6}});
    service.at(3).hooks_return().does_nothing();
    auto in_time = service;
    in_time.at(15).wakes().does(action::ask_to_stop);
    in_time.sleeps_until(20);
    service.at(21).wakes().does(hard | action::ask_to_stop);
}

BOOST_AUTO_TEST_CASE(an_end_after_the_deadline_is_told_of)
{
    auto service = stopping_service(patient);
    service.at(20).returns().enters(state::stopped); // just in time

    auto late = stopping_service(patient);
    late.at(21).returns().enters(state::stopped, action::report_deadline);
    BOOST_TEST(!late->failed());

    auto told = stopping_service(patient);
    told.wakes_at(20).does(hard);
    told.at(21).returns().enters(state::stopped); // once is enough
}

BOOST_AUTO_TEST_CASE(an_early_end_needs_no_wake_up)
{
    auto service = stopping_service(patient);
    service.at(2).returns().enters(state::stopped);
    service.at(3).hooks_return().does(action::finish);
    service.sleeps_for_ever();
    service.at(20).wakes().does_nothing();
    service.at(25).wakes().does_nothing();
}

BOOST_AUTO_TEST_CASE(sleep_in_every_state)
{
    teller service{
        {.start = duration{10}, .stop = duration{20}, .abort_grace = duration{5}, .drain_delay = duration{3}}};
    service.sleeps_for_ever();
    service.run().enters(state::starting);
    service.sleeps_until(10);
    service.at(1).hooks_return().does(action::start_service);
    service.sleeps_until(10);
    service.at(2).calls_running().enters(state::running);
    service.sleeps_until(10);
    service.at(3).hooks_return().does(action::release_running);
    service.sleeps_for_ever();
    service.at(100).stop(120).enters(state::stopping);
    service.sleeps_until(120);
    service.at(101).hooks_return().does_nothing();
    service.sleeps_until(104);
    service.at(104).wakes().does(action::ask_to_stop);
    service.sleeps_until(120);
    service.at(120).wakes().does(hard);
    service.sleeps_until(125);
    service.at(125).wakes().enters(state::crashed, action::give_up);
    service.sleeps_until(130);
    service.at(130).wakes().does(action::cancel_hooks);
    service.sleeps_until(135);
    service.at(135).wakes().does(action::abandon_hooks | action::finish);
    service.sleeps_for_ever();
}

BOOST_AUTO_TEST_CASE(limits_beyond_the_range_of_the_clock)
{
    constexpr auto max = duration::max();
    auto service = running_service({.start = max, .stop = max, .abort_grace = max, .drain_delay = max});
    service.at(3).calls_stopping().enters(state::stopping);
    BOOST_TEST((service->deadline() == stint::never));
    service.hooks_return().does_nothing();
    service.sleeps_for_ever(); // of the drain delay
    service.stop(10).does_nothing();
    service.wakes_at(10).does(hard | action::ask_to_stop);
    service.sleeps_for_ever(); // of the grace
    service.throws().enters(state::crashed);
    service.sleeps_for_ever();
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_CASE(running_that_is_called_too_late_completes)
{
    lifecycle_machine machine;
    machine.set(patient);
    const auto at = [](int t) { return time_point(duration(t)); };
    BOOST_TEST(machine.run(at(0)).todo.has(action::enter_state));
    BOOST_TEST(machine.hooks_ended(at(0), false).todo.has(action::start_service));
    BOOST_TEST(machine.stop(at(0), at(1)).todo.has(action::enter_state));
    BOOST_TEST(machine.hooks_ended(at(0), false).todo.has(action::ask_to_stop));
    BOOST_TEST(machine.wake(at(1)).todo.has(action::cancel_service));
    const auto o = machine.announce_running(at(100));
    BOOST_TEST(o.todo.has(action::give_up));
    BOOST_TEST(o.todo.has(action::release_running));
}

BOOST_AUTO_TEST_CASE(actions_have_names)
{
    const auto text = [](actions a) { return (std::ostringstream{} << a).str(); };
    BOOST_TEST(text({}) == "nothing");
    BOOST_TEST(text(action::finish) == "finish");
    BOOST_TEST(text(action::enter_state | action::give_up) == "give_up enter_state");
    actions all;
    for (unsigned bit = 1; bit <= static_cast<unsigned>(action::finish); bit <<= 1)
    {
        BOOST_TEST(!all.has(static_cast<action>(bit)));
        all |= static_cast<action>(bit);
        BOOST_TEST(text(static_cast<action>(bit)) != "");
    }
    BOOST_TEST(text(all)
               == "report_start_timeout report_deadline cancel_hooks abandon_hooks "
                  "start_service release_running ask_to_stop cancel_service give_up "
                  "enter_state finish");
}

BOOST_AUTO_TEST_SUITE_END()
