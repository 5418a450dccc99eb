// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_POOL_PARAMS_HPP
#define STINT_POOL_PARAMS_HPP

#include <stint/config.hpp>
#include <stint/logger.hpp>
#include <stint/make_lifecycle.hpp>
#include <stint/supervision.hpp>
#include <stint/time.hpp>

#include <optional>
#include <string>

namespace stint
{

/// Every knob of a @ref pool. A negative timeout is refused with @ref error::invalid_timeout.
struct pool_params
{
    /// What @ref pool::name returns: the first part of the path of all that it runs. Must not be empty.
    std::string name = "app";

    /// Logs the events of the pool and of all below it. Without one, @ref run logs those of the outermost pool.
    stint::logger logger{};

    /// Makes the lifecycles of the services: the default ones, with hooks or observers added. By default, @ref make_lifecycle.
    /// Null is refused with @ref error::null_service. The pool sets the parameters of the result.
    stint::lifecycle_factory lifecycle_factory{};

    /// Which other services run again when one of them is restarted.
    restart_strategy strategy = restart_strategy::one_for_one;

    /// What holds for services that set no start timeout of their own. By default there is no limit.
    std::optional<duration> start_timeout{};

    /// Of a stop that nobody set a deadline for: one that the end or the crash of a service causes, or of one service alone that sets
    /// none of its own. It does not shorten a stop that has a deadline. Where the pool's own lifecycle was given one, too, the shorter holds, and
    /// by default that one. Without any, the shutdown timeout of @ref run, or @ref default_stop_timeout; the latter for one service alone.
    std::optional<duration> stop_timeout{};

    /// What holds for services that set no abort grace of their own. By default @ref default_abort_grace.
    std::optional<duration> abort_grace{};
};

} // namespace stint

#endif
