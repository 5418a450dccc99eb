// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_FAILURE_HPP
#define STINT_FAILURE_HPP

#include <stint/config.hpp>
#include <stint/time.hpp>

#include <exception>
#include <string>
#include <vector>

namespace stint
{

/// An error, and the service that it came from.
struct failure
{
    std::string service;        ///< The path of the service: "app/db/writer".
    std::exception_ptr error{}; ///< What it threw.
    time_point when{};          ///< When.
};

/** Several failures as one exception: what a service throws that runs others, as a pool does.

    A lifecycle takes it apart: the first one becomes its @ref lifecycle::error, all of them its @ref lifecycle::failures.
*/
class STINT_DECL multiple_failures final : public std::exception
{
public:
    /// @param list the failures, root cause first; those without an error are left out
    explicit multiple_failures(std::vector<failure> list);

    /// The sentence of each failure, root cause first.
    const char* what() const noexcept override { return text_.c_str(); }

    /// The failures, root cause first.
    const std::vector<failure>& list() const noexcept { return list_; }

private:
    std::vector<failure> list_;
    std::string text_;
};

/// What an exception says, also where it is no `std::exception`; empty for a null pointer.
STINT_DECL std::string describe(const std::exception_ptr& error);

} // namespace stint

#endif
