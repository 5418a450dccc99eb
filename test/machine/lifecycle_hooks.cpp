// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "story.hpp"

using namespace story;

// Hooks that hang: in each state they are cancelled, then abandoned.

namespace
{
constexpr auto hard = action::report_deadline | action::cancel_service;
constexpr auto cut = action::report_deadline | action::cancel_hooks; // hooks at their limit
constexpr auto hard_hooks = hard | action::ask_to_stop | action::cancel_hooks;

/// Lets the hooks of the final state end, and what was given up, and sees that nothing else was.
void end_with_leftovers(teller service, int leftovers)
{
    service.hooks_return().does(action::finish);
    for (int i = 0; i != leftovers; ++i)
    {
        service.run().is_refused(error::already_running);
        service.leftover_ends();
    }
    service.run().enters(state::starting);
}
} // namespace

BOOST_AUTO_TEST_SUITE(lifecycle_hooks)

BOOST_AUTO_TEST_CASE(on_starting)
{
    auto service = starting_hooks();
    service.stop(20).does_nothing();
    BOOST_TEST(!service->hooks_cancelled());
    service.wakes_at(20).does(hard_hooks);
    BOOST_TEST(service->hooks_cancelled());

    auto heeded = service;
    heeded.at(22).hooks_return().enters(state::stopping);
    BOOST_TEST(heeded->hooks_cancelled());
    heeded.hooks_return().enters(state::stopped);
    end_with_leftovers(heeded, 0);

    service.wakes_at(25).enters(state::crashed, action::give_up);
    BOOST_TEST(service->hooks_in_progress()); // those of on_crashed
    BOOST_TEST(!service->hooks_cancelled());
    end_with_leftovers(service, 1);
}

BOOST_AUTO_TEST_CASE(on_running)
{
    auto service = running_hooks();
    service.stop(20).does_nothing();
    service.wakes_at(20).does(hard_hooks);

    auto heeded = service;
    heeded.at(22).hooks_return().enters(state::stopping, action::release_running);
    heeded.sleeps_until(25);
    heeded.hooks_return().does_nothing(); // the service has been cancelled, and ends soon
    heeded.returns().enters(state::stopped);
    end_with_leftovers(heeded, 0);

    service.wakes_at(25).enters(state::crashed, action::give_up);
    end_with_leftovers(service, 2); // the hooks and the service
}

BOOST_AUTO_TEST_CASE(on_running_when_the_service_heeds_and_its_hooks_do_not)
{
    auto service = running_hooks();
    service.stop(20).does_nothing();
    service.wakes_at(20).does(hard_hooks);
    service.at(21).returns().does_nothing();
    service.wakes_at(25).enters(state::crashed, action::give_up);
    end_with_leftovers(service, 1);
}

BOOST_AUTO_TEST_CASE(on_stopping)
{
    auto service = stopping_hooks();
    service.wakes_at(20).does(hard_hooks);
    BOOST_TEST(service->should_stop());

    auto heeded = service;
    heeded.at(22).hooks_return().does_nothing();
    heeded.returns().enters(state::stopped);
    end_with_leftovers(heeded, 0);

    service.wakes_at(25).enters(state::crashed, action::give_up);
    end_with_leftovers(service, 2);
}

BOOST_AUTO_TEST_CASE(on_stopping_when_nothing_else_is_left)
{
    auto service = stopping_hooks();
    service.returns().does_nothing();
    service.wakes_at(20).does(hard_hooks);

    auto heeded = service;
    heeded.at(22).hooks_return().enters(state::stopped);
    end_with_leftovers(heeded, 0);

    service.wakes_at(25).enters(state::crashed, action::give_up);
    BOOST_TEST(service->failed()); // hooks that were given up are no clean end
    end_with_leftovers(service, 1);
}

BOOST_AUTO_TEST_CASE(on_stopping_of_a_service_that_returned_by_itself)
{
    auto service = running_service();
    service.at(10).returns().enters(state::stopping);
    service.wakes_at(30).does(hard_hooks);
    service.wakes_at(35).enters(state::crashed, action::give_up);
    end_with_leftovers(service, 1);
}

BOOST_AUTO_TEST_CASE(on_stopped)
{
    auto service = stopping_service();
    service.at(10).returns().enters(state::stopped);
    service.wakes_at(20).does(cut); // the same deadline
    BOOST_TEST(service->hooks_cancelled());

    auto heeded = service;
    heeded.at(22).hooks_return().does(action::finish);
    BOOST_TEST(!heeded->failed());
    heeded.run().enters(state::starting);

    service.wakes_at(25).does(action::abandon_hooks | action::finish);
    BOOST_TEST(!service->active());
    service.run().is_refused(error::already_running);
    service.leftover_ends();
    service.run().enters(state::starting);
}

BOOST_AUTO_TEST_CASE(on_crashed)
{
    auto service = running_service();
    service.at(10).throws().enters(state::crashed);
    service.wakes_at(30).does(cut); // the time for a stop that nobody asked for
    auto heeded = service;
    heeded.at(31).hooks_return().does(action::finish);
    service.wakes_at(35).does(action::abandon_hooks | action::finish);
    BOOST_TEST(service->state() == state::crashed);
    service.run().is_refused(error::already_running);
    service.leftover_ends();
    service.run().enters(state::starting);
}

