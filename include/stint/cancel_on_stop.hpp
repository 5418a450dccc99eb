// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_CANCEL_ON_STOP_HPP
#define STINT_CANCEL_ON_STOP_HPP

#include <stint/lifecycle.hpp>

#include <boost/asio/cancellation_type.hpp>

#include <concepts>
#include <functional>
#include <type_traits>
#include <utility>

namespace stint
{

/** Makes a coroutine that knows nothing of stint into one that can be a service: its graceful stop is a cancellation.

    The service is `running` from the start. When it is told to stop, what the coroutine awaits is cancelled, and
    `operation_aborted` is a clean end.

    @param f a function without arguments, or of a `lifecycle&`, that returns an `asio::awaitable<void>`. It is kept by the
        service that is made of the result.
    @param type what it is cancelled with. Composed operations such as `async_read` ignore `total`, as do the `async_run` of
        Boost.MySQL, Boost.Redis and Boost.MQTT5: pass `partial` or `terminal` there.
    @return a function for @ref make_service and @ref pool::add
*/
template <class F>
auto cancel_on_stop(F&& f, asio::cancellation_type type = asio::cancellation_type::total)
{
    using function = std::decay_t<F>;
    constexpr bool takes_nothing = std::is_invocable_r_v<asio::awaitable<void>, function&>;
    constexpr bool takes_lifecycle = std::is_invocable_r_v<asio::awaitable<void>, function&, lifecycle&>;
    static_assert(takes_nothing || takes_lifecycle,
                  "stint: cancel_on_stop takes a coroutine function: asio::awaitable<void> f(), or one of a "
                  "stint::lifecycle&");
    return [function_ = function(std::forward<F>(f)), type](lifecycle& life) mutable -> asio::awaitable<void> {
        co_await life.running();
        if constexpr (takes_nothing)
            co_await life.until_stop(std::invoke(function_), type);
        else
            co_await life.until_stop(std::invoke(function_, life), type);
    };
}

} // namespace stint

#endif
