// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_STATE_HPP
#define STINT_STATE_HPP

#include <stint/config.hpp>

#include <iosfwd>
#include <string_view>

namespace stint
{

/** What a service is doing.

    `stopped` → `starting` → `running` → `stopping` → `stopped`. From `starting` also to `stopping`, if a stop or the end comes before it
    is ready, and from `starting`, `running` and `stopping` to `crashed`. A service that has stopped or crashed can be run again. No other transition is ever
    made.
*/
enum class state
{
    stopped,  ///< Not run yet, or ended without an error.
    starting, ///< Asked to run, not ready yet.
    running,  ///< Ready: it said so by @ref lifecycle::running.
    stopping, ///< Asked to stop, or ending by itself; still at work.
    crashed   ///< Ended with an error, or given up.
};

/// The name of a state, in lower case.
STINT_DECL std::string_view to_string(state s) noexcept;

/// Writes @ref to_string of a state.
STINT_DECL std::ostream& operator<<(std::ostream& out, state s);

/// True where a run ends: `stopped` and `crashed`.
constexpr bool is_final(state s) noexcept { return s == state::stopped || s == state::crashed; }

/// True when a service may go from one state to the other.
STINT_DECL bool can_follow(state from, state to) noexcept;

} // namespace stint

#endif
