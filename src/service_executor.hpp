// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_SERVICE_EXECUTOR_HPP
#define STINT_SRC_SERVICE_EXECUTOR_HPP

#include "code_scope.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution/bad_executor.hpp>
#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/query.hpp>
#include <boost/throw_exception.hpp>

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace stint::detail
{

/** A strand whose code is known to be that of one service: what it executes, it executes in a @ref code_scope.

    As large as what asio::any_io_executor holds in place: larger ones are an allocation for each property that asio asks for. Once the context is
    destroyed it executes nothing, and asio::execution::bad_executor is thrown where something is asked of that.
*/
class service_executor
{
public:
    explicit service_executor(std::shared_ptr<code_scope> scope)
        : scope_(std::move(scope)), never_(strand()->never_blocks)
    {
    }

    service_executor(const service_executor& other) noexcept
        : scope_(other.scope_), never_(other.never_), is_work_(other.is_work_)
    {
        if (is_work_)
            strand()->begin_work();
    }
    service_executor(service_executor&& other) noexcept
        : scope_(std::move(other.scope_)), never_(other.never_), is_work_(std::exchange(other.is_work_, false))
    {
    }
    service_executor& operator=(service_executor other) noexcept
    {
        std::swap(scope_, other.scope_);
        std::swap(never_, other.never_);
        std::swap(is_work_, other.is_work_);
        return *this;
    }
    ~service_executor()
    {
        if (is_work_)
            strand()->end_work();
    }

    const std::shared_ptr<shared_strand>& strand() const noexcept { return scope_->strand; }
    code_scope& scope() const noexcept { return *scope_; }
    /// Null if it is no service's code.
    std::shared_ptr<const service_context> service() const noexcept { return {scope_, scope_->service}; }

    asio::execution::blocking_t query(asio::execution::blocking_t) const noexcept // also once the context is destroyed
    {
        if (never_)
            return asio::execution::blocking.never;
        return asio::execution::blocking.possibly;
    }

    template <class Property>
    requires(!std::convertible_to<Property, asio::execution::blocking_t>)
        && asio::can_query_v<const any_strand&, Property> decltype(auto) query(const Property& p) const
    {
        const auto* const strand = view();
        if (!strand)
            boost::throw_exception(asio::execution::bad_executor());
        return asio::query(*strand, p);
    }

    service_executor require(asio::execution::blocking_t::never_t) const { return with(true, is_work_); }
    service_executor require(asio::execution::blocking_t::possibly_t) const { return with(false, is_work_); }
    service_executor require(asio::execution::outstanding_work_t::tracked_t) const { return with(never_, true); }
    service_executor require(asio::execution::outstanding_work_t::untracked_t) const { return with(never_, false); }

    template <class Function>
    void execute(Function&& f) const
    {
        if (const auto* const strand = view())
        {
            strand->execute([scope = scope_, function = std::decay_t<Function>(std::forward<Function>(f))]() mutable {
                const scope_entry entry(*scope);
                std::move(function)();
            });
        }
    }

    friend bool operator==(const service_executor& a, const service_executor& b) noexcept
    {
        return a.scope_ == b.scope_ && a.never_ == b.never_;
    }
    friend bool operator!=(const service_executor& a, const service_executor& b) noexcept { return !(a == b); }

private:
    service_executor with(bool never, bool is_work) const
    {
        service_executor made(scope_, never);
        if (is_work)
            strand()->begin_work();
        made.is_work_ = is_work;
        return made;
    }

    service_executor(std::shared_ptr<code_scope> scope, bool never) : scope_(std::move(scope)), never_(never) {}

    const any_strand* view() const noexcept { return never_ ? strand()->get() : strand()->as_given(); }

    std::shared_ptr<code_scope> scope_;
    bool never_;           // executes nothing from within execute()
    bool is_work_ = false; // keeps the context at work
};
static_assert(sizeof(service_executor) <= sizeof(std::shared_ptr<void>) + sizeof(void*));

/// The scope of the code that executes on an executor; null outside of all services. By the executor and not by the thread,
/// because dispatching from one strand to another may execute code of the second inside of the first.
template <class AnyExecutor>
code_scope* scope_of(const AnyExecutor& executor) noexcept
{
    const auto* const own = executor.template target<service_executor>();
    return own ? &own->scope() : nullptr;
}

/// The strand that an executor is, or one on top of it.
std::shared_ptr<shared_strand> strand_of(const asio::any_io_executor& executor);

} // namespace stint::detail

#endif
