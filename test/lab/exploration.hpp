// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_LAB_EXPLORATION_HPP
#define STINT_TEST_LAB_EXPLORATION_HPP

#include "lab/scenario.hpp"

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <limits>

namespace lab
{

struct count
{
    std::uint64_t schedules = 0;
    std::uint64_t violations = 0;
};

struct extent
{
    std::chrono::seconds time = std::chrono::hours(24);
    std::uint64_t scenarios = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t first = 1;
    int jobs = 1;
};

/// Tries one random scenario after the other. Stops at the first one that breaks a promise, and tells its story made small.
count explore(const extent& e, std::ostream& out);

/// Tells what happens in a scenario. False if it breaks a promise.
bool replay(std::uint64_t seed, std::ostream& out);

/// Tries small scenarios in every order of what is ready.
/// @param limit so many orders of one scenario at most
count explore_exhaustively(std::uint64_t limit, std::ostream& out);

/// Tells of a broken promise, in the smallest scenario found that breaks it too.
void tell_smallest(scenario s, std::ostream& out);

} // namespace lab

#endif
