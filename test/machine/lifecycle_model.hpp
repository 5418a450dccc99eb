// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_MACHINE_LIFECYCLE_MODEL_HPP
#define STINT_TEST_MACHINE_LIFECYCLE_MODEL_HPP

#include "story.hpp"

#include <stdexcept>
#include <string>

namespace story
{

inline void require(bool holds, const char* promise)
{
    if (!holds)
        throw std::logic_error(promise);
}

/// What a shell around the machine knows. It holds each answer of the machine against the promises.
class shell_model
{
public:
    enum class phase : unsigned char
    {
        idle,
        alive,
        ended
    };

    bool active = false;
    bool hooks = false;
    bool announced = false;
    bool failed = false;
    phase service = phase::idle;
    int tasks = 0;
    int leftovers = 0;

    bool alive() const { return service == phase::alive || tasks > 0; }
    state published() const { return published_; }
    bool told_to_stop() const { return told_to_stop_; }
    /// True in the drain delay: the hooks of the state stopping have ended, and the service is not told yet.
    bool drains() const { return served_ && published_ == state::stopping && !hooks && !told_to_end() && alive(); }
    bool told_to_end() const { return told_to_stop_ || cancelled_; }
    /// True when this run has to end even if nobody wants it to.
    bool has_to_end() const { return active && (stop_asked_ || ending() || is_final(published_)); }

    void expect_run(const outcome& o)
    {
        if (active || leftovers > 0)
            return expect_refusal(o, error::already_running);
        const auto last = published_;
        const auto remembered = remembered_;
        *this = shell_model{};
        published_ = last;
        active = ran_ = true;
        stop_asked_ = remembered < never;
    }

    void expect_stop(const outcome& o, int span)
    {
        require(!o.refused, "a stop is never refused");
        if (!active)
        {
            require(o.todo.empty(), "a stop without a run asks for nothing");
            if (!ran_)
                remembered_ = std::min(remembered_, std::max(span, 0));
        }
        else if (!is_final(published_))
            stop_asked_ = true;
    }

    void expect_running(const outcome& o)
    {
        if (!active || is_final(published_) || service == phase::idle)
            return expect_refusal(o, error::not_running);
        if (announced)
            return expect_refusal(o, error::already_announced);
        announced = true;
    }

    void expect_stopping(const outcome& o)
    {
        if (!active || is_final(published_))
            return expect_refusal(o, error::not_running);
        stop_asked_ = true;
    }

    void expect_task(const outcome& o)
    {
        if (!active || is_final(published_))
            return expect_refusal(o, error::not_running);
        ++tasks;
    }

    /// Carries the actions out, in their order.
    void carry_out(const actions& todo, const lifecycle_machine& m)
    {
        if (todo.has(action::report_start_timeout))
        {
            require(!stop_asked_, "who is to stop need not be running in time");
            require(published_ == state::starting || published_ == state::running, "in the start");
            require(!released_, "a service that runs has no start timeout");
            failed = true;
        }
        if (todo.has(action::report_deadline))
            once(deadline_told_, "the deadline is told of once");
        if (todo.has(action::cancel_hooks))
            cancel_hooks(todo, m);
        if (todo.has(action::abandon_hooks))
        {
            require(is_final(published_) && hooks, "the last hooks are abandoned");
            require(!todo.has(action::cancel_hooks) && hooks_cancelled_, "but cancelled first");
            hooks = false;
            ++leftovers;
        }
        if (todo.has(action::start_service))
        {
            require(service == phase::idle, "run() is called once");
            require(published_ == state::starting && !hooks, "run() follows the on_starting hooks");
            require(!stop_asked_ && !m.stop_asked() && !failed, "what is to stop does not start");
            service = phase::alive;
        }
        if (todo.has(action::release_running))
        {
            require(announced, "running() returns to who called it");
            require(!hooks || published_ == state::stopping, "running() follows its hooks");
            once(released_, "running() returns once");
            served_ = m.state() == state::running;
        }
        if (todo.has(action::ask_to_stop))
        {
            require(todo.has(action::cancel_service) || (published_ == state::stopping && !hooks),
                    "the stop event follows the on_stopping hooks, unless time is up");
            once(told_to_stop_, "the stop event is set once");
        }
        if (todo.has(action::cancel_service))
            once(cancelled_, "the service is cancelled once");
        if (todo.has(action::give_up))
            give_up(todo);
        if (todo.has(action::enter_state))
            enter(m);
        if (todo.has(action::finish))
        {
            require(active, "a run ends once");
            require(is_final(published_), "a run ends in a final state");
            require(!hooks && !alive(), "a run ends when all of it has ended or was given up");
            active = false;
        }
        agree(m);
    }

