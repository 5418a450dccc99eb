// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_CALLED_AT_THE_END_HPP
#define STINT_DETAIL_CALLED_AT_THE_END_HPP

#include <boost/asio/associated_executor.hpp>

#include <utility>

namespace stint::detail
{

/** A handler of co_spawn that finds its own way to where it belongs: it is called wherever the coroutine ends.

    An executor of its own would be copied beside its cancellation, and the default one keeps another work guard in the frame of the coroutine.
*/
template <class Handler>
concept called_at_the_end = requires
{
    typename Handler::called_at_the_end;
};

/// Calls what it executes, which may throw; that of the system ends the process then.
struct calling_executor
{
    template <class F>
    void execute(F&& f) const
    {
        std::forward<F>(f)();
    }
    friend bool operator==(calling_executor, calling_executor) noexcept { return true; }
    friend bool operator!=(calling_executor, calling_executor) noexcept { return false; }
};

} // namespace stint::detail

template <stint::detail::called_at_the_end Handler, class Executor>
struct boost::asio::associated_executor<Handler, Executor>
{
    using asio_associated_executor_is_unspecialised = void; // of Asio: a cancellation need not be dispatched to it
    using type = stint::detail::calling_executor;

    static type get(const Handler&) noexcept { return {}; }
    static type get(const Handler&, const Executor&) noexcept { return {}; }
};

#endif
