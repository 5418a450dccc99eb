// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_SHARED_STRAND_HPP
#define STINT_SRC_SHARED_STRAND_HPP

#include "strand_alarms.hpp"

#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/require.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace stint::detail
{

/// A strand in the forms that executors ask for. A pool shares it with its services.
struct shared_strand
{
    explicit shared_strand(any_strand s)
        : as_given(std::move(s)), never(asio::require(*as_given, asio::execution::blocking.never))
    {
    }

    /// The context is being destroyed: a strand must not outlive it.
    void clear()
    {
        as_given.reset();
        never.reset();
        alarms_.reset();
        const std::lock_guard lock(mutex_);
        work_.reset();
    }

    /// Never from within this function.
    template <class F>
    void post(F f)
    {
        if (never)
            never->execute(std::move(f));
    }

    /// At once if this is the strand.
    template <class F>
    void dispatch(F f)
    {
        if (as_given)
            as_given->execute(std::move(f));
    }

    /// What executes nothing from within a call; null once the context is destroyed.
    const any_strand* get() const noexcept { return never ? &*never : nullptr; }

    /// On the strand, while the context is there.
    strand_alarms& alarms()
    {
        if (!alarms_)
            alarms_ = std::make_shared<strand_alarms>(*never);
        return *alarms_;
    }

    /// From here to the corresponding end, the context has work.
    void begin_work()
    {
        if (add_work(0, 1))
            return;
        const std::lock_guard lock(mutex_);
        if (workers_ == 0 && as_given)
            work_ = asio::prefer(as_given->get_inner_executor(), asio::execution::outstanding_work.tracked);
        ++workers_;
    }

    void end_work() noexcept
    {
        if (add_work(1, -1))
            return;
        const std::lock_guard lock(mutex_);
        if (--workers_ == 0)
            work_.reset();
    }

    std::optional<any_strand> as_given;
    std::optional<any_strand> never; ///< does not execute from within execute()

private:
    /// False if there are not more than so many.
    bool add_work(int minimum, int change) noexcept
    {
        auto workers = workers_.load();
        while (workers > minimum)
        {
            if (workers_.compare_exchange_weak(workers, workers + change))
                return true;
        }
        return false;
    }

    std::shared_ptr<strand_alarms> alarms_;
    std::atomic<int> workers_ = 0; // from and to zero under the lock
    std::mutex mutex_;
    std::optional<context_executor> work_; // while there are some
};

} // namespace stint::detail

#endif
