// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_SUPPORT_RECORDER_HPP
#define STINT_TEST_SUPPORT_RECORDER_HPP

#include <stint/lifecycle.hpp>

#include <source_location>
#include <string>
#include <vector>

namespace test
{

/// Notes what happens, line by line. Lifecycles that it watches may outlive it.
class recorder
{
public:
    using lines = std::vector<std::string>;

    void operator()(std::string line) { lines_->push_back(std::move(line)); }

    /// Notes every state of a service: "name running".
    stint::lifecycle& watch(stint::lifecycle& life);

    /// Notes every event of a service and of all below it: "SERVICE_RUNNING app/name".
    stint::lifecycle& watch_events(stint::lifecycle& life);

    /// What was noted since the last time.
    lines take() { return std::exchange(*lines_, {}); }

    const lines& noted() const { return *lines_; }

    /// How often a line was noted.
    std::size_t count(const std::string& line) const;

private:
    std::shared_ptr<lines> lines_ = std::make_shared<lines>();
};

/// Compares what was noted since the last time.
void check(recorder& r, const recorder::lines& expected, std::source_location where = std::source_location::current());

/// The same with those lines only that begin with a name.
void check_of(const recorder& r, const std::string& name, const recorder::lines& expected,
              std::source_location where = std::source_location::current());

} // namespace test

#endif
