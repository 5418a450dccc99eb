// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_SERVICE_EXECUTOR_HPP
#define STINT_SRC_SERVICE_EXECUTOR_HPP

#include "code_scope.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/query.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace stint::detail
{

/** A strand whose code is known to be that of one service: what it executes, it executes in a @ref code_scope.

    As large as what asio::any_io_executor holds in place: larger ones are an allocation for each property that asio asks for. Once the context is
    destroyed it executes nothing.
*/
class service_executor
{
public:
    explicit service_executor(std::shared_ptr<code_scope> scope)
        : scope_(std::move(scope)),
          never_(asio::query(*strand()->as_given, asio::execution::blocking) == asio::execution::blocking.never)
    {
    }

    const std::shared_ptr<shared_strand>& strand() const noexcept { return scope_->strand; }
    code_scope& scope() const noexcept { return *scope_; }

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
        return asio::query(*view(), p);
    }

    service_executor require(asio::execution::blocking_t::never_t) const { return {scope_, true}; }
    service_executor require(asio::execution::blocking_t::possibly_t) const { return {scope_, false}; }
    service_executor require(asio::execution::outstanding_work_t::tracked_t) const { return {at_work(scope_), never_}; }

    template <class Function>
    void execute(Function&& f) const
    {
        if (const auto& strand = view())
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
    service_executor(std::shared_ptr<code_scope> scope, bool never) : scope_(std::move(scope)), never_(never) {}

    const std::optional<any_strand>& view() const noexcept { return never_ ? strand()->never : strand()->as_given; }

    std::shared_ptr<code_scope> scope_;
    bool never_; // executes nothing from within execute()
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
