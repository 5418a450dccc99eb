// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_SHARED_STRAND_HPP
#define STINT_SRC_SHARED_STRAND_HPP

#include "strand_alarms.hpp"

#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/require.hpp>

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

    std::optional<any_strand> as_given;
    std::optional<any_strand> never; ///< does not execute from within execute()
    std::mutex mutex;                ///< of what its scopes share; held for that only

private:
    std::shared_ptr<strand_alarms> alarms_;
};

} // namespace stint::detail

#endif
