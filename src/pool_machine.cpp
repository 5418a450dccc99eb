// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "pool_machine.hpp"

namespace stint::detail
{

pool_machine::actions pool_machine::start(const service_graph& graph)
{
    *this = pool_machine{};
    graph_ = &graph;
    children_.resize(graph.size());
    actions todo;
    todo.announce = children_.empty();
    for (std::size_t i = 0; i != children_.size(); ++i)
    {
        children_[i].not_ready = graph.needs(i).size();
        if (children_[i].not_ready == 0)
            start_child(i, todo);
    }
    return todo;
}

pool_machine::actions pool_machine::child_ready(std::size_t i)
{
    actions todo;
    if (children_[i].ready)
        return todo;
    children_[i].ready = true;
    ++ready_;
    if (leaving_ || stopping_)
        return todo;
    todo.announce = ready_ == children_.size();
    for (const auto d : graph_->dependents(i))
    {
        if (--children_[d].not_ready == 0)
            start_child(d, todo);
    }
    return todo;
}

pool_machine::actions pool_machine::child_leaving(std::size_t)
{
    actions todo;
    leave(todo);
    return todo;
}

pool_machine::actions pool_machine::child_ended(std::size_t i)
{
    actions todo;
    children_[i].phase = phase::ended;
    --alive_;
    for (const auto needed : graph_->needs(i))
    {
        if (--children_[needed].dependents == 0 && stopping_)
            ask(needed, todo);
    }
    leave(todo);
    finish_if_over(todo);
    return todo;
}

pool_machine::actions pool_machine::stop()
{
    stopping_ = true;
    actions todo;
    for (std::size_t i = 0; i != children_.size(); ++i)
    {
        if (children_[i].dependents == 0)
            ask(i, todo);
    }
    finish_if_over(todo);
    return todo;
}

pool_machine::actions pool_machine::stop_all()
{
    actions todo;
    for (std::size_t i = 0; i != children_.size(); ++i)
        ask(i, todo);
    return todo;
}

void pool_machine::start_child(std::size_t i, actions& todo)
{
    children_[i].phase = phase::started;
    ++alive_;
    for (const auto needed : graph_->needs(i))
        ++children_[needed].dependents;
    todo.start.push_back(i);
}

void pool_machine::ask(std::size_t i, actions& todo)
{
    if (children_[i].phase != phase::started)
        return;
    children_[i].phase = phase::asked;
    todo.stop.push_back(i);
}

void pool_machine::leave(actions& todo)
{
    if (leaving_ || stopping_)
        return;
    leaving_ = true;
    todo.stop_pool = true;
}

void pool_machine::finish_if_over(actions& todo) { todo.finish = stopping_ && alive_ == 0; }

} // namespace stint::detail
