// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "default_lifecycle.hpp"

#include "default_lifecycle_impl.hpp"

#include <algorithm>
#include <utility>

namespace stint::detail
{
namespace
{

code code_of(stint::state s, bool is_pool)
{
    switch (s)
    {
    case stint::state::starting: return is_pool ? code::service_pool_starting : code::service_starting;
    case stint::state::running: return is_pool ? code::service_pool_running : code::service_running;
    case stint::state::stopping: return is_pool ? code::service_pool_stopping : code::service_stopping;
    case stint::state::stopped: return is_pool ? code::service_pool_stopped : code::service_stopped;
    case stint::state::crashed: break;
    }
    return is_pool ? code::service_pool_crashed : code::service_crashed;
}

} // namespace

void default_lifecycle::apply(outcome o)
{
    take_turn([&] { pending_ |= o.todo; });
}

void default_lifecycle::carry_out_pending()
{
    for (publish_stop(); !pending_.empty() || untold_; publish_stop())
    {
        auto todo = std::exchange(pending_, {});
        if (todo.empty()) // only now: what is left of the service may take long to end
        {
            attempt([this] { tell(code::service_error, untold_); });
            untold_ = nullptr; // also where that failed
            continue;
        }
        try
        {
            carry_out(todo);
        }
        catch (...)
        {
            pending_ |= todo;
            throw;
        }
    }
    arm_alarm();
}

/// As the machine knows it by now. `never` says that nobody has asked.
time_point default_lifecycle::stop_deadline() const
{
    return machine_.stop_asked() ? std::min(machine_.deadline(), never - duration(1)) : never;
}

void default_lifecycle::publish_stop()
{
    if (machine_.stop_asked() && context()->serves)
    {
        context()->serves = false;
        if (context()->is_set_around(&service_context::restarted_by_hand)) // mostly not
            parent().leaving_below();
    }
    const auto deadline = stop_deadline();
    if (deadline == status_.deadline())
        return;
    status_.deadline(deadline);
    if (auto* const s = service_.load(); s && machine_.should_stop())
        attempt([&] { service_access::deadline_moved(*s, deadline); });
}

/// Leaves in the set what was not done.
void default_lifecycle::carry_out(actions& todo)
{
    for (; !todo.empty(); todo.remove(todo.first()))
    {
        switch (todo.first())
        {
        case action::report_start_timeout: report_start_timeout(); break;
        case action::report_deadline: report_deadline(); break;
        case action::cancel_hooks: cancel_hooks(); break;
        case action::abandon_hooks: abandon_hooks(); break;
        case action::start_service: start_service(); break;
        case action::release_running: release_running(); break;
        case action::ask_to_stop: ask_to_stop(); break;
        case action::cancel_service: cancel_service(); break;
        case action::give_up: give_up(); break;
        case action::enter_state: enter_state(); break;
        case action::finish: finish(); break;
        }
    }
}

void default_lifecycle::report_start_timeout()
{
    attempt([this] { record(stint::error::start_timeout, path()); });
}

void default_lifecycle::report_deadline()
{
    attempt([this] { tell(code::service_deadline, nullptr, to_string(report(), now())); });
}

void default_lifecycle::cancel_hooks()
{
    if (hook_in_progress_)
        scopes_->hooks.call_from_outside(
            [awaited = hook_in_progress_] { awaited->signal.emit(asio::cancellation_type::terminal); });
}

void default_lifecycle::abandon_hooks()
{
    hook_in_progress_.reset(); // first: an observer may have it end
    status_.give_up();
    attempt([this] {
        record(stint::error::shutdown_timeout, path() + ": a hook of the state " + std::string(to_string(state())));
    });
}

void default_lifecycle::release_running()
{
    released_ = true;
    running_waiters_.complete_all(strand(), nullptr);
    if (!is_ready())
        return;
    ready_waiters_.complete_all(strand(), nullptr);
    if (for_parent_)
        parent().ready();
}

/// What to do then. Throws why it refuses to.
outcome default_lifecycle::begin(const run_handler& handler)
{
    const auto refuse = [this](stint::error why) { std::rethrow_exception(refusal(why)); };
    auto* const s = service_.load();
    if (!s)
        refuse(stint::error::destroyed);
    if (!claim(*s))
        refuse(stint::error::already_running);
    machine_.set(limits_for(*s));
    const auto o = machine_.run(time_of_input());
    if (o.refused)
        refuse(*o.refused);
    if (handler)
        end_waiters_.add_first(handler->keep());
    for_parent_ = !handler;
    released_ = leaving_told_ = false;
    untold_ = nullptr;
    status_.begin();
    status_.active(true);
    context()->serves = true;
    return o;
}

lifecycle_machine::limits default_lifecycle::limits_for(const service& s) const
{
    auto all = machine_.time_limits();
    all.stop = stop_timeout();
    all.below = service_access::times_below(s).until_joined;
    return all;
}

void default_lifecycle::finish()
{
    release_if_over();
    // Of code that is not the service's, or was given up:
    stop_waiters_.complete_all(strand());
    for (auto* const announced : {&running_waiters_, &stopping_waiters_})
    {
        if (!announced->empty())
            announced->complete_all(strand(), refusal(stint::error::not_running));
    }
    if (!ready_waiters_.empty())
        ready_waiters_.complete_all(strand(), why_not_ready());
    const auto e = error();
    if (for_parent_)
        parent().ended(e);
    for_parent_ = false;
    end_waiters_.complete_all(strand(), e);
}

std::exception_ptr default_lifecycle::why_not_ready() const
{
    const auto e = error();
    return e ? e : refusal(stint::error::not_running);
}

void default_lifecycle::release_if_over()
{
    if (machine_.active() || machine_.leftovers() > 0)
        return;
    status_.active(false);
    release_if_unused();
}

/// From any thread.
void default_lifecycle::release_if_unused()
{
    if (requested_runs_ == 0 && !status_.active())
        release_service();
}

/// From here on the service says when it is destroyed. False if another lifecycle runs it.
bool default_lifecycle::claim(service& s)
{
    if (!service_access::claim(s, *this))
        return false;
    if (!claimed_)
        claimed_ = true;
    return true;
}

/// From here on the service may be destroyed without word.
void default_lifecycle::release_service()
{
    if (auto* const s = service_.load(); s && claimed_ && claimed_.exchange(false))
        service_access::release(*s, *this);
}

void default_lifecycle::ask_to_stop()
{
    status_.ask_to_stop();
    for (auto* const scope : {&scopes_->service, &scopes_->hooks})
    {
        if (!scope->waiters.empty())
            scope->call_from_outside([scope, alive = scopes_] { scope->waiters.stop_all(); });
    }
    for_each_task([](local_task& t) { t.ask_to_stop(); });
    stop_waiters_.complete_all(strand());
    stopping_waiters_.complete_all(strand(), nullptr);
}

void default_lifecycle::cancel_service()
{
    if (auto* const s = service_.load(); s && is_pool_)
        attempt([&] { machine_.set(limits_for(*s)); }); // what was added below it meanwhile may need longer
    scopes_->service.call_from_outside([self = shared_from_this()] {
        const bool still = self->machine_.stop_rung() >= lifecycle_machine::rung::hard; // it may be another run by now
        if (self->service_runs_ && still)
            self->service_signal_.emit(asio::cancellation_type::terminal);
    });
    for_each_task([](local_task& t) { t.cancel(asio::cancellation_type::terminal); });
}

/// Also where one ends at once, and leaves the list, or another comes.
template <class F>
void default_lifecycle::for_each_task(F f)
{
    task_list rest;
    rest.swap(tasks_);
    try
    {
        while (!rest.empty())
        {
            auto& next = take_first(rest);
            tasks_.push_back(next);
            const auto alive = next.shared_from_this();
            f(next);
        }
    }
    catch (...)
    {
        tasks_.splice(tasks_.end(), rest);
        throw;
    }
}

void default_lifecycle::give_up()
{
    hook_in_progress_.reset(); // first: an observer may have it end, or a task
    while (!tasks_.empty())
        tasks_.front().let_go(local_task::phase::given_up);
    attempt([this] {
        const auto remaining = report();
        record(stint::error::shutdown_timeout, to_string({remaining.front()}, now()));
        tell(code::service_given_up, nullptr, to_string(remaining, now()));
    });
    status_.give_up();
}

void default_lifecycle::leftover_ended()
{
    machine_.leftover_ended();
    release_if_over();
}

void default_lifecycle::arm_alarm()
{
    const auto wake = machine_.next_wake();
    if (alarm_at_ == wake || !strand().get())
        return;
    alarm_at_ = never; // in case that the next line throws
    if (!strand().environment()->schedule(*this, wake))
        scopes_->service.strand->alarms().schedule(alarm_, wake, wake == never ? nullptr : shared_from_this());
    alarm_at_ = wake;
}

void default_lifecycle::ring()
{
    strand().dispatch_for(*this, [this] {
        alarm_at_ = never;
        apply(machine_.wake(time_of_input()));
    });
}

void default_lifecycle::enter_state()
{
    const auto entered = machine_.state();
    const bool crashed = entered == stint::state::crashed;
    status_.enter(entered, input_time_);
    attempt([&] {
        tell(code_of(entered, is_pool_), crashed ? error() : nullptr);
        if (crashed)
            leave_cause_to_crash();
    });
    next_hook_ = 0;
    hook_failed_ = false;
    continue_hooks();
    if (!for_parent_ || leaving_told_ || (entered != stint::state::stopping && !is_final(entered)))
        return;
    attempt([this] { // what that leads to comes after the first word of it
        parent().leaving();
        leaving_told_ = true;
    });
}

} // namespace stint::detail
