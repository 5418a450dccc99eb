// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "story.hpp"

using namespace story;

namespace
{
constexpr auto hard = action::report_deadline | action::cancel_service;
} // namespace

BOOST_AUTO_TEST_SUITE(lifecycle_crash)

BOOST_AUTO_TEST_CASE(a_service_that_throws_has_crashed)
{
    auto starting = starting_service();
    auto running = running_service();
    auto stopping = stopping_service();
    auto cancelled = stopping_service();
    cancelled.wakes_at(20).does(hard);
    for (auto service : {starting, running, stopping, cancelled})
    {
        service.throws().enters(state::crashed);
        BOOST_TEST(service->failed());
        service.hooks_return().does(action::finish);
        BOOST_TEST(service->state() == state::crashed);
    }
}

BOOST_AUTO_TEST_CASE(the_hooks_of_a_state_end_before_the_crash)
{
    auto running = running_hooks();
    running.throws().does_nothing();
    BOOST_TEST(running->state() == state::running);
    running.hooks_return().enters(state::crashed);

    auto stopping = stopping_hooks();
    stopping.throws().does_nothing();
    BOOST_TEST(stopping->state() == state::stopping);
    stopping.hooks_return().enters(state::crashed);
}

BOOST_AUTO_TEST_CASE(the_hooks_that_a_crash_waits_for_have_a_deadline)
{
    for (bool task : {false, true}) // the service still there
    {
        auto service = running_hooks({.stop = duration{20}, .abort_grace = duration{5}});
        service.sleeps_for_ever();
        if (task)
            service.task_starts().does_nothing();
        service.at(3);
        task ? service.task_throws().does_nothing() : service.throws().does_nothing();
        service.wakes_at(23).does(hard | action::ask_to_stop | action::cancel_hooks);
        service.wakes_at(28).enters(state::crashed, action::give_up);
        service.hooks_return().does(action::finish);
    }
}

BOOST_AUTO_TEST_CASE(so_have_the_hooks_that_a_return_waits_for)
{
    auto service = running_hooks({.stop = duration{20}, .abort_grace = duration{5}});
    service.at(3).returns().does_nothing();
    service.wakes_at(23).does(hard | action::ask_to_stop | action::cancel_hooks);
    service.at(24).hooks_return().enters(state::stopping, action::release_running);
    BOOST_TEST(service->hooks_cancelled());
    service.hooks_return().enters(state::stopped);
}

