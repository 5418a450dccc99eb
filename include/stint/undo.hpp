// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_UNDO_HPP
#define STINT_UNDO_HPP

#include <stint/config.hpp>

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <type_traits>
#include <utility>

namespace stint
{

/// How to take back what an `on_reload` hook has done: a function without arguments, plain or a coroutine function.
class undo
{
public:
    /// Nothing to take back.
    undo() = default;

    /// What it does; nothing, if that is a null pointer or an empty `std::function`. Copies of the function are made; the captures of a lambda live
    /// as long as this does.
    template <class F>
    requires(!std::is_same_v<F, undo> && std::is_invocable_v<F&>) undo(F f)
    {
        if (std::function<std::invoke_result_t<F&>()> what(std::move(f)); what)
            function_ = coroutine_function(std::move(what));
    }

    /// True if there is something to take back.
    explicit operator bool() const noexcept { return static_cast<bool>(function_); }

    /// Takes it back. This object must outlive the coroutine.
    asio::awaitable<void> operator()() const { return function_(); }

private:
    template <class F>
    static auto coroutine_function(F f)
    {
        if constexpr (std::is_same_v<std::invoke_result_t<F&>, asio::awaitable<void>>)
            return f;
        else
            return [f = std::move(f)]() mutable -> asio::awaitable<void> {
                f();
                co_return;
            };
    }

    std::function<asio::awaitable<void>()> function_;
};

} // namespace stint

#endif
