// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_BLOCKING_HPP
#define STINT_BLOCKING_HPP

#include <stint/config.hpp>
#include <stint/lifecycle.hpp>

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace stint
{

namespace detail
{
/// Runs a function on a thread of its own.
STINT_DECL asio::awaitable<void> run_on_thread(lifecycle& life, std::function<void(std::stop_token)> work);
} // namespace detail

/** Makes a service of a function that blocks: it runs on a thread of its own.

    A stop is requested through the `std::stop_token` when the service is told to stop. The service ends when the function returns,
    and crashes with what that throws.

    @param f `void(std::stop_token)`: it is `running` from the start; or `void(std::stop_token, lifecycle&)`: it says so itself, for
        instance by `asio::co_spawn(life.get_executor(), life.running(), asio::use_future).get()`
    @return a function for @ref make_service and @ref pool::add, which keep `f`. Its copies share `f`.

    @par Object lifetimes
    A thread cannot be cancelled. If it has not returned an abort grace after the deadline, it is given up, and goes on: `f`, which it
    keeps alive, and what `f` refers to are used until it returns, or until the process ends; the lifecycle, too, if `f` uses it.

    @par Thread safety
    `f` executes on its own thread, on which all signals are blocked but those that a thread causes itself; programs that it starts
    inherit that. Of the lifecycle it may call what may be called from any thread.
*/
template <class F>
auto blocking(F&& f)
{
    using function = std::decay_t<F>;
    constexpr bool takes_token = std::is_invocable_v<function&, std::stop_token>;
    constexpr bool takes_lifecycle = std::is_invocable_v<function&, std::stop_token, lifecycle&>;
    static_assert(
        takes_token || takes_lifecycle,
        "stint: blocking takes a function: void f(std::stop_token), or one of (std::stop_token, stint::lifecycle&)");
    return [function_ = std::make_shared<function>(std::forward<F>(f))](lifecycle& life) -> asio::awaitable<void> {
        std::function<void(std::stop_token)> work;
        if constexpr (takes_token)
        {
            co_await life.running();
            work = [kept = function_](std::stop_token stop) { std::invoke(*kept, std::move(stop)); };
        }
        else
            work = [kept = function_, &life](std::stop_token stop) { std::invoke(*kept, std::move(stop), life); };
        if (!life.should_stop())
            co_await detail::run_on_thread(life, std::move(work));
    };
}

} // namespace stint

#endif
