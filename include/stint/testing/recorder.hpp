// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TESTING_RECORDER_HPP
#define STINT_TESTING_RECORDER_HPP

#include <stint/config.hpp>
#include <stint/event.hpp>
#include <stint/lifecycle.hpp>

#include <cstddef>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace stint::testing
{

/// Whether something holds, and if not, why. Works with any test framework: `BOOST_TEST(v)`, `EXPECT_TRUE(v) << v`.
struct verdict
{
    std::string why{}; ///< What is wrong; empty if it holds.

    explicit operator bool() const { return why.empty(); } ///< True if it holds.
    bool operator!() const { return !why.empty(); }        ///< True if it does not.
};

/// Writes why it does not hold.
std::ostream& operator<<(std::ostream& out, const verdict& v);

/** Keeps the events of services, and answers questions about them.

    An event is written as its code and the path of its service: "SERVICE_RUNNING app/db".

    @par Object lifetimes
    Lifecycles that it watches may outlive it.

    @par Thread safety
    Shared objects: Unsafe.
*/
class recorder
{
public:
    recorder();

    /// Watches a service and all that runs below it, from now on.
    explicit recorder(lifecycle& life);

    /// Also those of another one.
    void watch(lifecycle& life);

    /// All events so far.
    const std::vector<event>& events() const { return *events_; }

    /// All events so far, as text.
    std::vector<std::string> lines() const;

    /// How often an event happened.
    std::size_t count(const std::string& line) const;

    /// Forgets all events.
    void clear() { events_->clear(); }

    /// Whether these happened in this order, others between them or not.
    verdict in_order(std::initializer_list<std::string> expected) const;

    /// Whether it happened once.
    verdict exactly_once(const std::string& line) const;

    /// Whether it did not happen.
    verdict never(const std::string& line) const;

    /// Whether `line` did not happen after the first `after`, which has happened.
    verdict never_after(const std::string& line, const std::string& after) const;

private:
    std::string all() const;

    std::shared_ptr<std::vector<event>> events_;
};

} // namespace stint::testing

#endif
