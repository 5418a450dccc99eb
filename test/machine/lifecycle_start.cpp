// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "story.hpp"

using namespace story;

BOOST_AUTO_TEST_SUITE(lifecycle_start)

BOOST_AUTO_TEST_CASE(a_whole_life)
{
    teller service{usual};
    BOOST_TEST(service->state() == state::stopped);
    service.at(1).run().enters(state::starting);
    service.at(2).hooks_return().does(action::start_service);
    service.at(3).calls_running().enters(state::running);
    service.at(4).hooks_return().does(action::release_running);
    service.at(10).stop(30).enters(state::stopping);
    BOOST_TEST(!service->should_stop());
    service.at(11).hooks_return().does(action::ask_to_stop);
    BOOST_TEST(service->should_stop());
    service.at(12).returns().enters(state::stopped);
    BOOST_TEST(service->active());
    service.at(13).hooks_return().does(action::finish);
    BOOST_TEST(!service->active());
    BOOST_TEST(!service->failed());
    service.sleeps_for_ever();
}

BOOST_AUTO_TEST_CASE(a_service_that_returns_passes_stopping_too)
{
    auto service = running_service();
    service.at(7).returns().enters(state::stopping);
    BOOST_TEST((service->deadline() == at(27))); // its hooks have a deadline
    service.sleeps_until(27);
    service.hooks_return().enters(state::stopped);
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_CASE(a_service_may_return_without_having_been_running)
{
    auto service = starting_service();
    service.returns().enters(state::stopping);
    service.hooks_return().enters(state::stopped);
    service.hooks_return().does(action::finish);
    BOOST_TEST(!service->announced());
}

BOOST_AUTO_TEST_CASE(a_service_may_return_while_its_on_running_hooks_run)
{
    auto service = running_hooks();
    service.at(3).returns().does_nothing(); // the hooks of a state end before the next is entered
    BOOST_TEST(!service->alive());
    service.at(4).hooks_return().enters(state::stopping, action::release_running);
    service.at(5).hooks_return().enters(state::stopped);
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_CASE(before_it_is_run_a_service_is_stopped_and_nothing_can_be_told_of_it)
{
    teller service{usual};
    BOOST_TEST(!service->active());
    BOOST_TEST(!service->alive());
    BOOST_TEST(!service->hooks_in_progress());
    BOOST_TEST(!service->stop_asked());
    BOOST_TEST((service->stop_rung() == rung::none));
    BOOST_TEST((service->deadline() == stint::never));
    service.sleeps_for_ever();
    service.calls_running().is_refused(error::not_running);
    service.calls_stopping().is_refused(error::not_running);
    service.task_starts().is_refused(error::not_running);
    service.wakes().does_nothing();
    service.run().enters(state::starting);
}

BOOST_AUTO_TEST_CASE(it_cannot_be_run_while_it_runs)
{
    auto service = starting_hooks();
    service.run().is_refused(error::already_running);
    service.hooks_return().does(action::start_service);
    service.run().is_refused(error::already_running);
    service.calls_running().enters(state::running);
    service.run().is_refused(error::already_running);
    service.hooks_return().does(action::release_running);
    service.run().is_refused(error::already_running);
    service.stop(20).enters(state::stopping);
    service.run().is_refused(error::already_running);
    service.hooks_return().does(action::ask_to_stop);
    service.run().is_refused(error::already_running);
    service.returns().enters(state::stopped);
    service.run().is_refused(error::already_running); // its on_stopped hooks run
    service.hooks_return().does(action::finish);
    service.run().enters(state::starting);
}

BOOST_AUTO_TEST_CASE(running_is_said_once)
{
    auto service = running_hooks();
    BOOST_TEST(service->announced());
    service.calls_running().is_refused(error::already_announced); // by a hook, say
    service.hooks_return().does(action::release_running);
    service.calls_running().is_refused(error::already_announced);
    service.stop(20).enters(state::stopping);
    service.calls_running().is_refused(error::already_announced);
}

BOOST_AUTO_TEST_CASE(only_what_has_been_started_can_say_that_it_is_running)
{
    auto service = starting_hooks();
    service.calls_running().is_refused(error::not_running); // an on_starting hook
    service.hooks_return().does(action::start_service);
    service.calls_running().enters(state::running);
}

BOOST_AUTO_TEST_CASE(nothing_can_be_told_of_a_run_that_has_ended)
{
    auto service = stopping_service();
    service.returns().enters(state::stopped);
    for (int i = 0; i != 2; ++i) // while the on_stopped hooks run, and after the end
    {
        service.calls_running().is_refused(error::not_running);
        service.calls_stopping().is_refused(error::not_running);
        service.task_starts().is_refused(error::not_running);
        if (i == 0)
            service.hooks_return().does(action::finish);
    }
    service.wakes().does_nothing();
}

BOOST_AUTO_TEST_CASE(a_crash_is_an_end_too)
{
    auto service = running_service();
    service.throws().enters(state::crashed);
    for (int i = 0; i != 2; ++i)
    {
        service.calls_running().is_refused(error::not_running);
        service.calls_stopping().is_refused(error::not_running);
        service.task_starts().is_refused(error::not_running);
        if (i == 0)
            service.hooks_return().does(action::finish);
    }
}

BOOST_AUTO_TEST_CASE(tasks_may_be_started_in_every_state_of_a_run)
{
    auto service = starting_hooks();
    service.task_starts().does_nothing();
    BOOST_TEST(service->alive());
    service.hooks_return().does(action::start_service);
    service.task_starts().does_nothing();
    service.calls_running().enters(state::running);
    service.task_starts().does_nothing();
    service.hooks_return().does(action::release_running);
    service.stop(20).enters(state::stopping);
    service.task_starts().does_nothing();
    service.hooks_return().does(action::ask_to_stop);
    service.task_starts().does_nothing();
    service.returns().does_nothing();
    for (int i = 0; i != 4; ++i)
        service.task_returns().does_nothing();
    BOOST_TEST(service->alive());
    service.task_returns().enters(state::stopped);
    BOOST_TEST(!service->alive());
}

BOOST_AUTO_TEST_CASE(tasks_outlive_run)
{
    auto service = running_service();
    service.task_starts().does_nothing();
    service.at(1).returns().enters(state::stopping);
    service.at(2).hooks_return().does(action::ask_to_stop); // who returns wants its tasks to end
    service.at(3).task_returns().enters(state::stopped);
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_CASE(what_a_task_starts_is_waited_for)
{
    auto service = stopping_service();
    service.task_starts().does_nothing();
    service.returns().does_nothing();
    service.task_starts().does_nothing(); // by the first task
    service.task_returns().does_nothing();
    service.task_returns().enters(state::stopped);
}

BOOST_AUTO_TEST_CASE(it_runs_again_after_a_stop)
{
    auto service = stopping_service();
    service.returns().enters(state::stopped);
    service.hooks_return().does(action::finish);

    service.at(50).run().enters(state::starting);
    BOOST_TEST(!service->stop_asked());
    BOOST_TEST(!service->should_stop());
    BOOST_TEST(!service->announced());
    BOOST_TEST((service->stop_rung() == rung::none));
    BOOST_TEST((service->deadline() == stint::never));
    service.sleeps_until(150); // the limits are kept
    service.hooks_return().does(action::start_service);
    service.calls_running().enters(state::running);
    service.hooks_return().does(action::release_running);
    service.stop(70).enters(state::stopping);
    service.hooks_return().does(action::ask_to_stop);
    service.returns().enters(state::stopped);
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_CASE(it_runs_again_after_a_crash)
{
    auto service = running_service();
    service.throws().enters(state::crashed);
    service.hooks_return().does(action::finish);
    BOOST_TEST(service->failed());

    service.run().enters(state::starting);
    BOOST_TEST(!service->failed());
    service.hooks_return().does(action::start_service);
    service.returns().enters(state::stopping);
    service.hooks_return().enters(state::stopped);
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_CASE(it_does_not_run_again_while_what_was_given_up_is_still_there)
{
    auto service = stopping_service();
    service.task_starts().does_nothing();
    service.task_starts().does_nothing();
    service.wakes_at(20).does(action::report_deadline | action::cancel_service);
    BOOST_TEST(service->tasks() == 2U);
    service.wakes_at(25).enters(state::crashed, action::give_up);
    BOOST_TEST(service->tasks() == 0U);
    BOOST_TEST(service->leftovers() == 3U);
    BOOST_TEST(!service->alive());
    service.hooks_return().does(action::finish);
    BOOST_TEST(service->has_run());
    service.at(30).run().is_refused(error::already_running);
    service.leftover_ends(); // a task
    service.leftover_ends(); // the service
    service.run().is_refused(error::already_running);
    service.leftover_ends(); // the other task
    service.run().enters(state::starting);
}

BOOST_AUTO_TEST_CASE(what_was_given_up_may_end_before_the_run_does)
{
    auto service = stopping_service();
    service.wakes_at(20).does(action::report_deadline | action::cancel_service);
    service.wakes_at(25).enters(state::crashed, action::give_up);
    service.leftover_ends();
    service.run().is_refused(error::already_running);
    service.hooks_return().does(action::finish);
    service.run().enters(state::starting);
}

BOOST_AUTO_TEST_SUITE_END()
