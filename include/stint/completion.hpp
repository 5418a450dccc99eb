// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_COMPLETION_HPP
#define STINT_COMPLETION_HPP

#include <stint/config.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <exception>
#include <functional>
#include <memory>

namespace stint
{

class lifecycle;

namespace detail
{
class pending_completion;
}

/** Says that work which is no coroutine has ended. Called once.

    If it is destroyed without having been called, the work ends with @ref error::never_completed. Calls after the first do nothing.

    @par Thread safety
    Distinct objects: Safe. Shared objects: Unsafe. May be called and destroyed on any thread.
*/
class STINT_DECL completion
{
public:
    /// Made by @ref from_callbacks.
    explicit completion(std::shared_ptr<detail::pending_completion> pending) noexcept;
    /// Moves.
    completion(completion&&) noexcept = default;
    completion& operator=(completion&&) = delete;
    ~completion();

    /// The work has ended; null is no error.
    void operator()(std::exception_ptr error = nullptr);

    /// The same with an error code; success is no error.
    void operator()(const boost::system::error_code& ec);

private:
    std::shared_ptr<detail::pending_completion> pending_;
};

namespace detail
{

/** Starts work and waits for its end. Cancellation does not end the wait, for the work goes on.

    @param start begins the work; called once, on the executor of the coroutine
    @param stop called there when the service is told to stop, and again at the deadline
*/
STINT_DECL asio::awaitable<void> await_completion(lifecycle& life, std::function<void(completion)> start,
                                                  std::function<void()> stop);

} // namespace detail
} // namespace stint

#endif
