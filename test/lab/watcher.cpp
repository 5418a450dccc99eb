// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "lab/watcher.hpp"

#include <algorithm>
#include <sstream>

namespace lab
{

using stint::state;

namespace
{

/// The table of the brief, written anew.
bool may_follow(state next, state before)
{
    switch (next)
    {
    case state::starting: return before == state::stopped || before == state::crashed;
    case state::running: return before == state::starting;
    case state::stopping: return before == state::starting || before == state::running;
    case state::stopped: return before == state::stopping;
    case state::crashed: return before == state::starting || before == state::running || before == state::stopping;
    }
    return false;
}

std::optional<state> state_told_by(stint::code c)
{
    switch (c)
    {
    case stint::code::service_starting:
    case stint::code::service_pool_starting: return state::starting;
    case stint::code::service_running:
    case stint::code::service_pool_running: return state::running;
    case stint::code::service_stopping:
    case stint::code::service_pool_stopping: return state::stopping;
    case stint::code::service_stopped:
    case stint::code::service_pool_stopped: return state::stopped;
    case stint::code::service_crashed:
    case stint::code::service_pool_crashed: return state::crashed;
    default: return std::nullopt;
    }
}

std::string text(state s) { return std::string(to_string(s)); }

bool has_failed_with(stint::error e, const stint::lifecycle& life)
{
    const auto all = life.failures();
    return std::any_of(all.begin(), all.end(), [text = make_error_code(e).message()](const stint::failure& f) {
        return stint::describe(f.error).find(text) != std::string::npos;
    });
}

bool was_given_up(const stint::lifecycle& life) { return has_failed_with(stint::error::shutdown_timeout, life); }

} // namespace

void watcher::require(bool holds, const std::string& promise)
{
    if (holds || broken())
        return;
    broken_ = promise;
    note("BROKEN: " + promise);
}

void watcher::note(const std::string& what)
{
    if (!tells_)
        return;
    std::ostringstream line;
    line << std::chrono::duration<double, std::milli>(on_.now().time_since_epoch() - std::chrono::hours(1)).count()
         << " ms  " << what;
    story_.push_back(line.str());
}

std::shared_ptr<watched> watcher::find(const std::string& name) const
{
    for (auto i = all_.rbegin(); i != all_.rend(); ++i)
    {
        if ((*i)->path == "app/" + name)
            return *i;
    }
    return nullptr;
}

std::shared_ptr<watched> watcher::watch(stint::lifecycle& life, const service_plan& plan,
                                        const std::shared_ptr<watched>& pool)
{
    auto w = std::make_shared<watched>();
    w->path = pool ? pool->path + '/' + plan.name : plan.name;
    w->plan = plan;
    w->pool = pool;
    w->life = &life;
    for (const auto& needed : plan.after)
    {
        for (const auto& other : all_)
        {
            if (other->pool.lock() == pool && other->plan.name == needed)
                w->needs.push_back(other);
        }
    }
    const std::shared_ptr<void> gone(nullptr, [w](void*) { w->life = nullptr; });
    life.on_state_change([this, w, gone](stint::service&, stint::lifecycle&, state s) { entered(*w, s); });
    all_.push_back(w);
    return w;
}

void watcher::watch_events(stint::lifecycle& life)
{
    life.on_event([this](const stint::event& e) { told(e); });
}

void watcher::entered(watched& w, state s)
{
    note(w.path + ": " + text(s));
    require(may_follow(s, w.state), w.path + ": " + text(s) + " after " + text(w.state));
    require(w.life->state() == s, w.path + ": its hook says " + text(s) + ", its lifecycle " + text(w.life->state()));
    if (s == state::starting)
    {
        require(!w.code || w.given_up, w.path + ": runs again while code of its last run executes");
        w.entered.clear();
        w.left_by_itself = w.cancelled = w.stays_down = false;
        w.told_to_stop = false;
        w.deadline = stint::never;
        check_start(w);
    }
    require(std::find(w.entered.begin(), w.entered.end(), s) == w.entered.end(),
            w.path + ": enters " + text(s) + " twice in a run");
    w.given_up = w.given_up || was_given_up(*w.life);
    given_up_ = given_up_ || w.given_up;
    require(w.hooks == 0 || w.given_up, w.path + ": enters " + text(s) + " while hooks of another state execute");
    w.entered.push_back(s);
    w.state = s;
    if (s == state::running)
        w.was_running = true;
    if (s == state::stopping)
        check_stop(w);
    w.has_ended = w.has_ended || !w.alive();
    if (!w.alive())
        require(w.code == 0 || w.given_up, w.path + ": " + text(s) + " while its code executes");
    if (s == state::stopped)
        require(!w.life->error(), w.path + ": stopped with an error");
    const auto pool = w.pool.lock();
    if (s == state::stopped && pool && pool->life && pool->life->deadline() == stint::never && !w.alone && !surgery_
        && !restarts(pool))
        require(!w.cancelled, w.path + ": a cancellation that nobody asked for was taken for a stop");
    if (s == state::crashed)
        require(w.life->error() != nullptr, w.path + ": crashed without an error");
    if (!w.alive() && !w.plan.inner.empty())
    {
        for (const auto& each : all_)
        {
            if (each->pool.lock().get() == &w)
                require(!each->alive() || w.given_up, w.path + ": has ended before " + each->path);
        }
    }
    if (s == state::starting && (!w.plan.inner.empty()))
    {
        for (const auto& each : all_)
        {
            if (each->pool.lock().get() == &w)
                each->was_running = each->has_ended = false;
        }
    }
}

bool watcher::restarts(const std::shared_ptr<watched>& pool) const
{
    return std::any_of(all_.begin(), all_.end(), [&](const auto& other) {
        return other->pool.lock() == pool
               && (other->plan.on_end == stint::reaction::restart || other->plan.on_crash == stint::reaction::restart);
    });
}

/// All that it needs is running; what has ended for good is not missed. From a strand of its own, or to it, word takes a while.
void watcher::check_start(watched& w)
{
    const auto pool = w.pool.lock();
    if (!pool)
        return;
    require(pool->alive() || (pool->given_up && w.plan.own_executor),
            w.path + ": starts although its pool does not run");
    require(w.plan.own_executor || !pool->told_to_stop, w.path + ": starts although its pool is told to stop");
    for (const auto& each : w.needs)
    {
        const auto needed = each.lock();
        const bool may_end
            = needed->plan.on_end != stint::reaction::stop_pool || needed->plan.on_crash != stint::reaction::stop_pool;
        const bool word_is_late = w.plan.own_executor || needed->plan.own_executor;
        const bool runs = word_is_late ? needed->was_running : needed->state == state::running;
        const bool down = !needed->alive() || (word_is_late && needed->has_ended);
        require(runs || (may_end && down), w.path + ": starts while " + needed->path + " is not running");
    }
}

/// Whoever is asked by the pool is needed by nobody any more.
void watcher::check_stop(watched& w)
{
    const auto pool = w.pool.lock();
    if (!pool || w.left_by_itself || w.alone || pool->given_up || dropped_)
        return;
    if (has_failed_with(stint::error::start_timeout, *w.life))
        return leaves(w);
    if (on_.now() >= pool->life->deadline())
        return; // no order any more
    for (const auto& each : all_)
    {
        const bool needs_it
            = std::any_of(each->needs.begin(), each->needs.end(), [&](const auto& n) { return n.lock().get() == &w; });
        if (needs_it)
            require(!each->alive() || each->given_up, w.path + ": is asked to stop before " + each->path + " is down");
    }
}

void watcher::code_begins(watched& w)
{
    ++w.code;
    code_goes_on(w);
}

void watcher::code_goes_on(watched& w)
{
    require(w.alive() || w.given_up || dropped_, w.path + ": its code executes after its end");
}

void watcher::code_ends(watched& w) { --w.code; }

void watcher::leaves(watched& w)
{
    w.left_by_itself = true;
    const auto pool = w.pool.lock();
    const bool ignored = w.plan.on_end == stint::reaction::ignore && w.plan.on_crash == stint::reaction::ignore;
    if (pool && !ignored) // it may take its pool with it
        leaves(*pool);
}

void watcher::hook_begins(watched& w) { ++w.hooks; }

void watcher::hook_ends(watched& w) { --w.hooks; }

void watcher::throws(const std::string& what, bool may_be_of_a_stop)
{
    note("throws " + what);
    thrown_.push_back({on_.now(), what, may_be_of_a_stop});
}

void watcher::told(const stint::event& e)
{
    note("event " + std::string(to_string(e.what)) + ' ' + e.service);
    if (e.what == stint::code::service_given_up)
        given_up_ = true;
    const auto s = state_told_by(e.what);
    if (!s)
        return;
    const auto of = std::find_if(all_.rbegin(), all_.rend(), [&](const auto& w) { return w->path == e.service; });
    require(of != all_.rend(), "an event of a service that nobody knows: " + e.service);
    if (of != all_.rend())
    {
        if (*s == state::starting)
            (*of)->told.clear();
        (*of)->told.push_back(*s);
    }
}

void watcher::look()
{
    for (const auto& w : all_)
    {
        if (!w->life || dropped_)
            continue;
        const auto deadline = w->life->deadline();
        require(deadline <= w->deadline || !w->alive(), w->path + ": its deadline has moved back");
        w->deadline = w->alive() ? deadline : stint::never;
        w->told_to_stop = w->life->should_stop();
        constexpr auto of_a_stop_without_one = stint::never - stint::duration(1);
        require(w->state != state::stopping || deadline < of_a_stop_without_one,
                w->path + ": stops without a deadline");
        if (w->life->should_stop() && on_.now() < deadline)
            require(w->state != state::running && w->state != state::starting,
                    w->path + ": is told to stop in the state " + text(w->state));
    }
}

void watcher::ended(const std::exception_ptr& e)
{
    note("the end: " + (e ? stint::describe(e) : "no error"));
    if (dropped_)
        return;
    for (const auto& w : all_)
    {
        w->given_up = w->given_up || (w->life && was_given_up(*w->life));
        given_up_ = given_up_ || w->given_up;
    }
    auto& top = *all_.front();
    require(!top.alive(), "the run has completed in the state " + text(top.state));
    require(!e == (top.state == state::stopped), "the run's error and its state do not agree");
    require(e == top.life->error(), "async_run and error() give different errors");
    require(top.hooks == 0 || given_up_, "the run has completed while hooks execute");
    const auto failures = top.life->failures();
    require(failures.empty() == !e, "an error without a failure, or the other way round");
    if (e)
        require(failures.front().error == e, "the error is not the first failure");
    for (std::size_t i = 1; i < failures.size(); ++i)
        require(failures[i - 1].when <= failures[i].when, "failures are not in the order of time");
    if (given_up_)
        return;
    for (const auto& w : all_)
    {
        require(w->code == 0 && (w->hooks == 0 || w->given_up), w->path + ": executes after the end");
        require(!w->alive(), w->path + ": is " + text(w->state) + " after the end");
        require(w->told == w->entered, w->path + ": hooks and events tell different states");
    }
    check_plain_cause(e);
}

/// Where each crash counts, the error is one of the earliest that was thrown.
void watcher::check_plain_cause(const std::exception_ptr& e)
{
    const bool plain = std::all_of(all_.begin(), all_.end(), [](const auto& w) {
        return w->plan.on_end == stint::reaction::stop_pool && w->plan.on_crash == stint::reaction::stop_pool
               && !w->plan.start_timeout;
    });
    const auto first
        = std::find_if(thrown_.begin(), thrown_.end(), [](const thrown& t) { return !t.may_be_of_a_stop; });
    if (!plain || surgery_ || blocked_ || first == thrown_.end())
        return;
    require(e != nullptr, "a crash was swallowed: " + first->what);
    const auto cause = stint::describe(e);
    const auto is_cause = [&](const thrown& t) { return cause.find(t.what) != std::string::npos; };
    const bool known = std::any_of(thrown_.begin(), thrown_.end(), is_cause); // or stint itself has found it wrong
    require(!known
                || std::any_of(thrown_.begin(), thrown_.end(),
                               [&](const thrown& t) { return t.when <= first->when && is_cause(t); }),
            "the error is \"" + cause + "\", the first cause was \"" + first->what + '"');
}

} // namespace lab
