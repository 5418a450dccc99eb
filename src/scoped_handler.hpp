// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_SCOPED_HANDLER_HPP
#define STINT_SRC_SCOPED_HANDLER_HPP

#include "code_scope.hpp"

#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/bind_allocator.hpp>

#include <memory>
#include <utility>

namespace stint::detail
{

/// A function that calls a handler with its arguments, as code of a scope, and has the handler's allocator.
/// @param scope null: that of no service
template <class Handler, class... Args>
auto scoped_handler(Handler handler, std::shared_ptr<code_scope> scope, Args... args)
{
    const auto allocator = asio::get_associated_allocator(handler);
    return asio::bind_allocator(
        allocator, [handler = std::move(handler), scope = std::move(scope), ... args = std::move(args)]() mutable {
            const scope_entry entry(scope.get());
            std::move(handler)(std::move(args)...);
        });
}

} // namespace stint::detail

#endif
