// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_POOL_CORE_IMPL_HPP
#define STINT_SRC_POOL_CORE_IMPL_HPP

#include "pool_core.hpp"

#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <utility>
#include <vector>

namespace stint::detail
{

template <class F>
void pool_core::on_strand(F f)
{
    if (scope_->strand->running_in_this_thread())
        f(*this);
    else
        scope_->strand->post([self = shared_from_this(), f = std::move(f)]() mutable { f(*self); });
}

/// What follows from an input of the machine, which is called under the lock. It is carried out at once, but one after the other: a service that
/// is started here may be ready before the call returns, and so on, as long as the chain may be.
///
/// For want of memory it may fail: then the pool stops, and if it does not run, this returns why.
template <class Input>
std::exception_ptr pool_core::apply(Input input)
{
    std::vector<std::pair<std::size_t, child>> gone; // are destroyed after the lock
    std::exception_ptr failure;
    {
        const std::lock_guard lock(mutex_);
        if (life_ && life_->should_stop())
            machine_.expect_stop(); // run() goes on a little later
        bool follows = true;        // mostly nothing does
        try
        {
            auto todo = input(machine_);
            follows = !todo.empty() || !changes_.empty() || machine_.next_wake() < armed_at_;
            gone.reserve(todo.removed.size());
            if (follows)
                pending_.push_back(std::move(todo));
        }
        catch (const std::bad_alloc&)
        {
            failure = std::current_exception();
            pending_.push_back(machine_.abandon([this](std::size_t i) { return children_[i].running; }));
        }
        wake_at_ = machine_.next_wake();
        for (std::size_t n = 0; follows && n != pending_.back().removed.size(); ++n)
        {
            const auto i = pending_.back().removed[n];
            graph_.remove(i);
            start_spans_.forget(i);
            stop_spans_.forget(i);
            gone.emplace_back(i, std::exchange(children_[i], child{}));
        }
    }
    for (const auto& [i, c] : gone)
        forget(i, c);
    if (life_ && failure)
        fail(std::exchange(failure, nullptr));
    if (!carrying_out_ && !pending_.empty())
        carry_out_pending();
    return failure;
}

/// Calls a function with each change: it returns with what that ends, or nothing.
template <class F>
void pool_core::end_changes(F end_of)
{
    for (auto c = changes_.begin(); c != changes_.end();)
    {
        const std::optional<std::exception_ptr> end = end_of(*c);
        if (end)
            c->handler->complete(own_strand(), *end);
        c = end ? changes_.erase(c) : std::next(c);
    }
}

} // namespace stint::detail

#endif
