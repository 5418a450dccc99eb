// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_MACHINE_MODELLED_SERVICE_HPP
#define STINT_TEST_MACHINE_MODELLED_SERVICE_HPP

#include "pool_machine.hpp"
#include <stint/supervision.hpp>
#include <stint/time.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace reference
{

/// What the model of a pool knows of a service.
struct modelled_service
{
    using phases = stint::detail::pool_machine::phase;

    /// What follows when it has ended.
    enum class plans
    {
        none,
        again,
        halt,
        removal
    };

    phases phase = phases::absent;
    plans plan = plans::none;
    bool ready = false;
    bool left = false;
    bool for_good = false;
    bool after_dependents = false;
    stint::time_point not_before = stint::time_point::min();
    stint::time_point started_at{};
    std::optional<stint::duration> last_delay{}; // without jitter
    std::vector<stint::time_point> restarted_at{};
    std::size_t restarts = 0;
    stint::detail::pool_machine::policy policy{};

    bool alive() const { return phase == phases::started || phase == phases::asked; }
    bool temporary() const
    {
        return policy.on_end == stint::reaction::ignore && policy.on_crash == stint::reaction::ignore;
    }
};

} // namespace reference

#endif
