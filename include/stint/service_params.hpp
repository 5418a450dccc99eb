// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SERVICE_PARAMS_HPP
#define STINT_SERVICE_PARAMS_HPP

#include <stint/config.hpp>
#include <stint/time.hpp>

#include <optional>

namespace stint
{

/// The stop timeout where nothing else is set.
inline constexpr duration default_stop_timeout = std::chrono::seconds(20);

/// The abort grace where nothing else is set.
inline constexpr duration default_abort_grace = std::chrono::seconds(1);

/** How long a service may take. What is not set is as the pool has it, or the default that stands here.

    A negative value is refused with @ref error::invalid_timeout.
*/
struct service_params
{
    /// From `starting` to the end of the `on_running` hooks. By default there is no limit.
    std::optional<duration> start_timeout{};

    /// Of a stop that nobody set a deadline for, such as one that a crash causes; and the upper limit of every other
    /// stop of a service in a pool. By default @ref default_stop_timeout.
    std::optional<duration> stop_timeout{};

    /// From the deadline, when the service is cancelled, until it is given up. By default @ref default_abort_grace.
    std::optional<duration> abort_grace{};

    /// From the end of the `on_stopping` hooks until the service is told to stop, if it was ready. By default none.
    std::optional<duration> drain_delay{};
};

/// `own`, with what is not set taken from `defaults`.
inline service_params value_or(const service_params& own, const service_params& defaults)
{
    const auto pick = [](const auto& a, const auto& b) { return a ? a : b; };
    return {.start_timeout = pick(own.start_timeout, defaults.start_timeout),
            .stop_timeout = pick(own.stop_timeout, defaults.stop_timeout),
            .abort_grace = pick(own.abort_grace, defaults.abort_grace),
            .drain_delay = pick(own.drain_delay, defaults.drain_delay)};
}

} // namespace stint

#endif
