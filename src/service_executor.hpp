// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_SERVICE_EXECUTOR_HPP
#define STINT_SRC_SERVICE_EXECUTOR_HPP

#include "code_scope.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/require.hpp>
#include <boost/asio/strand.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace stint::detail
{

/// A strand whose code is known to be that of one service: what it executes, it executes in a @ref code_scope.
template <class Strand>
class service_executor
{
public:
    service_executor(Strand strand, std::shared_ptr<code_scope> scope)
        : strand_(std::move(strand)), scope_(std::move(scope))
    {
    }

    const Strand& strand() const noexcept { return strand_; }
    code_scope& scope() const noexcept { return *scope_; }

    template <class Property>
    requires asio::can_query_v<const Strand&, Property>
    decltype(auto) query(const Property& p) const noexcept(asio::is_nothrow_query_v<const Strand&, Property>)
    {
        return asio::query(strand_, p);
    }

    template <class Property>
    requires asio::can_require_v<const Strand&, Property>
    auto require(const Property& p) const { return rebind(asio::require(strand_, p)); }

    template <class Property>
    requires asio::can_prefer_v<const Strand&, Property>
    auto prefer(const Property& p) const { return rebind(asio::prefer(strand_, p)); }

    template <class Function>
    void execute(Function&& f) const
    {
        strand_.execute([scope = scope_, function = std::decay_t<Function>(std::forward<Function>(f))]() mutable {
            const scope_entry entry(*scope);
            std::move(function)();
        });
    }

    friend bool operator==(const service_executor& a, const service_executor& b) noexcept
    {
        return a.strand_ == b.strand_ && a.scope_ == b.scope_;
    }
    friend bool operator!=(const service_executor& a, const service_executor& b) noexcept { return !(a == b); }

private:
    template <class Other>
    auto rebind(Other&& strand) const
    {
        return service_executor<std::decay_t<Other>>(std::forward<Other>(strand), scope_);
    }

    Strand strand_;
    std::shared_ptr<code_scope> scope_;
};

using any_strand = asio::strand<asio::any_io_executor>;

/// The scope of the code that executes on an executor; null outside of all services. By the executor and not by the thread,
/// because dispatching from one strand to another may execute code of the second inside of the first.
template <class AnyExecutor>
code_scope* scope_of(const AnyExecutor& executor) noexcept
{
    const auto* const own = executor.template target<service_executor<any_strand>>();
    return own ? &own->scope() : nullptr;
}

/// The strand that an executor is, or one on top of it.
any_strand strand_of(const asio::any_io_executor& executor);

} // namespace stint::detail

#endif
