// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SUPERVISION_HPP
#define STINT_SUPERVISION_HPP

#include <stint/config.hpp>
#include <stint/time.hpp>

#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <limits>
#include <string_view>

namespace stint
{

/** What the end of a service means for its pool.

    Erlang/OTP's restart types are pairs of them, for a clean end and for a crash: permanent is `restart`, `restart`; transient
    is `ignore`, `restart`; temporary is `ignore`, `ignore`.
*/
enum class reaction : unsigned char
{
    stop_pool, ///< The pool stops all other services, and ends.
    ignore,    ///< The pool goes on without it. Services that come after it need not wait for it any more.
    restart    ///< It runs again, after a delay.
};

/// The name of a reaction: "restart".
STINT_DECL std::string_view to_string(reaction r) noexcept;

/// Writes @ref to_string of a reaction.
STINT_DECL std::ostream& operator<<(std::ostream& out, reaction r);

/** Which other services of a pool run again when one of them is restarted after its end.

    The meanings are those of Erlang/OTP's supervisor. The others are stopped in the order of the graph, each within its own stop
    timeout, and start again along it. One that is never restarted itself (`ignore` for both ends) is stopped with them, and
    stays away.
*/
enum class restart_strategy
{
    one_for_one, ///< None.
    one_for_all, ///< All.
    rest_for_one ///< Those that come after it, directly or through others.
};

/// The name of a strategy: "one_for_one".
STINT_DECL std::string_view to_string(restart_strategy s) noexcept;

/// Writes @ref to_string of a strategy.
STINT_DECL std::ostream& operator<<(std::ostream& out, restart_strategy s);

/// When a service is restarted, and how often. Each service has its own count: one that flaps does not delay another.
struct restart_params
{
    /// From the end of the service to its first restart. Each further one waits twice as long, until the service has stayed up for
    /// @ref within.
    duration first_delay = std::chrono::milliseconds(100);

    /// No delay is longer.
    duration longest_delay = std::chrono::seconds(30);

    /// Up to this share of a delay is left out at random, so that many processes do not come back at the same moment. From 0 to 1.
    double jitter = 0.25;

    /// So many restarts are made within @ref within. At the next end the service counts as crashed for good: its pool stops, and
    /// crashes with @ref error::restart_limit.
    std::size_t most = 5;

    /// The span that restarts are counted in.
    duration within = std::chrono::minutes(1);

    /// As often as it takes; a value of @ref most.
    static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();
};

/// Which services a restart by hand concerns.
enum class restart_scope
{
    service,        ///< That one alone. Those that come after it go on.
    with_dependents ///< It and those that come after it: they are stopped before it, and start after it.
};

} // namespace stint

#endif
