// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_CONTEXT_EXECUTOR_HPP
#define STINT_SRC_CONTEXT_EXECUTOR_HPP

#include <stint/config.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/require.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>

#include <concepts>
#include <utility>

namespace stint::detail
{

/// An executor that remembers whether it may execute at once. A strand asks that for each handler, and asio::any_io_executor allocates the answer.
class context_executor
{
public:
    /// @tparam Executor of those whose strands may be used as they are
    template <class Executor>
    requires std::same_as<Executor, asio::any_io_executor> || std::same_as<
        Executor, asio::io_context::executor_type> || std::same_as<Executor, asio::thread_pool::executor_type>
    context_executor(Executor e)
        : executor_(std::move(e)),
          never_(asio::query(executor_, asio::execution::blocking) == asio::execution::blocking.never)
    {
    }

    operator asio::any_io_executor() const { return executor_; }

    asio::execution::blocking_t query(asio::execution::blocking_t) const noexcept
    {
        if (never_)
            return asio::execution::blocking.never;
        return asio::execution::blocking.possibly;
    }

    template <class Property>
    requires(!std::convertible_to<Property, asio::execution::blocking_t>)
        && asio::can_query_v<const asio::any_io_executor&, Property> decltype(auto) query(const Property& p) const
    {
        return asio::query(executor_, p);
    }

    context_executor require(asio::execution::blocking_t::never_t p) const
    {
        return {asio::require(executor_, p), true};
    }

    template <class Property>
    requires(!std::convertible_to<Property, asio::execution::blocking_t>)
        && asio::can_prefer_v<const asio::any_io_executor&, Property> context_executor prefer(const Property& p) const
    {
        return {asio::prefer(executor_, p), never_};
    }

    template <class Function>
    void execute(Function&& f) const
    {
        executor_.execute(std::forward<Function>(f));
    }

    friend bool operator==(const context_executor& a, const context_executor& b) noexcept
    {
        return a.executor_ == b.executor_;
    }
    friend bool operator!=(const context_executor& a, const context_executor& b) noexcept { return !(a == b); }

private:
    context_executor(asio::any_io_executor e, bool never) : executor_(std::move(e)), never_(never) {}

    asio::any_io_executor executor_;
    bool never_;
};

using any_strand = asio::strand<context_executor>;

} // namespace stint::detail

#endif
