// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_POOL_CORE_IMPL_HPP
#define STINT_SRC_POOL_CORE_IMPL_HPP

#include "pool_core.hpp"

#include <boost/asio/dispatch.hpp>

#include <mutex>
#include <utility>

namespace stint::detail
{

template <class F>
void pool_core::on_strand(F f)
{
    if (strand_)
        asio::dispatch(*strand_, [self = shared_from_this(), f = std::move(f)]() mutable { f(*self); });
}

/// What follows from an input of the machine, which is called under the lock.
template <class Input>
void pool_core::apply(Input input)
{
    pool_machine::actions todo;
    {
        const std::lock_guard lock(mutex_);
        todo = input(machine_);
        wake_at_ = machine_.next_wake();
    }
    if (life_)
        carry_out(todo);
}

} // namespace stint::detail

#endif
