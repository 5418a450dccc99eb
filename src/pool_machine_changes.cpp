// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What makes a pool other than it was: restarts, and what is added and removed while it runs.

#include "pool_machine.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace stint::detail
{

/// By itself.
void pool_machine::react(std::size_t i, const ending& how, time_point now, actions& todo)
{
    auto& c = children_[i];
    auto r = how.crashed ? c.on_crash : c.on_end;
    if (r == reaction::restart && how.for_good)
        r = reaction::ignore;
    switch (r)
    {
    case reaction::stop_pool: return leave(todo);
    case reaction::ignore: return end_for_good(i, now, todo);
    case reaction::restart: break;
    }
    if (leaving_)
        return;
    auto& so_far = restarted_[i];
    const auto at = so_far.backoff.ended(restart_params_[i], now, how.chance);
    if (!at)
    {
        todo.gave_up = i;
        return leave(todo);
    }
    ++so_far.count;
    todo.restarts = i;
    c.phase = phase::idle;
    c.not_before = *at;
    delays_.emplace(*at, i);
    regroup(i, todo);
}

/// As it was asked to, by its group or by somebody.
void pool_machine::follow_plan(std::size_t i, time_point now, actions& todo)
{
    switch (change_plan(i, plan::none, todo))
    {
    case plan::removal: return erase(i, todo);
    case plan::halt: return end_for_good(i, now, todo);
    case plan::again: return make_idle(i);
    case plan::none: return;
    }
}

/// Nobody waits for what will never be.
void pool_machine::end_for_good(std::size_t i, time_point now, actions& todo)
{
    children_[i].for_good = true;
    update_presence(i, now, &todo);
}

void pool_machine::regroup(std::size_t i, actions& todo)
{
    std::vector<std::size_t> group;
    switch (strategy_)
    {
    case restart_strategy::one_for_one: return;
    case restart_strategy::rest_for_one:
        group = with_all_dependents(i);
        after_dependents_.insert(i);
        break;
    case restart_strategy::one_for_all:
        group.resize(children_.size());
        std::iota(group.begin(), group.end(), std::size_t{0});
        regrouping_ = true;
        group_at_ = children_[i].not_before;
        break;
    }
    for (const auto each : group)
        take_down(each, todo);
    for (const auto each : group)
        ask_if_due(each, todo);
}

/// To start again together with others, or to stay away.
void pool_machine::take_down(std::size_t i, actions& todo)
{
    auto& c = children_[i];
    if (c.alive() && c.plan == plan::none)
        change_plan(i, c.never_restarts() ? plan::halt : plan::again, todo);
    else if (c.phase == phase::ended && !c.never_restarts())
        make_idle(i);
}

pool_machine::actions pool_machine::remove(std::size_t i)
{
    actions todo;
    if (children_[i].alive())
    {
        change_plan(i, plan::removal, todo);
        ask(i, todo);
    }
    else
    {
        make_idle(i);
        erase(i, todo);
    }
    return todo;
}

void pool_machine::erase(std::size_t i, actions& todo)
{
    auto& c = children_[i];
    delays_.erase({c.not_before, i});
    after_dependents_.erase(i);
    restarted_.erase(i);
    c.phase = phase::absent;
    --members_;
    todo.removed = i;
    announce_if_ready(todo);
}

std::vector<std::size_t> pool_machine::restarted_with(std::size_t i, restart_scope scope) const
{
    return scope == restart_scope::service ? std::vector<std::size_t>{i} : with_all_dependents(i);
}

pool_machine::actions pool_machine::restart(std::size_t i, restart_scope scope, time_point now)
{
    actions todo;
    const bool alone = scope == restart_scope::service;
    const bool goes_down_already = children_[i].plan != plan::none;
    const auto group = restarted_with(i, scope);
    for (const auto each : group)
    {
        auto& c = children_[each];
        if (c.alive() && c.plan != plan::removal)
            change_plan(each, plan::again, todo);
        else if (!c.alive() && (each == i || !(c.phase == phase::ended && c.never_restarts())))
        {
            delays_.erase({c.not_before, each});
            c.not_before = now;
            make_idle(each);
        }
    }
    if (!alone)
        after_dependents_.insert(i);
    if (regrouping_)
        group_at_ = now; // by hand means now, also for the group
    if (alone && !goes_down_already)
        ask(i, todo);
    for (const auto each : group)
    {
        ask_if_due(each, todo);
        start_if_due(each, now, todo);
    }
    start_group_if_due(now, todo);
    return todo;
}

void pool_machine::make_room(std::size_t count, const policy& p)
{
    const child with_policy{.on_end = p.on_end, .on_crash = p.on_crash};
    if (with_policy.may_restart())
        restart_params_.resize(std::max(restart_params_.size(), count));
    children_.resize(std::max(children_.size(), count));
}

void pool_machine::add(std::size_t i, const policy& p)
{
    make_room(i + 1, p);
    auto& c = children_[i] = child{.on_end = p.on_end, .on_crash = p.on_crash};
    c.phase = stopping_ && running_ ? phase::ended : phase::idle;
    if (c.may_restart())
        restart_params_[i] = p.restart;
    ++members_;
    if (!running_)
        return;
    c.admitted = false;
    const auto& needs = graph_->needs(i);
    c.not_there = static_cast<unsigned>(
        std::count_if(needs.begin(), needs.end(), [this](std::size_t needed) { return !children_[needed].there; }));
}

pool_machine::actions pool_machine::admit(std::size_t i, time_point now)
{
    actions todo;
    children_[i].admitted = true;
    start_if_due(i, now, todo);
    return todo;
}

/// It, and all that come after it.
std::vector<std::size_t> pool_machine::with_all_dependents(std::size_t i) const
{
    std::vector<bool> known(children_.size());
    std::vector<std::size_t> found{i};
    for (std::size_t next = 0; next != found.size(); ++next)
    {
        for (const auto d : graph_->dependents(found[next]))
        {
            if (!known[d])
                found.push_back(d);
            known[d] = true;
        }
    }
    return found;
}

} // namespace stint::detail
