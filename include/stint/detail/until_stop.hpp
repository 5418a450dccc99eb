// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_UNTIL_STOP_HPP
#define STINT_DETAIL_UNTIL_STOP_HPP

#include <stint/config.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace stint::detail
{

/// True for the errors by which operations say that they were cancelled.
STINT_DECL bool is_cancellation(const boost::system::error_code& ec) noexcept;
STINT_DECL bool is_cancellation(const std::exception_ptr& error) noexcept;

template <class T>
inline constexpr bool is_awaitable = false;
template <class T, class Executor>
inline constexpr bool is_awaitable<asio::awaitable<T, Executor>> = true;

template <class Op>
concept async_operation = std::is_class_v<Op> && !is_awaitable<Op> && asio::is_async_operation<Op>::value;

/// What until_stop can wait for.
template <class Work>
concept stoppable = async_operation<std::decay_t<Work>> || is_awaitable<std::decay_t<Work>>;

/// What until_stop gives for the results of an operation: bool, optional<T> or optional<tuple<T...>>.
template <class... Results>
struct stop_result
{
    using type = std::optional<std::tuple<Results...>>;
    static type make(Results&&... r) { return std::tuple<Results...>(std::move(r)...); }
};
template <class Result>
struct stop_result<Result>
{
    using type = std::optional<Result>;
    static type make(Result&& r) { return type(std::in_place, std::move(r)); }
};
template <>
struct stop_result<>
{
    using type = bool;
    static type make() { return true; }
};

[[noreturn]] inline void rethrow(const boost::system::error_code& ec) { throw boost::system::system_error(ec); }
[[noreturn]] inline void rethrow(const std::exception_ptr& e) { std::rethrow_exception(e); }

/// @param stopped true when the stop cancelled the operation; its error is the answer to that, if it is a cancellation
template <class Error, class... Results>
struct failing_stop_result
{
    using type = typename stop_result<Results...>::type;
    static type make(bool stopped, Error&& error, Results&&... r)
    {
        if (!error)
            return stop_result<Results...>::make(std::move(r)...);
        if (stopped && is_cancellation(error))
            return type{};
        rethrow(error);
    }
};

template <class Signature>
struct until_stop_result;
template <class... Results>
struct until_stop_result<void(Results...)>
{
    using type = typename stop_result<std::decay_t<Results>...>::type;
    static type make(bool, std::decay_t<Results>&&... r)
    {
        return stop_result<std::decay_t<Results>...>::make(std::move(r)...);
    }
};
template <class... Results>
struct until_stop_result<void(boost::system::error_code, Results...)>
    : failing_stop_result<boost::system::error_code, std::decay_t<Results>...>
{
};
template <class... Results>
struct until_stop_result<void(std::exception_ptr, Results...)>
    : failing_stop_result<std::exception_ptr, std::decay_t<Results>...>
{
};

template <class Signature>
struct tuple_signature;
template <class... Results>
struct tuple_signature<void(Results...)>
{
    using type = void(std::tuple<std::decay_t<Results>...>);
};

/// The operation with a slot bound to it, completing with a tuple. As adapters of asio::deferred the two do not nest in 1.81.
/// @param op until it is begun
template <class Op>
auto with_slot(Op& op, asio::cancellation_slot slot)
{
    using signature = typename tuple_signature<typename asio::completion_signature_of<Op>::type>::type;
    return asio::async_initiate<const asio::deferred_t&, signature>(
        [&op, slot](auto handler) {
            auto begun = std::move(op); // the frame that op is in may end within this
            std::move(begun)(asio::as_tuple(asio::bind_cancellation_slot(slot, std::move(handler))));
        },
        asio::deferred);
}

// Nothing for what is no operation: clang 19 substitutes a return type before it checks the constraints.
template <class Op, bool = async_operation<Op>>
struct operation_result
{
};
template <class Op>
struct operation_result<Op, true> : until_stop_result<typename asio::completion_signature_of<Op>::type>
{
};

/// What a spawned coroutine completes with.
template <class T>
struct coroutine_signature
{
    using type = void(std::exception_ptr, T);
};
template <>
struct coroutine_signature<void>
{
    using type = void(std::exception_ptr);
};
template <class T>
using coroutine_signature_t = typename coroutine_signature<T>::type;

/// Runs a coroutine that every type of cancellation reaches, and that `asio::co_spawn` can end: in 1.81 it awaits once more after one that was
/// never suspended, and what it throws there if that was cancelled leaves run() of the context.
template <class T>
asio::awaitable<T> heeding_cancellation(asio::awaitable<T> work)
{
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    std::optional<std::conditional_t<std::is_void_v<T>, bool, T>> result;
    std::exception_ptr error;
    try
    {
        if constexpr (std::is_void_v<T>)
            co_await std::move(work);
        else
            result.emplace(co_await std::move(work));
    }
    catch (...)
    {
        error = std::current_exception();
    }
    co_await asio::this_coro::throw_if_cancelled(false);
    if (error)
        std::rethrow_exception(error);
    if constexpr (!std::is_void_v<T>)
        co_return std::move(*result);
}

} // namespace stint::detail

#endif
