// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_IMPL_LIFECYCLE_HPP
#define STINT_IMPL_LIFECYCLE_HPP

#include <stint/lifecycle.hpp>

#include <boost/asio/co_spawn.hpp>

namespace stint
{

template <class Op>
requires detail::async_operation<Op> asio::awaitable<typename detail::operation_result<Op>::type>
lifecycle::until_stop(Op op, asio::cancellation_type type)
{
    using result = detail::operation_result<Op>;
    if (should_stop())
        co_return typename result::type{};

    auto state = co_await asio::this_coro::cancellation_state;
    detail::stop_waiter waiter(*this, co_await asio::this_coro::executor, state.slot(), type);
    auto cancellable = detail::with_slot(op, waiter.slot());
    auto results = co_await std::move(cancellable);
    const auto make = [&waiter](auto&&... r) { return result::make(waiter.stopped(), std::move(r)...); };
    co_return std::apply(make, std::move(results));
}

template <class T>
asio::awaitable<typename detail::until_stop_result<detail::coroutine_signature_t<T>>::type>
lifecycle::until_stop(asio::awaitable<T> work, asio::cancellation_type type)
{
    static_assert(
        std::is_void_v<T> || std::is_default_constructible_v<T>,
        "stint: Asio spawns no coroutine whose result has no default constructor; where there is an operation, "
        "use asio::deferred, as in life.until_stop(acceptor.async_accept(asio::deferred))");
    auto executor = co_await asio::this_coro::executor;
    auto op = asio::co_spawn(executor, detail::heeding_cancellation(std::move(work)), asio::deferred);
    co_return co_await until_stop(std::move(op), type);
}

template <class Something, class... Rest>
requires(!detail::stoppable<Something>) asio::awaitable<bool> lifecycle::until_stop(Something&&, Rest&&...)
{
    static_assert(detail::stoppable<Something>,
                  "stint: until_stop takes an operation that was made with asio::deferred, as in "
                  "life.until_stop(timer.async_wait(asio::deferred)), or an asio::awaitable");
    co_return false;
}

template <detail::executor_source Executor>
void lifecycle::spawn(asio::awaitable<void> work, Executor&& where)
{
    launch(std::move(work), detail::executor_of(std::forward<Executor>(where)));
}

template <class T, class CompletionToken>
requires(!detail::executor_source<CompletionToken>) auto lifecycle::spawn(asio::awaitable<T> work,
                                                                          CompletionToken&& token)
{
    return launch(std::move(work), asio::any_io_executor(), std::forward<CompletionToken>(token));
}

template <class T, class CompletionToken>
auto lifecycle::launch(asio::awaitable<T> work, asio::any_io_executor where, CompletionToken&& token)
{
    auto made = make_task(std::move(where)); // throws here: from within an initiation nobody could catch it
    return asio::async_initiate<CompletionToken, detail::coroutine_signature_t<T>>(
        [](auto handler, asio::awaitable<T> w, std::shared_ptr<detail::task> spawned) {
            detail::forward_cancellation(handler, spawned);
            asio::co_spawn(spawned->executor(), std::move(w),
                           detail::task_handler<decltype(handler)>{detail::task_end(spawned), std::move(handler)});
            spawned->started();
        },
        token, std::move(work), std::move(made));
}

} // namespace stint

#endif
