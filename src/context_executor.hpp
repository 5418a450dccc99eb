// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_CONTEXT_EXECUTOR_HPP
#define STINT_SRC_CONTEXT_EXECUTOR_HPP

#include <stint/config.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/require.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>

#include <concepts>
#include <type_traits>
#include <utility>
#include <variant>

namespace stint::detail
{

/// The executor of an io_context that keeps it at work.
using working_io_executor = std::decay_t<decltype(asio::require(std::declval<asio::io_context::executor_type>(),
                                                                asio::execution::outstanding_work.tracked))>;

/** An executor that remembers whether it may execute at once. A strand asks that for each handler, and asio::any_io_executor allocates the answer.
    What else it is preferred to be, it is not.

    @tparam Io the executor of an io_context, which is kept as it is: asio::any_io_executor makes two calls and an allocation of each handler
*/
template <class Io>
class basic_context_executor
{
public:
    /// @tparam Executor of those whose strands may be used as they are
    template <class Executor>
    requires std::same_as<Executor, asio::any_io_executor> || std::same_as<
        Executor, asio::io_context::executor_type> || std::same_as<Executor, asio::thread_pool::executor_type>
    basic_context_executor(const Executor& e)
        : basic_context_executor(kept(e), asio::query(e, asio::execution::blocking) == asio::execution::blocking.never)
    {
    }

    // An executor's copies do not throw; std::variant does not say so.
    basic_context_executor(const basic_context_executor&) noexcept = default;
    basic_context_executor& operator=(const basic_context_executor&) noexcept = default;
    basic_context_executor(basic_context_executor&&) noexcept = default;
    basic_context_executor& operator=(basic_context_executor&&) noexcept = default;
    ~basic_context_executor() = default;

    asio::execution::blocking_t query(asio::execution::blocking_t) const noexcept
    {
        if (never_)
            return asio::execution::blocking.never;
        return asio::execution::blocking.possibly;
    }

    template <class Property>
    requires(!std::convertible_to<Property, asio::execution::blocking_t>)
        && asio::can_query_v<const asio::any_io_executor&, Property>&& asio::can_query_v<
            const Io&, Property> typename asio::query_result<const asio::any_io_executor&, Property>::type
        query(const Property& p) const
    {
        using result = typename asio::query_result<const asio::any_io_executor&, Property>::type;
        return std::visit([&](const auto& e) -> result { return asio::query(e, p); }, executor_);
    }

    basic_context_executor require(asio::execution::blocking_t::never_t p) const
    {
        return std::visit([&](const auto& e) { return basic_context_executor(asio::require(e, p), true); }, executor_);
    }

    basic_context_executor<working_io_executor> prefer(asio::execution::outstanding_work_t::tracked_t p) const
    {
        using working = basic_context_executor<working_io_executor>;
        return std::visit([&](const auto& e) { return working(asio::prefer(e, p), never_); }, executor_);
    }

    template <class Function>
    void execute(Function&& f) const
    {
        std::visit([&](const auto& e) { e.execute(std::forward<Function>(f)); }, executor_);
    }

    friend bool operator==(const basic_context_executor& a, const basic_context_executor& b) noexcept
    {
        return a.executor_ == b.executor_;
    }
    friend bool operator!=(const basic_context_executor& a, const basic_context_executor& b) noexcept
    {
        return !(a == b);
    }

private:
    template <class>
    friend class basic_context_executor;
    using any_of_both = std::variant<Io, asio::any_io_executor>;

    basic_context_executor(any_of_both e, bool never) : executor_(std::move(e)), never_(never) {}

    static any_of_both kept(asio::any_io_executor e)
    {
        if (const auto* const io = e.target<Io>())
            return *io;
        return e;
    }

    any_of_both executor_;
    bool never_;
};

using context_executor = basic_context_executor<asio::io_context::executor_type>;
using working_context_executor = basic_context_executor<working_io_executor>;
using any_strand = asio::strand<context_executor>;

} // namespace stint::detail

#endif
