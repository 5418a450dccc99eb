// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_LAB_SIMULATION_HPP
#define STINT_TEST_LAB_SIMULATION_HPP

#include "lab/scenario.hpp"
#include <stint/testing/ready_queue.hpp>

#include <string>
#include <vector>

namespace lab
{

/// What came of a scenario.
struct result
{
    std::string broken{};             ///< the promise that does not hold; empty if all do
    std::vector<std::string> story{}; ///< what happened, if that was asked for
};

/// Tries a scenario.
/// @param choose decides the order of what is ready; by default as the scenario says
result simulate(const scenario& s, bool with_story = false, stint::testing::chooser choose = {});

} // namespace lab

#endif
