// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TIME_HPP
#define STINT_TIME_HPP

#include <chrono>

namespace stint
{

/// The clock of every deadline.
using clock = std::chrono::steady_clock;

/// A moment of @ref clock.
using time_point = clock::time_point;

/// A span of @ref clock, in nanoseconds.
using duration = clock::duration;

/// Stands for "no deadline".
inline constexpr time_point never = time_point::max();

/// `from + span`, or @ref never where that lies beyond the range of the clock.
constexpr time_point saturating_add(time_point from, duration span) noexcept
{
    return span > duration::zero() && from > never - span ? never : from + span;
}

/// The sum of two spans, or the longest one.
constexpr duration saturating_add(duration a, duration b) noexcept
{
    return b > duration::zero() && a > duration::max() - b ? duration::max() : a + b;
}

} // namespace stint

#endif
