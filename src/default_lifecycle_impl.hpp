// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_DEFAULT_LIFECYCLE_IMPL_HPP
#define STINT_SRC_DEFAULT_LIFECYCLE_IMPL_HPP

#include "default_lifecycle.hpp"

#include <list>
#include <utility>

namespace stint::detail
{

/// What few services have.
struct default_lifecycle::registrations
{
    std::list<observer> observers; // stay where they are: one may add another
    std::vector<std::unique_ptr<reload_hook>> reload_hooks;
};

/// A hook that is awaited. Outlives the lifecycle's interest in it when it is given up.
struct default_lifecycle::hook_call
{
    spawn_signal signal;
};

/// Calls f. What fails in it, for want of memory, is a crash of the service, and this returns false.
template <class F>
bool default_lifecycle::attempt(F f) noexcept
{
    try
    {
        f();
        return true;
    }
    catch (...)
    {
        take_failure(std::current_exception());
        return false;
    }
}

/// Calls f, then does what the machine asks for; within another turn, that one does. What fails twice, for which it takes an allocation of Asio's,
/// is left for the next turn.
template <class F>
void default_lifecycle::take_turn(F f) noexcept
{
    if (machine_.shell_is_busy())
    {
        attempt(f);
        return;
    }
    const lifecycle_machine::turn until_here(machine_);
    const shared_strand::instant here(strand());
    attempt(f);
    const auto carry_out = [this] { carry_out_pending(); };
    if (!attempt(carry_out) && !attempt(carry_out))
        attempt([this] { arm_alarm(); });
}

template <class... Args>
auto default_lifecycle::park(asio::any_completion_handler<void(Args...)> handler) const
{
    return std::make_shared<parked_handler<Args...>>(std::move(handler), get_executor());
}

} // namespace stint::detail

#endif