BOOST_AUTO_TEST_CASE(the_last_hooks_have_at_least_the_grace)
{
    auto late = stopping_service(); // it ends shortly before the deadline
    late.at(18).returns().enters(state::stopped);
    late.wakes_at(23).does(cut);
    late.wakes_at(28).does(action::abandon_hooks | action::finish);

    auto cancelled = stopping_service();
    cancelled.wakes_at(20).does(hard);
    cancelled.at(22).returns().enters(state::stopped);
    BOOST_TEST(!cancelled->hooks_cancelled());
    cancelled.wakes_at(27).does(action::cancel_hooks);
    cancelled.wakes_at(32).does(action::abandon_hooks | action::finish);

    auto given_up = stopping_service();
    given_up.wakes_at(20).does(hard);
    given_up.wakes_at(25).enters(state::crashed, action::give_up);
    given_up.wakes_at(30).does(action::cancel_hooks);
    given_up.wakes_at(35).does(action::abandon_hooks | action::finish);
    for (int leftovers = 2; leftovers != 0; --leftovers)
    {
        given_up.run().is_refused(error::already_running);
        given_up.leftover_ends();
    }
    given_up.run().enters(state::starting);
}

BOOST_AUTO_TEST_CASE(a_tighter_stop_shortens_the_last_hooks_too)
{
    auto stopped = stopping_service();
    stopped.at(1).returns().enters(state::stopped);
    auto crashed = running_service();
    crashed.at(1).throws().enters(state::crashed);
    for (auto service : {stopped, crashed})
    {
        service.at(2).stop(10).does_nothing();
        service.stop(40).does_nothing();
        service.sleeps_until(10);
        auto at_once = service;
        at_once.at(3).stop(3).does(cut); // a second signal
        at_once.at(4).stop(4).does_nothing();
        at_once.wakes_at(8).does(action::abandon_hooks | action::finish);
        service.wakes_at(10).does(cut);
        service.wakes_at(15).does(action::abandon_hooks | action::finish);
    }
}

BOOST_AUTO_TEST_CASE(a_stop_does_not_lengthen_the_last_hooks_of_a_crash)
{
    auto service = running_service();
    service.at(1).throws().enters(state::crashed);
    service.at(2).stop(1000).does_nothing();
    service.wakes_at(21).does(cut);
}

BOOST_AUTO_TEST_CASE(last_hooks_are_entered_before_they_are_abandoned)
{
    auto service = running_service(limits{}); // no time for anything
    service.at(3).throws().enters(state::crashed, cut);
    BOOST_TEST(service->hooks_cancelled());
    auto prompt = service;
    prompt.hooks_return().does(action::finish);
    prompt.run().enters(state::starting);
    service.wakes_at(3).does(action::abandon_hooks | action::finish);
}

BOOST_AUTO_TEST_CASE(what_has_not_begun_is_not_given_up)
{
    auto service = running_service(limits{});
    service.at(3).stop(3).enters(state::stopping, hard | action::ask_to_stop);
    auto prompt = service;
    prompt.hooks_return().enters(state::crashed, action::give_up | action::cancel_hooks);
    BOOST_TEST(!service->failed());
    service.wakes_at(3).enters(state::crashed, action::give_up | action::cancel_hooks);
}

BOOST_AUTO_TEST_CASE(what_the_shell_has_not_begun_is_neither_cancelled_nor_given_up)
{
    auto service = running_service(limits{});
    {
        const auto busy = service.turn();
        service.at(3).stop(3).enters(state::stopping, hard | action::ask_to_stop);
        service.stop(3).does_nothing();
    }
    service.wakes_at(3).enters(state::crashed, action::give_up | action::cancel_hooks);
    {
        const auto busy = service.turn();
        service.stop(3).does_nothing();
        service.wakes().does_nothing();
    }
    service.wakes_at(3).does(action::abandon_hooks | action::finish);
    service.leftover_ends(); // the service
    service.leftover_ends(); // its hook of the state stopping
    service.leftover_ends(); // that of the state crashed
    const auto busy = service.turn();
    service.run().enters(state::starting);
    service.stop(3).does_nothing();
}

BOOST_AUTO_TEST_CASE(the_last_hooks_are_not_late_before_they_are_begun)
{
    auto service = running_service(limits{});
    {
        const auto busy = service.turn();
        service.at(3).throws().enters(state::crashed);
        service.stop(3).does_nothing();
        BOOST_TEST(!service->hooks_cancelled());
    }
    service.wakes_at(3).does(cut);
    service.wakes_at(3).does(action::abandon_hooks | action::finish);
}

BOOST_AUTO_TEST_CASE(the_hooks_of_an_end_are_not_late_before_they_are_begun)
{
    auto service = running_service(limits{});
    {
        const auto busy = service.turn();
        service.at(3).returns().enters(state::stopping);
        service.stop(3).does_nothing();
    }
    service.wakes_at(3).does(hard_hooks);
}

BOOST_AUTO_TEST_CASE(without_a_stop_hooks_have_all_the_time_that_a_start_has)
{
    auto starting = starting_hooks({.stop = duration{20}, .abort_grace = duration{5}});
    auto running = running_hooks({.stop = duration{20}, .abort_grace = duration{5}});
    for (auto service : {starting, running})
    {
        service.sleeps_for_ever();
        service.at(1000000).wakes().does_nothing();
    }
}

BOOST_AUTO_TEST_CASE(hooks_are_cancelled_once)
{
    auto service = starting_hooks({.start = duration{10}, .stop = duration{20}, .abort_grace = duration{5}});
    service.wakes_at(10).does(action::report_start_timeout | action::cancel_hooks);
    service.wakes_at(30).does(hard | action::ask_to_stop);
    BOOST_TEST(service->hooks_cancelled());
    service.wakes_at(35).enters(state::crashed, action::give_up);
    end_with_leftovers(service, 1);
}

BOOST_AUTO_TEST_SUITE_END()
