// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_FROM_CALLBACKS_HPP
#define STINT_FROM_CALLBACKS_HPP

#include <stint/completion.hpp>
#include <stint/lifecycle.hpp>

#include <functional>
#include <type_traits>
#include <utility>

namespace stint
{

/** Makes a service of code that is written with callbacks.

    The function starts the work and returns. The service ends when the @ref completion is called, with what that is given. What the
    function throws crashes the service. Callbacks wait for what a coroutine awaits by `asio::co_spawn`:

    @code
    asio::co_spawn(life.get_executor(), life.stop_requested(), [this](std::exception_ptr) { acceptor_.close(); });
    @endcode

    It says that it is running in the same way, by @ref lifecycle::running. Cancellation at the deadline does not reach it: it looks
    at @ref lifecycle::deadline.

    @param f `void(lifecycle&, completion)`; called once per run, on the executor of the lifecycle
    @return a function for @ref make_service and @ref pool::add, which keep `f`
*/
template <class F>
auto from_callbacks(F&& f)
{
    using function = std::decay_t<F>;
    static_assert(
        std::is_invocable_v<function&, lifecycle&, completion>,
        "stint: from_callbacks takes a function that starts the work: void f(stint::lifecycle&, stint::completion)");
    return [function_ = function(std::forward<F>(f))](lifecycle& life) mutable -> asio::awaitable<void> {
        std::function<void(completion)> start = [&](completion done) { std::invoke(function_, life, std::move(done)); };
        co_await detail::await_completion(life, std::move(start), nullptr);
    };
}

} // namespace stint

#endif
