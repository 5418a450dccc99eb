// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_MACHINE_POOL_GRAPHS_HPP
#define STINT_TEST_MACHINE_POOL_GRAPHS_HPP

#include "pool_machine.hpp"
#include "service_graph.hpp"
#include <stint/time.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <vector>

// Pools of services that have numbers as their names.
namespace pool_graphs
{

using machine = stint::detail::pool_machine;
using stint::detail::service_graph;
using actions = machine::actions;
using numbers = std::vector<std::size_t>;

inline const stint::time_point now{}; // nothing here depends on it
inline constexpr machine::ending cleanly{};
inline constexpr machine::ending by_a_crash{.crashed = true};

/// Services with the names 0, 1, 2 …, and for each which ones it comes after.
inline service_graph graph_of(const std::vector<numbers>& after)
{
    service_graph g;
    for (std::size_t i = 0; i != after.size(); ++i)
    {
        std::vector<std::string> names;
        for (const auto n : after[i])
            names.push_back(std::to_string(n));
        BOOST_TEST_REQUIRE(g.add(std::to_string(i), names).cycle == "");
    }
    return g;
}

inline service_graph unordered(std::size_t count) { return graph_of(std::vector<numbers>(count)); }

/// Of services whose end ends the pool, as it is by default.
inline machine pool_of(const service_graph& g)
{
    machine pool;
    for (std::size_t i = 0; i != g.size(); ++i)
        pool.add(i, {});
    return pool;
}

} // namespace pool_graphs

#endif
