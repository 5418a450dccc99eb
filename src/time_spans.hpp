// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_TIME_SPANS_HPP
#define STINT_SRC_TIME_SPANS_HPP

#include "service_graph.hpp"
#include <stint/time.hpp>

#include <string>
#include <vector>

namespace stint::detail
{

/// From when until when each service of a pool took to start, or to stop, by its number in the graph.
class time_spans
{
public:
    enum class direction
    {
        start, ///< along the graph
        stop   ///< against it
    };

    /// @param count of so many at least something will be told
    void clear(std::size_t count = 0) { spans_.assign(count, {}); }
    void begin(std::size_t i, time_point now);
    void end(std::size_t i, time_point now);
    /// The number stands for another service from now on.
    void forget(std::size_t i);
    /// What has ended by now is told nothing of.
    void forget_ended();

    /// The chain of services that waited for each other longest, "0.3 s: a 0.1 s → b 0.2 s": who was the last, whom it had waited for
    /// last, and so on. Empty if the last has waited for nobody.
    std::string critical_path(const service_graph& graph, direction d) const;

private:
    struct span
    {
        time_point from = never;
        time_point to = never; ///< `never` if it has not ended
        bool complete() const { return to != never; }
    };

    const std::size_t* last_of(const std::vector<std::size_t>& which) const;

    std::vector<span> spans_;
};

} // namespace stint::detail

#endif
