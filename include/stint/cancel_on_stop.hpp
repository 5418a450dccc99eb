// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_CANCEL_ON_STOP_HPP
#define STINT_CANCEL_ON_STOP_HPP

#include <stint/lifecycle.hpp>

#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/deferred.hpp>

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
        Boost.MySQL, Boost.Redis and Boost.MQTT5: pass `partial` or `terminal` there. Pass `terminal` where it awaits `a || b`, `a && b` or a
        parallel group: those hand on the first cancellation only, also at the deadline, and ignore `total`.
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
                  "stint::lifecycle&; or an object with async_run(args..., token) and cancel()");
    return [function_ = function(std::forward<F>(f)), type](lifecycle& life) mutable -> asio::awaitable<void> {
        co_await life.running();
        if constexpr (takes_nothing)
            co_await life.until_stop(std::invoke(function_), type);
        else
            co_await life.until_stop(std::invoke(function_, life), type);
    };
}

namespace detail
{
/// Such as a Boost.Redis connection, a Boost.MySQL connection_pool, a Boost.MQTT5 client.
template <class Object, class... Args>
concept async_runnable = requires(Object& object, Args&... args)
{
    object.async_run(args..., asio::deferred);
    object.cancel();
};

/// Cancels an object when the service is told to stop.
template <class Object>
asio::awaitable<void> cancel_when_told(Object& object, lifecycle& life)
{
    co_await life.stop_requested();
    object.cancel();
}
} // namespace detail

/** Makes an object into a service that has an `async_run(args..., token)`, which runs until it is cancelled, and a `cancel()`.

    The service is `running` from the start. When it is told to stop, `object.cancel()` is called, on the executor of the lifecycle; at
    the deadline the operation gets `terminal`. It ends when `async_run` completes. `operation_aborted` is a clean end after a stop was
    asked for; any other error crashes the service.

    @param object must outlive the run of the service
    @param args the first arguments of `async_run`; kept by the service that is made of the result
    @return a function for @ref make_service and @ref pool::add

    @par Thread safety
    The object is used on the executor of the lifecycle. If it has another one, it must be thread-safe.
*/
template <class Object, class... Args>
requires detail::async_runnable<Object, std::decay_t<Args>...>
auto cancel_on_stop(Object& object, Args&&... args)
{
    return [&object,
            ... kept = std::decay_t<Args>(std::forward<Args>(args))](lifecycle& life) mutable -> asio::awaitable<void> {
        co_await life.running();
        if (life.should_stop())
            co_return;
        life.spawn(detail::cancel_when_told(object, life));
        auto running = object.async_run(kept..., asio::deferred);
        co_await std::move(running);
    };
}

} // namespace stint

#endif
