// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SERVICE_PARAMS_HPP
#define STINT_SERVICE_PARAMS_HPP

#include <stint/config.hpp>
#include <stint/dependencies.hpp>
#include <stint/supervision.hpp>
#include <stint/time.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <optional>

namespace stint
{

class lifecycle;

/// The stop timeout where nothing else is set.
inline constexpr duration default_stop_timeout = std::chrono::seconds(20);

/// The abort grace where nothing else is set.
inline constexpr duration default_abort_grace = std::chrono::seconds(1);

/** How long a service may take, and its place in a pool. What is not set is as the pool has it, or the default that stands here.

    A negative value is refused with @ref error::invalid_timeout.
*/
struct service_params
{
    /// From `starting` to the end of the `on_running` hooks. By default there is no limit.
    std::optional<duration> start_timeout{};

    /// Of a stop that nobody set a deadline for, such as one that a crash causes; and the upper limit of every stop that its pool asks a service
    /// for. Of a pool that has one of its own, the shorter holds. By default @ref default_stop_timeout.
    std::optional<duration> stop_timeout{};

    /// From the deadline, when the service is cancelled, until it is given up. By default @ref default_abort_grace. With zero it may be
    /// given up before it has seen the cancellation.
    std::optional<duration> abort_grace{};

    /// From the end of the `on_stopping` hooks until the service is told to stop, if it was ready. By default none.
    std::optional<duration> drain_delay{};

    /** The services of the same pool that it needs. It starts when all of them are `running`, and they are asked to stop when it
        has ended. So what answers a load balancer comes up first and goes down last when the others come after it.

        A cycle is refused with @ref error::dependency_cycle by @ref pool::add, a name that no service of the pool has with
        @ref error::unknown_dependency when the pool is run, or by @ref pool::add if it runs already. Without a pool it has no meaning.
    */
    dependencies after{};

    /// What it means for its pool when it ends without an error. Without a pool it has no meaning.
    reaction on_end = reaction::stop_pool;

    /// The same when it crashes.
    reaction on_crash = reaction::stop_pool;

    /// When it is restarted, and how often, where that is what its end means. A jitter that is not from 0 to 1 is refused with
    /// @ref error::invalid_jitter.
    restart_params restart{};

    /// Called by @ref pool::add with its lifecycle, before it can run: to register hooks of a service that is added to a pool which
    /// runs on other threads.
    std::function<void(lifecycle&)> prepare{};

    /// What it executes on, instead of the strand of its pool; if it is no strand, its lifecycle makes one on it. A pool brings its
    /// own. Without a pool it has no meaning. The context of it must live until the pool has ended.
    asio::any_io_executor executor{};
};

} // namespace stint

#endif
