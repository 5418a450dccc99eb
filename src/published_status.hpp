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
#include <array>
#include <atomic>
#include <memory>
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
        publish(should_stop_, false);
        publish(given_up_, false);
        live_tasks(0);
        deadline(never);
        const std::lock_guard lock(mutex_);
        publish(failed_, false);
        said_.reset();
        bare_ = {};
    }

    void enter(stint::state s, time_point when)
    {
        publish(entered_[static_cast<std::size_t>(s)], when.time_since_epoch().count());
        publish(state_, s); // last: whoever sees it sees when it was entered
    }

    void active(bool value) { active_ = value; } // in one order with what else says whether the service is in use
    void ask_to_stop() { publish(should_stop_, true); }
    void give_up() { publish(given_up_, true); }
    void deadline(time_point when) { publish(deadline_, when.time_since_epoch().count()); }
    std::size_t live_tasks() const noexcept { return live_tasks_; }
    void live_tasks(std::size_t count) { publish(live_tasks_, count); }

    void note(std::string what)
    {
        const std::lock_guard lock(mutex_);
        said().note = std::move(what);
    }

    /// Keeps them in the order of time: what runs below may say late what went wrong first. One that is known already is not added. True if it
    /// is the first.
    bool add(failure f)
    {
        const auto later = [](const failure& a, const failure& b) { return a.when < b.when; };
        const std::lock_guard lock(mutex_);
        auto& all = said().failures;
        for (const auto& known : all)
        {
            if (known.error == f.error && known.service == f.service)
                return is_first(known);
        }
        const bool was_bare = f.error == bare_.error;
        const auto added = all.insert(std::upper_bound(all.begin(), all.end(), f, later), std::move(f));
        if (was_bare)
            bare_ = {};
        publish(failed_, true);
        return is_first(*added);
    }

    /// For want of memory to say more of it. The first one is kept.
    void add_bare(const std::exception_ptr& e, time_point when) noexcept
    {
        const std::lock_guard lock(mutex_);
        const auto is_known = [&e](const failure& f) { return f.error == e; };
        if (bare_.error || (said_ && std::any_of(said_->failures.begin(), said_->failures.end(), is_known)))
            return;
        bare_ = {e, when};
        publish(failed_, true);
    }

    /// The first cause.
    std::exception_ptr error() const
    {
        if (!failed_)
            return nullptr;
        const std::lock_guard lock(mutex_);
        return first_error();
    }

    std::vector<failure> failures(const std::string& path) const
    {
        const std::lock_guard lock(mutex_);
        auto all = said_ ? said_->failures : std::vector<failure>();
        if (bare_.error)
        {
            const auto is_earlier = [this](const failure& f) { return f.when < bare_.when; };
            all.insert(std::partition_point(all.begin(), all.end(), is_earlier), {path, bare_.error, bare_.when});
        }
        return all;
    }

    /// Of this service alone.
    stint::snapshot snapshot(std::string path) const
    {
        stint::snapshot s;
        const std::lock_guard lock(mutex_);
        s.service = std::move(path);
        s.state = state_;
        if (const auto since = entered_at(s.state); since != time_point{})
            s.since = since;
        s.last_error = first_error();
        s.live_tasks = live_tasks_;
        s.note = note();
        return s;
    }

    report_entry entry(std::string path, bool on_a_thread) const
    {
        const std::lock_guard lock(mutex_);
        const auto s = state();
        return {std::move(path), s, entered_at(s), note(), live_tasks_, on_a_thread, given_up_, {}};
    }

private:
    struct words
    {
        std::string note;
        std::vector<failure> failures;
    };

    struct bare_failure
    {
        std::exception_ptr error{};
        time_point when = never;
    };

    /// It has one writer at a time: nobody needs more than to see what was written before it.
    template <class T>
    static void publish(std::atomic<T>& to, T value)
    {
        to.store(value, std::memory_order_release);
    }

    time_point entered_at(stint::state s) const { return time_point(duration(entered_[static_cast<std::size_t>(s)])); }

    // Under the lock.
    words& said()
    {
        if (!said_)
            said_ = std::make_unique<words>();
        return *said_;
    }
    bool is_first(const failure& f) const { return &f == &said_->failures.front() && f.when < bare_.when; }
    std::exception_ptr first_error() const
    {
        const bool is_said = said_ && !said_->failures.empty() && is_first(said_->failures.front());
        return is_said ? said_->failures.front().error : bare_.error;
    }
    std::string note() const { return said_ ? said_->note : std::string(); }

    static constexpr auto number_of_states = static_cast<std::size_t>(stint::state::crashed) + 1;

    std::atomic<stint::state> state_ = stint::state::stopped;
    std::atomic<bool> should_stop_ = false;
    std::atomic<bool> active_ = false;
    std::atomic<bool> given_up_ = false;
    std::atomic<bool> failed_ = false; // spares the lock
    std::atomic<std::size_t> live_tasks_ = 0;
    std::array<std::atomic<duration::rep>, number_of_states> entered_{}; // each one when last; 0: never
    std::atomic<duration::rep> deadline_ = never.time_since_epoch().count();

    mutable std::mutex mutex_;
    std::unique_ptr<words> said_; // by most services nothing
    bare_failure bare_;
};

} // namespace stint::detail

#endif