BOOST_AUTO_TEST_CASE(a_service_that_throws_takes_its_tasks_with_it)
{
    auto service = running_service();
    service.task_starts().does_nothing();
    service.at(3).throws().enters(state::stopping);
    BOOST_TEST((service->deadline() == at(23)));
    service.hooks_return().does(action::ask_to_stop);
    service.task_returns().enters(state::crashed);
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_CASE(a_task_that_throws_takes_the_service_with_it)
{
    auto starting = starting_service();
    auto running = running_service();
    for (auto service : {starting, running})
    {
        service.task_starts().does_nothing();
        service.at(3).task_throws().enters(state::stopping);
        BOOST_TEST(service->failed());
        service.sleeps_until(23);
        service.hooks_return().does(action::ask_to_stop);
        service.returns().enters(state::crashed); // its own clean end does not hide the task's
        service.hooks_return().does(action::finish);
    }
}

BOOST_AUTO_TEST_CASE(what_a_crash_stops_climbs_the_whole_ladder)
{
    auto service = running_service();
    service.task_starts().does_nothing();
    service.at(3).task_throws().enters(state::stopping);
    service.hooks_return().does(action::ask_to_stop);
    service.wakes_at(23).does(hard);
    service.wakes_at(28).enters(state::crashed, action::give_up);
    service.hooks_return().does(action::finish);
    service.run().is_refused(error::already_running);
    service.leftover_ends();
    service.run().enters(state::starting);
}

BOOST_AUTO_TEST_CASE(a_stop_during_a_crash_is_not_lost)
{
    auto service = running_service();
    service.task_starts().does_nothing();
    service.at(3).throws().enters(state::stopping);
    service.at(4).stop(9).does_nothing();
    BOOST_TEST((service->deadline() == at(9)));
    service.hooks_return().does(action::ask_to_stop);
    service.wakes_at(9).does(hard);
    service.at(10).stop(100).does_nothing();
    service.wakes_at(14).enters(state::crashed, action::give_up);
}

BOOST_AUTO_TEST_CASE(a_task_that_throws_while_stopping)
{
    auto service = stopping_service();
    service.task_starts().does_nothing();
    service.task_throws().does_nothing();
    BOOST_TEST((service->deadline() == at(20))); // as before
    service.returns().enters(state::crashed);
}

BOOST_AUTO_TEST_CASE(a_failure_that_no_other_input_tells_of)
{
    auto starting = starting_service();
    auto running = running_service();
    for (auto service : {starting, running})
    {
        service.at(3).something_fails().enters(state::stopping);
        service.sleeps_until(23);
        service.hooks_return().does(action::ask_to_stop);
        service.returns().enters(state::crashed);
    }

    auto before_run = starting_hooks();
    before_run.something_fails().does_nothing();
    before_run.hooks_return().enters(state::crashed); // run() is never called

    auto hooks = running_hooks();
    hooks.at(3).something_fails().does_nothing();
    hooks.sleeps_until(23);
    hooks.hooks_return().enters(state::stopping, action::release_running);

    auto stopping = stopping_service();
    stopping.something_fails().does_nothing();
    stopping.returns().enters(state::crashed);

    auto stopped = stopping_service();
    stopped.returns().enters(state::stopped);
    stopped.something_fails().does_nothing(); // a state is entered once: this one stays
    stopped.hooks_return().does(action::finish);
    BOOST_TEST(stopped->failed());
    BOOST_TEST(stopped->state() == state::stopped);
}

BOOST_AUTO_TEST_CASE(an_on_starting_hook_that_throws)
{
    auto service = starting_hooks();
    service.hooks_throw().enters(state::crashed); // run() is never called
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_CASE(an_on_starting_hook_that_throws_leaves_its_task_behind)
{
    auto service = starting_hooks();
    service.task_starts().does_nothing();
    service.at(2).hooks_throw().enters(state::stopping);
    service.sleeps_until(22);
    service.hooks_return().does(action::ask_to_stop);
    service.task_returns().enters(state::crashed);
}

BOOST_AUTO_TEST_CASE(an_on_running_hook_that_throws)
{
    auto service = running_hooks();
    service.at(2).hooks_throw().enters(state::stopping, action::release_running);
    service.sleeps_until(22);
    service.at(3).hooks_return().does(action::ask_to_stop);
    service.returns().enters(state::crashed);
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_CASE(an_on_stopping_hook_that_throws)
{
    auto service = stopping_hooks();
    service.at(2).hooks_throw().does(action::ask_to_stop);
    service.returns().enters(state::crashed);
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_CASE(a_last_hook_that_throws)
{
    auto stopped = stopping_service();
    stopped.returns().enters(state::stopped);
    auto crashed = stopping_service();
    crashed.throws().enters(state::crashed);
    for (auto service : {stopped, crashed})
    {
        const auto before = service->state();
        service.hooks_throw().does(action::finish);
        BOOST_TEST(service->failed());
        BOOST_TEST(service->state() == before); // no state follows a final one in the same run
    }
}

BOOST_AUTO_TEST_CASE(a_crash_during_the_on_running_hooks_and_a_stop_during_the_crash)
{
    auto service = running_hooks();
    service.at(1).throws().does_nothing();
    service.at(2).stop(7).does_nothing();
    service.sleeps_until(7);
    service.hooks_return().enters(state::crashed);
    service.hooks_return().does(action::finish);
}

BOOST_AUTO_TEST_SUITE_END()