    /// All that tells one model from another.
    void append_to(std::string& key) const
    {
        const int all[] = {static_cast<int>(service),
                           tasks,
                           leftovers,
                           active,
                           hooks,
                           announced,
                           failed,
                           static_cast<int>(published_),
                           static_cast<int>(entered_),
                           remembered_,
                           ran_,
                           stop_asked_,
                           hooks_cancelled_,
                           released_,
                           served_,
                           told_to_stop_,
                           cancelled_,
                           deadline_told_,
                           given_up_};
        for (int i : all)
            key += static_cast<char>(i);
    }

    static constexpr int never = 100;

private:
    static void once(bool& flag, const char* promise)
    {
        require(!flag, promise);
        flag = true;
    }

    static void expect_refusal(const outcome& o, error e)
    {
        require(o.refused == e, "misuse is refused");
        require(o.todo.empty(), "what is refused does nothing");
    }

    bool ending() const { return failed || service == phase::ended; }

    void cancel_hooks(const actions& todo, const lifecycle_machine& m)
    {
        if (todo.has(action::enter_state))
            return require(m.hooks_cancelled(), "hooks that have no time begin cancelled");
        require(hooks, "only hooks in progress are cancelled");
        once(hooks_cancelled_, "hooks are cancelled once");
    }

    void give_up(const actions& todo)
    {
        require(cancelled_ && !todo.has(action::cancel_service), "who is given up had a chance");
        require(!hooks || hooks_cancelled_, "hooks that are given up had a chance");
        require(alive() || hooks, "someone is given up");
        leftovers += tasks + (service == phase::alive) + hooks;
        if (service == phase::alive)
            service = phase::ended;
        tasks = 0;
        hooks = false;
        failed = true;
        once(given_up_, "giving up is done once");
        require(todo.has(action::enter_state), "who gives up has crashed");
    }

    void enter(const lifecycle_machine& m)
    {
        const auto next = m.state();
        const auto bit = 1U << static_cast<unsigned>(next);
        require(!hooks, "the hooks of a state end before the next is entered");
        require(can_follow(published_, next), "only some states follow a state");
        require((entered_ & bit) == 0, "each state is entered once in a run");
        require(next != state::stopping || m.stop_asked(), "stopping has a deadline");
        if (is_final(next))
        {
            require(!alive(), "the end is when everybody has ended");
            require((next == state::crashed) == failed, "crashed is who failed, and nobody else");
        }
        entered_ |= bit;
        published_ = next;
        hooks = true;
        hooks_cancelled_ = m.hooks_cancelled();
    }

    void agree(const lifecycle_machine& m) const
    {
        require(m.state() == published_, "a state is entered in the open");
        require(m.active() == active, "active()");
        require(m.hooks_in_progress() == hooks, "hooks_in_progress()");
        require(m.has_run() == ran_, "has_run()");
        require(m.leftovers() == static_cast<std::size_t>(leftovers), "leftovers()");
        if (!active)
            return require(m.next_wake() == stint::never, "no run, no wake-up");
        require(m.alive() == alive(), "alive()");
        require(m.tasks() == static_cast<std::size_t>(tasks), "tasks()");
        require(m.announced() == announced, "announced()");
        require(m.should_stop() == told_to_stop_, "should_stop() is the stop event");
        require(m.failed() == failed, "failed()");
        require(!hooks || m.hooks_cancelled() == hooks_cancelled_, "hooks_cancelled()");
        require(m.stop_asked() || m.deadline() == stint::never, "no deadline without a stop");
        require(!stop_asked_ || m.stop_asked(), "a stop is never lost");
        require(!ending() || is_final(published_) || m.stop_asked(), "what ends has a deadline");
        if (hooks)
            return;
        require(!is_final(published_), "a run ends with its last hooks");
        require(alive(), "a run ends when everybody has ended");
        require(published_ == state::stopping || !(stop_asked_ || ending()), "a stop takes effect");
        require(published_ != state::starting || !announced, "running() takes effect");
        require(!announced || released_, "running() returns");
    }

    int remembered_ = never;
    unsigned entered_ = 0;
    state published_ = state::stopped;
    bool ran_ = false;
    bool stop_asked_ = false;
    bool hooks_cancelled_ = false;
    bool released_ = false;
    bool served_ = false;
    bool told_to_stop_ = false;
    bool cancelled_ = false;
    bool deadline_told_ = false;
    bool given_up_ = false;
};

} // namespace story

#endif
