// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "lifecycle_machine.hpp"

#include <algorithm>
#include <ostream>
#include <string_view>
#include <utility>

namespace stint::detail
{

outcome lifecycle_machine::run(time_point now)
{
    // What was given up may still touch the service: it must be gone before the service runs again.
    if (active_ || leftovers_ > 0)
        return error::already_running;

    lifecycle_machine fresh;
    fresh.limits_ = limits_;
    fresh.shell_is_busy_ = shell_is_busy_;
    fresh.active_ = fresh.ran_ = true;
    fresh.start_limit_ = saturating_add(now, limits_.start);
    if (remembered_)
        fresh.ask(saturating_add(now, *remembered_));
    *this = fresh;

    actions todo;
    enter(state::starting, now, todo);
    return todo;
}

outcome lifecycle_machine::stop(time_point now, time_point deadline)
{
    if (!active_)
    {
        // An ended run has stopped already; one that has not begun yet is told as soon as it does.
        if (!ran_)
            remembered_ = std::min(remembered_.value_or(duration::max()), std::max(deadline, now) - now);
        return actions{};
    }
    if (is_final(state_))
        hooks_limit_ = hooks_cancelled_ ? hooks_limit_ : std::min(hooks_limit_, deadline);
    else
        ask(std::max(deadline, now));
    return settle(now);
}

outcome lifecycle_machine::skip_drain(time_point now)
{
    drain_skipped_ = true; // of this run: the next one begins afresh
    return settle(now);
}

outcome lifecycle_machine::announce_running(time_point now)
{
    if (!active_ || is_final(state_) || service_ == service_phase::idle)
        return error::not_running;
    if (announced_)
        return error::already_announced;
    announced_ = true;
    const actions at_once
        = state_ == state::stopping ? action::release_running : actions{}; // settle() may end that state
    return settle(now) | at_once;
}

outcome lifecycle_machine::announce_stopping(time_point now)
{
    if (!active_ || is_final(state_))
        return error::not_running;
    if (!asked_)
        ask(saturating_add(now, limits_.stop));
    return settle(now);
}

outcome lifecycle_machine::service_ended(time_point now, bool failed)
{
    service_ = service_phase::ended;
    failed_ |= failed;
    return settle(now);
}

outcome lifecycle_machine::task_started()
{
    if (!active_ || is_final(state_))
        return error::not_running;
    ++tasks_;
    return actions{};
}

outcome lifecycle_machine::task_ended(time_point now, bool failed)
{
    --tasks_;
    failed_ |= failed;
    return settle(now);
}

outcome lifecycle_machine::hooks_ended(time_point now, bool failed)
{
    hooks_ = false;
    failed_ |= failed;
    stopping_hooks_end_ = now; // matters in `stopping` only
    return settle(now);
}

outcome lifecycle_machine::fail(time_point now)
{
    failed_ = true;
    return settle(now);
}

outcome lifecycle_machine::wake(time_point now) { return settle(now); }

actions lifecycle_machine::settle(time_point now)
{
    actions todo;
    while (advance(now, todo))
    {
    }
    return todo;
}

/// Makes one step, if one is due.
bool lifecycle_machine::advance(time_point now, actions& todo)
{
    if (!active_)
        return false;
    if (climb(now, todo))
        return true;
    return !hooks_ && leave(now, todo); // every hook of a state ends before the next state is entered
}

/// What the passing of time asks for.
bool lifecycle_machine::climb(time_point now, actions& todo)
{
    if (is_final(state_))
    {
        if (!hooks_ || now < hooks_limit_ || shell_is_busy_)
            return false;
        if (!hooks_cancelled_)
        {
            hooks_cancelled_ = true;
            hooks_limit_ = saturating_add(now, limits_.abort_grace);
            tell_deadline(todo);
            todo |= action::cancel_hooks;
            return true;
        }
        if (!todo.empty()) // after what was just done they have a turn first
            return false;
        hooks_ = false;
        ++leftovers_;
        todo |= action::abandon_hooks;
        return true;
    }
    if (!asked_)
    {
        if (failed_ || service_ == service_phase::ended)
        {
            ask(saturating_add(now, limits_.stop));
            return true;
        }
        if (ready_ || now < start_limit_)
            return false;
        failed_ = true;
        hooks_cancelled_ = hooks_;
        ask(saturating_add(now, limits_.stop));
        todo |= action::report_start_timeout | (hooks_ ? action::cancel_hooks : actions{});
        return true;
    }
    // Hooks have a turn first: perhaps there are none.
    if (!alive() && (!hooks_ || shell_is_busy_ || todo.has(action::enter_state)))
        return false;
    if (rung_ < rung::hard && now >= deadline_)
    {
        if (rung_ < rung::graceful)
            todo |= action::ask_to_stop;
        if (hooks_ && !hooks_cancelled_)
            todo |= action::cancel_hooks;
        hooks_cancelled_ = hooks_;
        rung_ = rung::hard;
        hard_since_ = now;
        tell_deadline(todo);
        todo |= action::cancel_service;
        return true;
    }
    if (rung_ == rung::hard && now >= give_up_at() && todo.empty() && !shell_is_busy_) // a turn first, as above
    {
        leftovers_ += tasks_ + (service_ == service_phase::alive ? 1U : 0U) + (hooks_ ? 1U : 0U);
        service_ = service_phase::ended;
        tasks_ = 0;
        failed_ = true;
        rung_ = rung::given_up;
        todo |= action::give_up;
        enter(state::crashed, now, todo);
        return true;
    }
    return false;
}

/// What is next once the hooks of a state have ended.
bool lifecycle_machine::leave(time_point now, actions& todo)
{
    switch (state_)
    {
    case state::starting:
    case state::running:
        if (failed_ && !alive())
            enter(state::crashed, now, todo);
        else if (asked_)
        {
            if (announced_ && !ready_)
                todo |= action::release_running;
            enter(state::stopping, now, todo);
        }
        else if (service_ == service_phase::idle)
        {
            service_ = service_phase::alive;
            todo |= action::start_service;
            return false;
        }
        else if (state_ == state::running && !ready_)
        {
            ready_ = true;
            todo |= action::release_running;
            return false;
        }
        else if (state_ == state::starting && announced_)
            enter(state::running, now, todo);
        else
            return false;
        return true;

    case state::stopping:
        if (!alive())
        {
            if (service_ == service_phase::ended && now > deadline_) // late, before the clock could say so
                tell_deadline(todo);
            enter(failed_ ? state::crashed : state::stopped, now, todo);
        }
        else if (rung_ < rung::graceful && now >= drain_end())
        {
            rung_ = rung::graceful;
            todo |= action::ask_to_stop;
        }
        else
            return false;
        return true;

    case state::stopped:
    case state::crashed:
        active_ = false;
        todo |= action::finish;
        return false;
    }
    return false;
}

void lifecycle_machine::enter(stint::state s, time_point now, actions& todo)
{
    state_ = s;
    hooks_ = true;
    hooks_cancelled_ = !is_final(s) && rung_ >= rung::hard;
    if (is_final(s))
        hooks_limit_ = std::max(deadline_, saturating_add(now, limits_.abort_grace));
    todo |= action::enter_state;
}

void lifecycle_machine::tell_deadline(actions& todo)
{
    if (!std::exchange(deadline_told_, true))
        todo |= action::report_deadline;
}

void lifecycle_machine::ask(time_point deadline)
{
    asked_ = true;
    deadline_ = std::min(deadline_, deadline);
    rung_ = std::max(rung_, rung::asked);
}

/// Only a service that served has clients that must be led away first.
duration lifecycle_machine::drain() const { return ready_ && !drain_skipped_ ? limits_.drain_delay : duration::zero(); }

time_point lifecycle_machine::next_wake() const
{
    if (is_final(state_))
        return hooks_ ? hooks_limit_ : never;
    if (!asked_)
        return ready_ ? never : start_limit_;
    if (rung_ >= rung::hard)
        return give_up_at();
    if (state_ == state::stopping && !hooks_ && rung_ < rung::graceful)
        return std::min(drain_end(), deadline_);
    return deadline_;
}

std::ostream& operator<<(std::ostream& out, actions a)
{
    struct name
    {
        action what;
        std::string_view text;
    };
    static constexpr name names[] = {
        {action::report_start_timeout, "report_start_timeout"},
        {action::report_deadline, "report_deadline"},
        {action::cancel_hooks, "cancel_hooks"},
        {action::abandon_hooks, "abandon_hooks"},
        {action::start_service, "start_service"},
        {action::release_running, "release_running"},
        {action::ask_to_stop, "ask_to_stop"},
        {action::cancel_service, "cancel_service"},
        {action::give_up, "give_up"},
        {action::enter_state, "enter_state"},
        {action::finish, "finish"},
    };
    const char* separator = "";
    for (const auto& n : names)
    {
        if (a.has(n.what))
        {
            out << separator << n.text;
            separator = " ";
        }
    }
    return a.empty() ? out << "nothing" : out;
}

} // namespace stint::detail
