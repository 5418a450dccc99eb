// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_STACKFUL_HPP
#define STINT_STACKFUL_HPP

#include <stint/lifecycle.hpp>

#include <boost/asio/deferred.hpp>
#include <boost/asio/spawn.hpp>

#include <functional>
#include <type_traits>
#include <utility>

namespace stint
{

/** Makes a service of a stackful coroutine. Needs Boost.Context: link it too.

    What a `co_await` waits for, it waits for by `asio::co_spawn` with its `yield_context` as the token:

    @code
    asio::co_spawn(life.get_executor(), life.running(), yield);
    while (asio::co_spawn(life.get_executor(), life.until_stop(timer.async_wait(asio::deferred)), yield))
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
