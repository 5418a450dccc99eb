// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_SERVICE_GRAPH_HPP
#define STINT_SRC_SERVICE_GRAPH_HPP

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stint::detail
{

/** Which services of a pool come after which: the graph of their dependencies.

    A service may name one that is added later. Edges lead to what is there; the rest is kept as missing().
*/
class service_graph
{
public:
    service_graph() = default;
    service_graph(service_graph&&) = default; // the index of a copy would have the names of the other

    /** Adds a service that comes after others, given by their names.

        @return its number, and the names along the cycle that it would close, "a → b → a"; empty if it closes none. Nothing is
            added in the first case.
    */
    struct [[nodiscard]] added
    {
        std::size_t number; ///< the lowest that is free
        std::string cycle;
    };
    added add(const std::string& name, const std::vector<std::string>& after);

    /// Removes one that nothing comes after. Its number is free then.
    void remove(std::size_t i);

    /// All numbers are below this one.
    std::size_t size() const { return names_.size(); }
    /// The number of a name.
    std::optional<std::size_t> find(const std::string& name) const;
    /// Of a number in use.
    const std::string& name(std::size_t i) const { return names_[i]; }
    /// What a service comes after.
    const std::vector<std::size_t>& needs(std::size_t i) const { return of(i).needs; }
    /// What comes after it.
    const std::vector<std::size_t>& dependents(std::size_t i) const { return of(i).dependents; }

    /// All numbers in use, each after what it needs.
    std::vector<std::size_t> order() const;

    /// "b, which comes after a": a is a name that nobody has. Empty if there is none.
    std::string missing() const;

private:
    struct edges
    {
        std::vector<std::size_t> needs;
        std::vector<std::size_t> dependents;
    };
    static const edges none;

    const edges& of(std::size_t i) const { return i < edges_.size() ? edges_[i] : none; }
    void connect(std::size_t self, const std::string& name, const std::vector<std::string>& after);
    std::string cycle_through(const std::string& name, const std::vector<std::string>& after) const;

    std::deque<std::string> names_; // they stay where they are; empty: the number is free
    std::vector<edges> edges_;      // up to the last one that has some
    boost::unordered_flat_map<std::string_view, std::size_t, std::hash<std::string_view>> index_;
    std::map<std::string, std::vector<std::size_t>> missing_; // by the name that is missing: who waits for it
    std::vector<std::size_t> free_;
};

} // namespace stint::detail

#endif
