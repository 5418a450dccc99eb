// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_LIFECYCLE_ACCESS_HPP
#define STINT_SRC_LIFECYCLE_ACCESS_HPP

#include "service_executor.hpp"
#include <stint/lifecycle.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace stint::detail
{

/// What the services of this library, and nobody else's, do with their lifecycle.
struct lifecycle_access
{
    /// From any thread.
    static void add_busy(const lifecycle& life, std::vector<busy_code>& found) { life.add_busy(found); }

    /// Has the function called with the deadline of each stop that is asked for from outside, at once, on the thread that asks: the strand
    /// may be blocked. Before the lifecycle runs.
    static void watch_stops(lifecycle& life, std::function<void(time_point)> f) { life.watch_stops(std::move(f)); }

    /// That of its strand, while the context is there.
    static std::shared_ptr<environment> environment_of(const lifecycle& life)
    {
        return strand_of(life.get_executor())->environment();
    }

    /// Tells an event of the service. On the strand of the lifecycle.
    static void tell(lifecycle& life, code what, std::exception_ptr error, std::string details = {})
    {
        if (!life.observed())
            return;
        const auto now = environment_of(life)->now();
        life.emit({what, life.path(), life.state(), now, std::move(error), std::move(details)});
    }
};

} // namespace stint::detail

#endif
