// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_PUBLISHED_STATUS_HPP
#define STINT_SRC_PUBLISHED_STATUS_HPP

#include <stint/failure.hpp>
#include <stint/report.hpp>
#include <stint/snapshot.hpp>
#include <stint/state.hpp>
#include <stint/time.hpp>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace stint::detail
{

/// What any thread may ask a lifecycle. Written on its strand; the lock is held to copy values only.
class published_status
{
public:
    stint::state state() const noexcept { return state_; }
    bool should_stop() const noexcept { return should_stop_; }
    time_point deadline() const noexcept { return time_point(duration(deadline_)); }
    /// True from async_run to its completion, and while what was given up is still there.
    bool active() const noexcept { return active_; }

    void begin()
    {
        should_stop_ = false;
        given_up_ = false;
        live_tasks_ = 0;
        deadline_ = never.time_since_epoch().count();
        const std::lock_guard lock(mutex_);
        failed_ = false;
        failures_.clear();
        note_.clear();
    }

    void enter(stint::state s, time_point when)
    {
        const std::lock_guard lock(mutex_);
        since_ = when;
        state_ = s;
    }

    void active(bool value) { active_ = value; }
    void ask_to_stop() { should_stop_ = true; }
    void give_up() { given_up_ = true; }
    void deadline(time_point when) { deadline_ = when.time_since_epoch().count(); }
    void live_tasks(std::size_t count) { live_tasks_ = count; }

    void note(std::string what)
    {
        const std::lock_guard lock(mutex_);
        note_ = std::move(what);
    }

    /// Keeps them in the order of time: what runs below may say late what went wrong first. One that is known already is not added. True if it
    /// is the first.
    bool add(failure f)
    {
        const auto later = [](const failure& a, const failure& b) { return a.when < b.when; };
        const std::lock_guard lock(mutex_);
        for (const auto& known : failures_)
        {
            if (known.error == f.error && known.service == f.service)
                return &known == &failures_.front();
        }
        const auto place = std::upper_bound(failures_.begin(), failures_.end(), f, later);
        const auto added = failures_.insert(place, std::move(f));
        failed_ = true;
        return added == failures_.begin();
    }

    /// The first cause.
    std::exception_ptr error() const
    {
        if (!failed_)
            return nullptr;
        const std::lock_guard lock(mutex_);
        return first_error();
    }

    std::vector<failure> failures() const
    {
        const std::lock_guard lock(mutex_);
        return failures_;
    }

    /// Of this service alone.
    stint::snapshot snapshot(std::string path) const
    {
        stint::snapshot s;
        const std::lock_guard lock(mutex_);
        s.service = std::move(path);
        s.state = state_;
        if (since_ != time_point{})
            s.since = since_;
        s.last_error = first_error();
        s.live_tasks = live_tasks_;
        s.note = note_;
        return s;
    }

    report_entry entry(std::string path, bool on_a_thread) const
    {
        const std::lock_guard lock(mutex_);
        return {std::move(path), state_, since_, note_, live_tasks_, on_a_thread, given_up_, {}};
    }

private:
    /// Under the lock.
    std::exception_ptr first_error() const { return failures_.empty() ? nullptr : failures_.front().error; }

    std::atomic<stint::state> state_ = stint::state::stopped;
    std::atomic<bool> should_stop_ = false;
    std::atomic<bool> active_ = false;
    std::atomic<bool> given_up_ = false;
    std::atomic<bool> failed_ = false; // spares the lock
    std::atomic<std::size_t> live_tasks_ = 0;
    std::atomic<duration::rep> deadline_ = never.time_since_epoch().count();

    mutable std::mutex mutex_;
    time_point since_{};
    std::string note_;
    std::vector<failure> failures_;
};

} // namespace stint::detail

#endif
