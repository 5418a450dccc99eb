// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "story.hpp"

using namespace story;

namespace
{
constexpr auto hard = action::report_deadline | action::cancel_service;
} // namespace

BOOST_AUTO_TEST_SUITE(lifecycle_stop_ladder)

BOOST_AUTO_TEST_CASE(the_four_rungs)
{
    auto service = running_service();
    BOOST_TEST((service->stop_rung() == rung::none));
    service.sleeps_for_ever(); // a service that serves costs no timer

    service.at(1).stop(20).enters(state::stopping);
    BOOST_TEST((service->stop_rung() == rung::asked));
    BOOST_TEST(service->stop_asked());
    BOOST_TEST(!service->should_stop());

    service.at(2).hooks_return().does(action::ask_to_stop);
    BOOST_TEST((service->stop_rung() == rung::graceful));
    BOOST_TEST(service->should_stop());

    service.wakes_at(20).does(hard);
    BOOST_TEST((service->stop_rung() == rung::hard));
    BOOST_TEST(!service->failed());

    service.wakes_at(25).enters(state::crashed, action::give_up);
    BOOST_TEST((service->stop_rung() == rung::given_up));
    BOOST_TEST(service->failed());
    BOOST_TEST(!service->alive());
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_CASE(who_ends_after_the_cancellation_has_stopped)
{
    auto service = stopping_service();
    service.wakes_at(20).does(hard);
    service.at(24).returns().enters(state::stopped);
    service.hooks_return().does(action::finish);
    BOOST_TEST(!service->failed());
}

BOOST_AUTO_TEST_CASE(a_stop_that_comes_before_the_run_is_remembered)
{
    teller service{usual};
    service.at(1).stop(11).does_nothing();
    BOOST_TEST(!service->stop_asked());
    service.at(5).run().enters(state::starting);
    BOOST_TEST(service->stop_asked());
    BOOST_TEST((service->deadline() == at(15)));          // its time counts from the run
    service.at(6).hooks_return().enters(state::stopping); // run() is never called
    service.at(7).hooks_return().enters(state::stopped);
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_CASE(the_tightest_of_the_remembered_stops_counts)
{
    teller service{usual};
    service.stop(10).does_nothing();
    service.stop(7).does_nothing();
    service.stop(stint::never).does_nothing();
    service.at(100).run().enters(state::starting);
    BOOST_TEST((service->deadline() == at(107)));
}

BOOST_AUTO_TEST_CASE(a_remembered_stop_may_be_at_once_or_without_a_deadline)
{
    teller past{usual};
    past.at(10).stop(3).does_nothing();
    past.at(50).run().enters(state::starting);
    BOOST_TEST((past->deadline() == at(50)));
    past.wakes_at(50).does(hard | action::ask_to_stop | action::cancel_hooks);
    past.hooks_return().enters(state::stopping);
    BOOST_TEST(past->hooks_cancelled());
    past.hooks_return().enters(state::stopped);
    past.hooks_return().does(action::finish);

    teller endless{usual};
    endless.at(10).stop(stint::never).does_nothing();
    endless.at(50).run().enters(state::starting);
    BOOST_TEST(endless->stop_asked());
    BOOST_TEST((endless->deadline() == stint::never));
    endless.sleeps_for_ever();
    endless.hooks_return().enters(state::stopping);
}

BOOST_AUTO_TEST_CASE(a_remembered_stop_counts_for_one_run)
{
    teller service{usual};
    service.stop(10).does_nothing();
    service.run().enters(state::starting);
    service.hooks_return().enters(state::stopping);
    service.hooks_return().enters(state::stopped);
    service.hooks_return().does(action::finish);
    service.run().enters(state::starting);
    BOOST_TEST(!service->stop_asked());
    service.hooks_return().does(action::start_service);
}

BOOST_AUTO_TEST_CASE(a_stop_of_a_run_that_has_ended_does_not_touch_the_next)
{
    auto stopped = stopping_service();
    stopped.returns().enters(state::stopped);
    stopped.hooks_return().does(action::finish);
    auto crashed = running_service();
    crashed.throws().enters(state::crashed);
    crashed.hooks_return().does(action::finish);

    for (auto service : {stopped, crashed})
    {
        service.at(5).stop(10).does_nothing();
        service.sleeps_for_ever();
        service.run().enters(state::starting);
        BOOST_TEST(!service->stop_asked());
        service.hooks_return().does(action::start_service);
    }
}

BOOST_AUTO_TEST_CASE(a_stop_while_the_on_starting_hooks_run)
{
    auto service = starting_hooks();
    service.at(1).stop(21).does_nothing();
    BOOST_TEST(service->stop_asked());
    service.sleeps_until(21);
    service.at(2).hooks_return().enters(state::stopping); // and run() is never called
    service.at(3).hooks_return().enters(state::stopped);
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_CASE(a_stop_while_the_service_starts)
{
    auto service = starting_service();
    service.at(1).stop(21).enters(state::stopping);
    service.at(2).calls_running().does(action::release_running); // at once, and it changes nothing
    BOOST_TEST(service->state() == state::stopping);
    service.at(3).hooks_return().does(action::ask_to_stop);
    service.at(4).returns().enters(state::stopped);
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_CASE(running_returns_at_once_on_every_rung)
{
    auto graceful = starting_service();
    graceful.stop(20).enters(state::stopping);
    graceful.hooks_return().does(action::ask_to_stop);
    auto cancelled = graceful;
    cancelled.wakes_at(20).does(hard);
    for (auto service : {graceful, cancelled})
    {
        service.calls_running().does(action::release_running);
        service.calls_running().is_refused(error::already_announced);
        service.returns().enters(state::stopped);
    }
}

BOOST_AUTO_TEST_CASE(a_stop_while_the_on_running_hooks_run)
{
    auto service = running_hooks();
    service.at(1).stop(21).does_nothing();
    BOOST_TEST(service->state() == state::running);
    service.sleeps_until(21);
    service.at(2).hooks_return().enters(state::stopping, action::release_running);
    service.at(3).hooks_return().does(action::ask_to_stop);
    service.at(4).returns().enters(state::stopped);
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_CASE(a_tighter_deadline_shortens_a_stop)
{
    auto hooks = stopping_hooks();
    hooks.at(1).stop(10).does_nothing();
    hooks.sleeps_until(10);
    hooks.hooks_return().does(action::ask_to_stop);

    auto graceful = stopping_service();
    graceful.at(1).stop(10).does_nothing();
    for (auto service : {hooks, graceful})
    {
        BOOST_TEST((service->deadline() == at(10)));
        service.wakes_at(10).does(hard);
        service.wakes_at(15).enters(state::crashed, action::give_up);
    }
}

BOOST_AUTO_TEST_CASE(a_longer_deadline_does_not_lengthen_it)
{
    auto service = stopping_service();
    service.at(1).stop(40).does_nothing();
    service.stop(stint::never).does_nothing();
    BOOST_TEST((service->deadline() == at(20)));
    service.wakes_at(20).does(hard);
    service.at(21).stop(40).does_nothing();
    service.wakes_at(25).enters(state::crashed, action::give_up);
}

BOOST_AUTO_TEST_CASE(a_deadline_of_now_is_rung_three)
{
    auto service = running_service();
    service.at(3).stop(3).enters(state::stopping, hard | action::ask_to_stop);
    BOOST_TEST(service->should_stop());
    BOOST_TEST(service->hooks_cancelled()); // those of on_stopping
    service.sleeps_until(8);
    service.hooks_return().does_nothing();
    service.returns().enters(state::stopped);
}

BOOST_AUTO_TEST_CASE(a_second_stop_goes_straight_to_rung_three)
{
    auto hooks = stopping_hooks();
    hooks.at(4).stop(4).does(hard | action::ask_to_stop | action::cancel_hooks);
    hooks.sleeps_until(9);

    auto service = stopping_service();
    service.at(4).stop(4).does(hard);
    service.sleeps_until(9);
    service.at(5).stop(5).does_nothing(); // a third
    service.sleeps_until(9);
}

BOOST_AUTO_TEST_CASE(a_deadline_long_past_leaves_the_grace_too)
{
    auto service = running_service();
    service.at(50).stop(10).enters(state::stopping, hard | action::ask_to_stop);
    service.hooks_return().does_nothing();
    service.at(54).wakes().does_nothing();
    service.wakes_at(55).enters(state::crashed, action::give_up);
    service.hooks_return().does(action::finish);
    service.leftover_ends();
    service.run().enters(state::starting); // nothing else was given up
}

BOOST_AUTO_TEST_CASE(once_cancelled_no_stop_takes_the_grace_away)
{
    auto service = stopping_service();
    service.wakes_at(20).does(hard);
    service.at(22).stop(22).does_nothing();
    service.at(23).stop(1).does_nothing();
    service.wakes_at(25).enters(state::crashed, action::give_up);
}

BOOST_AUTO_TEST_CASE(a_stop_without_a_deadline)
{
    auto service = running_service();
    service.stop(stint::never).enters(state::stopping);
    service.sleeps_for_ever();
    service.hooks_return().does(action::ask_to_stop);
    service.sleeps_for_ever();
    service.at(1000000).wakes().does_nothing();
    service.stop(1000010).does_nothing();
    service.wakes_at(1000010).does(hard);
}

BOOST_AUTO_TEST_CASE(the_drain_delay_counts_from_the_end_of_the_on_stopping_hooks)
{
    auto service = stopping_hooks({.stop = duration{20}, .drain_delay = duration{6}});
    service.sleeps_until(20);
    service.at(3).hooks_return().does_nothing();
    BOOST_TEST(!service->should_stop());
    service.at(8).wakes().does_nothing();
    service.wakes_at(9).does(action::ask_to_stop);
    BOOST_TEST(service->should_stop());
    service.sleeps_until(20);
}

BOOST_AUTO_TEST_CASE(a_service_may_end_during_the_drain_delay)
{
    auto service = stopping_hooks({.stop = duration{20}, .drain_delay = duration{6}});
    service.at(3).hooks_return().does_nothing();
    service.at(4).returns().enters(state::stopped);
}

BOOST_AUTO_TEST_CASE(the_deadline_cuts_the_drain_delay_short)
{
    auto service = stopping_hooks({.abort_grace = duration{5}, .drain_delay = duration{60}});
    service.at(3).hooks_return().does_nothing();
    service.sleeps_until(20);
    service.at(4).stop(10).does_nothing();
    service.wakes_at(10).does(hard | action::ask_to_stop);
    service.wakes_at(15).enters(state::crashed, action::give_up);
}

BOOST_AUTO_TEST_CASE(a_drain_delay_can_be_skipped_while_it_lasts_or_before)
{
    auto service = stopping_hooks({.stop = duration{20}, .drain_delay = duration{6}});
    service.at(3).hooks_return().does_nothing();
    service.at(4).skips_drain().does(action::ask_to_stop);
    service.skips_drain().does_nothing();

    auto early = running_service({.stop = duration{20}, .drain_delay = duration{6}});
    early.skips_drain().does_nothing();
    BOOST_TEST((early->deadline() == stint::never));
    early.stop(20).enters(state::stopping);
    early.hooks_return().does(action::ask_to_stop); // the hooks are not skipped
}

BOOST_AUTO_TEST_CASE(the_next_run_has_its_drain_delay_again)
{
    auto service = running_service({.stop = duration{20}, .drain_delay = duration{6}});
    service.skips_drain().does_nothing();
    service.returns().enters(state::stopping);
    service.hooks_return().enters(state::stopped);
    service.hooks_return().does(action::finish);
    service.run().enters(state::starting);
    BOOST_TEST(!service->drain_skipped());
}

BOOST_AUTO_TEST_CASE(a_service_that_was_not_running_needs_no_drain_delay)
{
    auto service = starting_service({.stop = duration{20}, .drain_delay = duration{6}});
    service.stop(20).enters(state::stopping);
    service.hooks_return().does(action::ask_to_stop);
}

BOOST_AUTO_TEST_CASE(stopping_without_a_stop_is_one)
{
    auto service = running_service();
    service.at(4).calls_stopping().enters(state::stopping);
    BOOST_TEST(service->stop_asked());
    BOOST_TEST((service->deadline() == at(24)));
    service.at(5).hooks_return().does(action::ask_to_stop); // and stopping() returns
    service.at(6).stop(16).does_nothing();
    BOOST_TEST((service->deadline() == at(16)));
    service.wakes_at(16).does(hard);
    service.returns().enters(state::stopped);
}

BOOST_AUTO_TEST_CASE(stopping_after_a_stop_changes_nothing)
{
    auto hooks = stopping_hooks();
    hooks.at(4).calls_stopping().does_nothing();
    hooks.hooks_return().does(action::ask_to_stop);
    auto service = stopping_service();
    service.at(4).calls_stopping().does_nothing();
    service.calls_stopping().does_nothing();
    for (auto s : {hooks, service})
        BOOST_TEST((s->deadline() == at(20)));
}

BOOST_AUTO_TEST_CASE(stopping_does_not_shorten_a_long_stop)
{
    auto service = running_service();
    service.stop(1000).enters(state::stopping);
    service.hooks_return().does(action::ask_to_stop);
    service.calls_stopping().does_nothing();
    BOOST_TEST((service->deadline() == at(1000)));
}

BOOST_AUTO_TEST_CASE(stopping_may_be_said_while_starting_and_while_the_on_running_hooks_run)
{
    auto starting = starting_service();
    starting.at(1).calls_stopping().enters(state::stopping);
    starting.hooks_return().does(action::ask_to_stop);

    auto hooks = running_hooks(); // by a task: the service waits for its running()
    hooks.at(1).calls_stopping().does_nothing();
    BOOST_TEST((hooks->deadline() == at(21)));
    hooks.at(2).hooks_return().enters(state::stopping, action::release_running);
    hooks.hooks_return().does(action::ask_to_stop);
}

BOOST_AUTO_TEST_SUITE_END()
