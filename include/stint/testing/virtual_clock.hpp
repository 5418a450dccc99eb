// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TESTING_VIRTUAL_CLOCK_HPP
#define STINT_TESTING_VIRTUAL_CLOCK_HPP

#include <stint/config.hpp>
#include <stint/time.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/execution_context.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

/// The test kit: services are tested in no time, and in the same order each time.
namespace stint::testing
{

/** A clock that is moved by hand: every deadline, delay and back-off of the services of an execution context.

    Timers of your own, such as `asio::steady_timer`, are not concerned: wait by @ref sleep where the time shall be virtual.
    A @ref context has one already.

    @par Object lifetimes
    May be destroyed before or after the context. Time stands still then.

    @par Thread safety
    Shared objects: Unsafe.
*/
class virtual_clock
{
public:
    /// For the lifecycles and pools whose strands will be made on the context.
    /// @param of the context
    /// @param seed decides what is random in a back-off, and after how many of its services a pool lets others go on: one to three, but with 0 as
    /// many as without this clock
    explicit virtual_clock(asio::execution_context& of, std::uint64_t seed = 0);
    ~virtual_clock();
    virtual_clock(const virtual_clock&) = delete;
    virtual_clock& operator=(const virtual_clock&) = delete;

    /// The moment that it shows.
    time_point now() const;

    /// The next moment that somebody waits for; @ref never if nobody waits.
    time_point next() const;

    /// How many wait for a moment.
    std::size_t waiting() const;

    /// Shows another moment, and wakes those who wait for one that has come: they are ready to run then. Does not move back.
    void move_to(time_point when);

    /// Lets time pass, from one moment that somebody waits for to the next.
    /// @param by how long
    /// @param run_ready is called before, between and after: runs what is ready
    template <class F>
    void advance(duration by, F&& run_ready)
    {
        const auto end = saturating_add(now(), by);
        for (run_ready(); next() <= end && next() != never; run_ready())
            move_to(next());
        move_to(end);
    }

    /** What a service under test awaits for a while.

        @param span how long
        @par Per-operation cancellation
        `terminal`, `partial` and `total`: ends the wait with `operation_aborted`.
        @par Errors
        `asio::error::operation_aborted` if the wait was cancelled.
    */
    asio::awaitable<void> sleep(duration span) const;

private:
    class state;
    std::shared_ptr<state> state_;
};

} // namespace stint::testing

#endif
