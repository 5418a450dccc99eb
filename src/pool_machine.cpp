// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "pool_machine.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace stint::detail
{

pool_machine::actions pool_machine::start(const service_graph& graph, time_point now, bool stop_follows)
{
    graph_ = &graph;
    restarted_.clear();
    delays_.clear();
    after_dependents_.clear();
    there_ = alive_ = 0;
    regrouping_ = announced_ = stopping_ = false;
    leaving_ = stop_follows;
    running_ = true;
    for (std::size_t i = 0; i != children_.size(); ++i)
    {
        auto& c = children_[i];
        const bool absent = c.phase == phase::absent;
        c = child{.phase = absent ? phase::absent : phase::idle, .on_end = c.on_end, .on_crash = c.on_crash};
        c.not_there = absent ? 0 : static_cast<unsigned>(graph.needs(i).size());
    }
    actions todo;
    announce_if_ready(todo);
    for (std::size_t i = 0; i != children_.size(); ++i)
        start_if_due(i, now, todo);
    return todo;
}

pool_machine::actions pool_machine::withdraw(std::size_t i, time_point now)
{
    auto& c = children_[i];
    if (c.plan == plan::halt)
        c.plan = plan::again; // its group takes down for good what has run
    if (c.plan != plan::none || stopping_)
        return child_ended(i, {}, now);
    actions todo;
    c.phase = phase::idle;
    --alive_;
    update_standing(i, todo);
    return todo;
}

pool_machine::actions pool_machine::child_ready(std::size_t i, time_point now)
{
    actions todo;
    auto& c = children_[i];
    c.ready = c.phase == phase::started && !c.left;
    update_presence(i, now, &todo);
    return todo;
}

pool_machine::actions pool_machine::child_leaving(std::size_t i)
{
    actions todo;
    auto& c = children_[i];
    if (c.phase != phase::started)
        return todo;
    c.left = true;
    absent_from_now_on(i);
    if (c.plan == plan::none && c.on_end == reaction::stop_pool && c.on_crash == reaction::stop_pool)
        leave(todo);
    return todo;
}

pool_machine::actions pool_machine::child_ended(std::size_t i, const ending& how, time_point now)
{
    actions todo;
    auto& c = children_[i];
    c.phase = phase::ended;
    absent_from_now_on(i);
    --alive_;
    update_standing(i, todo);
    if (c.failed)
        leave(todo);
    if (c.plan != plan::none)
        follow_plan(i, now, todo);
    else if (!stopping_)
        react(i, how, now, todo);
    carry_on_after(i, now, todo);
    todo.finish = end_if_over();
    return todo;
}

/// Whom the end of a service lets start.
void pool_machine::carry_on_after(std::size_t i, time_point now, actions& todo)
{
    start_if_due(i, now, todo);
    const auto waiting = after_dependents_; // few, and mostly none
    for (const auto each : waiting)
        start_if_due(each, now, todo);
    start_group_if_due(now, todo);
}

/// After one_for_all.
void pool_machine::start_group_if_due(time_point now, actions& todo)
{
    if (!regrouping_ || alive_ != 0 || now < group_at_)
        return;
    regrouping_ = false;
    for (std::size_t i = 0; i != children_.size(); ++i)
        start_if_due(i, now, todo);
}

pool_machine::actions pool_machine::wake(time_point now)
{
    actions todo;
    while (!delays_.empty() && delays_.begin()->first <= now)
    {
        const auto i = delays_.begin()->second;
        delays_.erase(delays_.begin());
        start_if_due(i, now, todo);
    }
    start_group_if_due(now, todo);
    return todo;
}

time_point pool_machine::next_wake() const
{
    if (ends())
        return never;
    if (regrouping_)
        return alive_ == 0 ? group_at_ : never;
    return delays_.empty() ? never : delays_.begin()->first;
}

pool_machine::actions pool_machine::stop()
{
    stopping_ = true;
    actions todo;
    todo.stop.reserve(alive_); // at most
    for (std::size_t i = 0; i != children_.size(); ++i)
    {
        if (phase_of(i) == phase::idle)
            children_[i].phase = phase::ended;
        ask_if_due(i, todo);
    }
    todo.finish = end_if_over();
    return todo;
}

pool_machine::actions pool_machine::stop_all()
{
    actions todo;
    for (std::size_t i = 0; i != children_.size(); ++i)
        ask(i, todo);
    return todo;
}

/// Of a service, and of those that have ended for good and come after it: they count as there if all that they need does.
void pool_machine::update_presence(std::size_t first, time_point now, actions* todo)
{
    service_numbers others;
    const auto update = [&](std::size_t i) {
        auto& c = children_[i];
        const bool ready = c.phase == phase::started && c.plan == plan::none && c.ready;
        const bool there = ready || (c.phase == phase::ended && c.for_good && c.not_there == 0);
        if (std::exchange(c.there, there) == there)
            return;
        there_ = there ? there_ + 1 : there_ - 1;
        for (const auto d : graph_->dependents(i))
        {
            auto& dependent = children_[d];
            dependent.not_there = there ? dependent.not_there - 1 : dependent.not_there + 1;
            if (dependent.phase == phase::ended)
                others.push_back(d);
            else if (todo)
                start_if_due(d, now, *todo);
        }
    };
    update(first);
    for (std::size_t next = 0; next != others.size(); ++next)
        update(others[next]);
    if (todo)
        announce_if_ready(*todo);
}

void pool_machine::absent_from_now_on(std::size_t i)
{
    children_[i].ready = false;
    update_presence(i, never, nullptr);
}

void pool_machine::make_idle(std::size_t i)
{
    auto& c = children_[i];
    c.phase = stopping_ ? phase::ended : phase::idle;
    c.for_good = false;
    absent_from_now_on(i);
}

/// Of a service, and of all that it needs: who is alive, and who is going down, above them. May let some be asked to stop.
void pool_machine::update_standing(std::size_t first, actions& todo)
{
    service_numbers others;
    const auto update = [&](std::size_t i) {
        auto& c = children_[i];
        const bool stood = std::exchange(c.standing, c.alive() || c.standing_on != 0);
        const bool went_down = std::exchange(c.going_down, (c.alive() && c.plan != plan::none) || c.going_down_on != 0);
        if (stood == c.standing && went_down == c.going_down)
            return;
        for (const auto needed : graph_->needs(i))
        {
            auto& n = children_[needed];
            n.standing_on = n.standing_on + (c.standing ? 1U : 0U) - (stood ? 1U : 0U);
            n.going_down_on = n.going_down_on + (c.going_down ? 1U : 0U) - (went_down ? 1U : 0U);
            others.push_back(needed);
            ask_if_due(needed, todo);
        }
    };
    update(first);
    for (std::size_t next = 0; next != others.size(); ++next)
        update(others[next]);
}

/// The plan that it had.
pool_machine::plan pool_machine::change_plan(std::size_t i, plan p, actions& todo)
{
    const auto before = std::exchange(children_[i].plan, p);
    update_presence(i, never, nullptr);
    update_standing(i, todo);
    return before;
}

void pool_machine::announce_if_ready(actions& todo)
{
    if (!running_ || announced_ || ends() || there_ != members_)
        return;
    announced_ = todo.announce = true;
}

void pool_machine::start_if_due(std::size_t i, time_point now, actions& todo)
{
    auto& c = children_[i];
    if (c.phase != phase::idle || !c.admitted || !is_free_to_run(c) || c.not_before > now || regrouping_)
        return;
    if (c.going_down_on != 0 && after_dependents_.count(i) != 0)
        return;
    delays_.erase({c.not_before, i});
    after_dependents_.erase(i);
    c.left = c.failed = false;
    c.phase = phase::started;
    if (const auto again = restarted_.find(i); again != restarted_.end())
        again->second.backoff.started(now);
    ++alive_;
    update_standing(i, todo);
    todo.start.push_back(i);
}

void pool_machine::ask_if_due(std::size_t i, actions& todo)
{
    if (children_[i].standing_on == 0 && (stopping_ || children_[i].plan != plan::none))
        ask(i, todo);
}

void pool_machine::ask(std::size_t i, actions& todo)
{
    auto& c = children_[i];
    if (c.phase != phase::started)
        return;
    c.phase = phase::asked;
    absent_from_now_on(i);
    todo.stop.push_back(i);
}

void pool_machine::leave(actions& todo)
{
    if (!std::exchange(leaving_, true) && !stopping_)
        todo.stop_pool = true;
}

bool pool_machine::end_if_over() noexcept
{
    running_ = !stopping_ || alive_ != 0;
    return !running_;
}

bool pool_machine::crash_counts(std::size_t i) const
{
    const auto& c = children_[i];
    if (c.failed)
        return true;
    if (c.plan != plan::none && !ends())
        return false; // whoever took it down is told
    switch (c.on_crash)
    {
    case reaction::stop_pool: return true;
    case reaction::ignore: return false;
    case reaction::restart: break;
    }
    return ends();
}

time_point pool_machine::restart_at(std::size_t i, time_point now) const
{
    const auto& c = children_[i];
    const auto at = regrouping_ ? std::max(c.not_before, group_at_) : c.not_before;
    return !ends() && c.phase == phase::idle && at > now ? at : never;
}

std::vector<std::size_t> pool_machine::waits_for(std::size_t i) const
{
    const auto& c = children_[i];
    std::vector<std::size_t> found;
    const auto those = [&](const std::vector<std::size_t>& from, auto which) {
        std::copy_if(from.begin(), from.end(), std::back_inserter(found), [&](auto n) { return which(children_[n]); });
    };
    if (c.phase == phase::started && (stopping_ || c.plan != plan::none))
        those(graph_->dependents(i), [](const child& d) { return d.standing; });
    if (c.phase != phase::idle || ends())
        return found;
    if (regrouping_)
    {
        for (std::size_t each = 0; each != children_.size(); ++each)
        {
            if (children_[each].alive())
                found.push_back(each);
        }
        return found;
    }
    those(graph_->needs(i), [](const child& n) { return !n.there; });
    if (after_dependents_.count(i) != 0)
        those(graph_->dependents(i), [](const child& d) { return d.going_down; });
    return found;
}

} // namespace stint::detail
