// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_STACKFUL_HPP
#define STINT_STACKFUL_HPP

#include <stint/lifecycle.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/spawn.hpp>

#include <exception>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace stint
{

namespace detail
{
template <class T>
asio::awaitable<void> keep_result(asio::awaitable<T> work, std::optional<T>& result)
{
    result.emplace(co_await std::move(work));
}

inline void await_end(lifecycle& life, asio::awaitable<void> work, asio::yield_context yield)
{
    const auto [error] = asio::co_spawn(life.get_executor(), std::move(work), asio::as_tuple(std::move(yield)));
    if (error)
        std::rethrow_exception(error);
}
} // namespace detail

/** Awaits a coroutine in a stackful one. (A `yield_context` as the token of `co_spawn` does not do: Boost 1.81 rethrows the null
    pointer of a success, and does not compile where there is a result.)

    Completes as the coroutine does: gives its result, or throws what that throws.
*/
template <class T>
T await(lifecycle& life, asio::awaitable<T> work, asio::yield_context yield)
{
    if constexpr (std::is_void_v<T>)
        detail::await_end(life, std::move(work), std::move(yield));
    else
    {
        std::optional<T> result;
        detail::await_end(life, detail::keep_result(std::move(work), result), std::move(yield));
        return std::move(*result);
    }
}

/** Makes a service of a stackful coroutine. Needs Boost.Context: link it too.

    What a coroutine waits for by `co_await`, it waits for by @ref await :

    @code
    stint::await(life, life.running(), yield);
    while (stint::await(life, life.until_stop(timer.async_wait(asio::deferred)), yield))
        work();
    @endcode

    The service ends when the function returns, and crashes with what that throws. At the deadline the operation that it waits for
    is cancelled.

    @param f `void(lifecycle&, asio::yield_context)`; executes on the executor of the lifecycle
    @return a function for @ref make_service and @ref pool::add, which keep `f`
*/
template <class F>
auto stackful(F&& f)
{
    using function = std::decay_t<F>;
    static_assert(std::is_invocable_v<function&, lifecycle&, asio::yield_context>,
                  "stint: stackful takes a function: void f(stint::lifecycle&, boost::asio::yield_context)");
    return [function_ = function(std::forward<F>(f))](lifecycle& life) mutable -> asio::awaitable<void> {
        auto body = [&](asio::yield_context yield) { std::invoke(function_, life, std::move(yield)); };
        auto work = asio::spawn(life.get_executor(), std::move(body), asio::deferred);
        co_await std::move(work);
    };
}

} // namespace stint

#endif
