// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_MACHINE_STORY_HPP
#define STINT_TEST_MACHINE_STORY_HPP

#include "lifecycle_machine.hpp"

#include <boost/test/unit_test.hpp>

#include <source_location>
#include <tuple>

/// Tells what a service goes through, line by line: an input, and what the machine answers.
namespace story
{

using stint::duration;
using stint::error;
using stint::state;
using stint::time_point;
using stint::detail::action;
using stint::detail::actions;
using stint::detail::lifecycle_machine;
using stint::detail::outcome;
using limits = lifecycle_machine::limits;
using rung = lifecycle_machine::rung;
using where = std::source_location;

/// Time is a number.
constexpr time_point at(int n) { return time_point{} + duration{n}; }

inline auto everything_seen_of(const lifecycle_machine& m)
{
    return std::tuple{m.state(),           m.stop_rung(),   m.active(),    m.has_run(),
                      m.stop_asked(),      m.should_stop(), m.announced(), m.hooks_in_progress(),
                      m.hooks_cancelled(), m.alive(),       m.failed(),    m.tasks(),
                      m.leftovers(),       m.deadline(),    m.next_wake(), m.drain_skipped()};
}

/// The answer to one input.
class [[nodiscard]] answer
{
public:
    answer(const lifecycle_machine& before, const lifecycle_machine& after, outcome o, where line)
        : before_(before), after_(after), outcome_(o), line_(line)
    {
    }

    /// A state is entered, and nothing else but `besides` happens.
    void enters(state s, actions besides = {}) const
    {
        BOOST_TEST_CONTEXT("line " << line_.line())
        {
            accepted(besides | action::enter_state);
            BOOST_TEST(after_.state() == s);
            BOOST_TEST(stint::can_follow(before_.state(), s));
        }
    }

    /// These actions and no others, in the same state.
    void does(actions todo) const
    {
        BOOST_TEST_CONTEXT("line " << line_.line())
        {
            accepted(todo);
            BOOST_TEST(after_.state() == before_.state());
        }
    }

    void does_nothing() const { does({}); }

    /// Refused with this error, and nothing has changed.
    void is_refused(error e) const
    {
        BOOST_TEST_CONTEXT("line " << line_.line())
        {
            BOOST_TEST(outcome_.refused.has_value());
            BOOST_TEST((outcome_.refused == e));
            BOOST_TEST(outcome_.todo == actions{});
            BOOST_TEST((everything_seen_of(before_) == everything_seen_of(after_)));
        }
    }

private:
    void accepted(actions todo) const
    {
        BOOST_TEST(!outcome_.refused.has_value());
        BOOST_TEST(outcome_.todo == todo);
    }

    lifecycle_machine before_;
    lifecycle_machine after_;
    outcome outcome_;
    where line_;
};

class teller
{
public:
    explicit teller(limits l) { machine_.set(l); }

    const lifecycle_machine& machine() const { return machine_; }
    const lifecycle_machine* operator->() const { return &machine_; }

    /// From here on, it is this late.
    teller& at(int n)
    {
        now_ = story::at(n);
        return *this;
    }

    answer run(where w = where::current()) { return tell(&lifecycle_machine::run, w); }
    answer stop(int deadline, where w = where::current()) { return stop(story::at(deadline), w); }
    answer stop(time_point deadline, where w = where::current())
    {
        const auto before = machine_;
        const auto o = machine_.stop(now_, deadline);
        return {before, machine_, o, w};
    }
    answer skips_drain(where w = where::current()) { return tell(&lifecycle_machine::skip_drain, w); }
    answer calls_running(where w = where::current()) { return tell(&lifecycle_machine::announce_running, w); }
    answer calls_stopping(where w = where::current()) { return tell(&lifecycle_machine::announce_stopping, w); }
    answer returns(where w = where::current()) { return tell(&lifecycle_machine::service_ended, false, w); }
    answer throws(where w = where::current()) { return tell(&lifecycle_machine::service_ended, true, w); }
    answer task_starts(where w = where::current())
    {
        const auto before = machine_;
        const auto o = machine_.task_started();
        return {before, machine_, o, w};
    }
    answer task_returns(where w = where::current()) { return tell(&lifecycle_machine::task_ended, false, w); }
    answer task_throws(where w = where::current()) { return tell(&lifecycle_machine::task_ended, true, w); }
    answer hooks_return(where w = where::current()) { return tell(&lifecycle_machine::hooks_ended, false, w); }
    answer hooks_throw(where w = where::current()) { return tell(&lifecycle_machine::hooks_ended, true, w); }
    answer something_fails(where w = where::current()) { return tell(&lifecycle_machine::fail, w); }
    answer wakes(where w = where::current()) { return tell(&lifecycle_machine::wake, w); }
    auto turn() { return lifecycle_machine::turn(machine_); }
    void leftover_ends() { machine_.leftover_ended(); }

    /// The machine wants to be woken at this moment, and is.
    answer wakes_at(int n, where w = where::current())
    {
        sleeps_until(story::at(n), w);
        return at(n).wakes(w);
    }
    void sleeps_until(int n, where w = where::current()) const { sleeps_until(story::at(n), w); }
    void sleeps_for_ever(where w = where::current()) const { sleeps_until(stint::never, w); }

private:
    void sleeps_until(time_point t, where w) const
    {
        BOOST_TEST_CONTEXT("line " << w.line())
        {
            BOOST_TEST(machine_.next_wake().time_since_epoch().count() == t.time_since_epoch().count());
        }
    }
    answer tell(outcome (lifecycle_machine::*input)(time_point), where w)
    {
        const auto before = machine_;
        const auto o = (machine_.*input)(now_);
        return {before, machine_, o, w};
    }
    answer tell(outcome (lifecycle_machine::*input)(time_point, bool), bool failed, where w)
    {
        const auto before = machine_;
        const auto o = (machine_.*input)(now_, failed);
        return {before, machine_, o, w};
    }

    lifecycle_machine machine_;
    time_point now_ = story::at(0);
};

/// What most stories are told with.
inline constexpr limits usual{.start = duration{100}, .stop = duration{20}, .abort_grace = duration{5}};

/// It is 0, and the on_starting hooks run.
inline teller starting_hooks(limits l = usual)
{
    teller t{l};
    t.run().enters(state::starting);
    return t;
}

/// It is 0, and run() has been called.
inline teller starting_service(limits l = usual)
{
    auto t = starting_hooks(l);
    t.hooks_return().does(action::start_service);
    return t;
}

/// It is 0, and the on_running hooks run.
inline teller running_hooks(limits l = usual)
{
    auto t = starting_service(l);
    t.calls_running().enters(state::running);
    return t;
}

/// It is 0, and the service serves.
inline teller running_service(limits l = usual)
{
    auto t = running_hooks(l);
    t.hooks_return().does(action::release_running);
    return t;
}

/// It is 0, a stop until 20 was asked for, and the on_stopping hooks run.
inline teller stopping_hooks(limits l = usual)
{
    auto t = running_service(l);
    t.stop(20).enters(state::stopping);
    return t;
}

/// It is 0, and the service knows that it is to stop until 20.
inline teller stopping_service(limits l = usual)
{
    auto t = stopping_hooks(l);
    t.hooks_return().does(action::ask_to_stop);
    return t;
}

} // namespace story

#endif
