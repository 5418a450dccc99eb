// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_SERVICE_CONTEXT_HPP
#define STINT_DETAIL_SERVICE_CONTEXT_HPP

#include <stint/config.hpp>

#include <atomic>
#include <memory>
#include <string>

namespace stint::detail
{

/// Which service something belongs to: a name, and that of whoever runs it.
struct service_context
{
    explicit service_context(std::string n) : name(std::move(n)) {}

    std::string path() const
    {
        if (!parent)
            return name;
        auto all = parent->path(); // of each event: a chain of + would move it twice
        all += '/';
        all += name;
        return all;
    }

    bool is_within(const service_context& other) const
    {
        return this == &other || (parent && parent->is_within(other));
    }

    /// True if a flag of it is set, or of a service that it is within.
    bool is_set_around(std::atomic<bool> service_context::*flag) const noexcept
    {
        return (this->*flag) || (parent && parent->is_set_around(flag));
    }

    std::atomic<bool> serves = false;            // runs, and has not begun to stop
    std::atomic<bool> observed = false;          // somebody has registered an observer, ever
    std::atomic<bool> restarted_by_hand = false; // services of this pool were, ever
    const std::string name;                      // a snapshot: a service may compute its name
    std::shared_ptr<const service_context> parent;
};

} // namespace stint::detail

#endif
