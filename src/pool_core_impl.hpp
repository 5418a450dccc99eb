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

namespace stint::detail
{

/// All else that is to do is done. In a pool that does not run, what fails is thrown.
template <class F>
void pool_core::attempt(F f)
{
    try
    {
        f();
    }
    catch (...)
    {
        if (!life_)
            throw;
        fail(std::current_exception());
    }
}

/// What follows from an input of the machine, which is called under the lock. It is carried out at once, but one step after the other: a service that
/// is started here may be ready before the call returns, and so on. What is too long for one turn of the strand goes on in the next ones, and so
/// does what follows until then.
///
/// For want of memory it may fail: then the pool stops, and if it does not run, this returns why.
template <class Input>
std::exception_ptr pool_core::apply(Input input)
{
    std::optional<std::size_t> removed;
    std::optional<std::size_t> gave_up;
    std::optional<std::size_t> restarts;
    bool stop_pool = false;
    child gone; // is destroyed after the lock
    std::exception_ptr failure;
    {
        const std::lock_guard lock(mutex_);
        const auto before = steps_.size();
        try
        {
            notice_stop();
            auto todo = input(machine_);
            removed = todo.removed;
            gave_up = todo.gave_up;
            restarts = todo.restarts;
            stop_pool = todo.stop_pool;
            if (!todo.empty() || !changes_.empty()) // mostly nothing follows
                add_steps(std::move(todo));
        }
        catch (const std::bad_alloc&)
        {
            failure = std::current_exception();
            steps_.resize(before);
            const bool over = machine_.abandon([this](std::size_t i) { return children_[i].running; });
            urgent_step_ = over ? step::kind::finish : step::kind::stop_all;
        }
        wake_at_ = machine_.next_wake();
        if (removed)
        {
            graph_.remove(*removed);
            start_spans_.forget(*removed);
            stop_spans_.forget(*removed);
            gone = std::exchange(children_[*removed], child{});
        }
    }
    if (removed)
        attempt([&] { forget(*removed, gone); });
    if (life_ && gave_up)
        attempt([&] { give_up_restarting(*gave_up); });
    if (restarts)
        attempt([&] { tell_restart(*restarts); });
    if (life_ && stop_pool)
        attempt([&] { life_->stop(); });
    if (delays_ && wake_at_ < armed_at_)
        delays_->wake();
    if (life_ && failure)
        fail(std::exchange(failure, nullptr));
    if (!carrying_out_ && !goes_on_ && has_steps())
        carry_out_steps();
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
