// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "is_error.hpp"
#include <stint/error.hpp>
#include <stint/exit_code.hpp>
#include <stint/lifecycle.hpp>

#include <atomic>

namespace stint
{

struct exit_code::seen
{
    std::atomic<bool> running = false;
    std::atomic<bool> stopping = false;
    std::atomic<bool> missed_deadline = false;

    void take(const event& e, bool outermost)
    {
        if (e.what == code::service_deadline && (outermost || stopping)) // not of a service that is restarted
            missed_deadline = true;
        if (!outermost)
            return;
        if (e.what == code::service_starting || e.what == code::service_pool_starting)
            running = stopping = missed_deadline = false;
        running = running || e.state == state::running;
        stopping = stopping || e.state == state::stopping;
    }
};

exit_code::exit_code(lifecycle& life) : life_(life), seen_(std::make_shared<seen>())
{
    life.on_event([all = seen_, path = life.path()](const event& e) { all->take(e, e.service == path); });
}

exit_code::~exit_code() = default;

int exit_code::value() const
{
    if (const auto first = life_.error())
    {
        if (detail::is_error(first, error::shutdown_timeout))
            return deadline_missed;
        return seen_->running && !detail::is_error(first, error::start_timeout) ? crashed : start_failed;
    }
    return seen_->missed_deadline ? deadline_missed : clean;
}

} // namespace stint
