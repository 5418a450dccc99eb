// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TESTING_CONTEXT_HPP
#define STINT_TESTING_CONTEXT_HPP

#include <stint/config.hpp>
#include <stint/testing/ready_queue.hpp>
#include <stint/testing/virtual_clock.hpp>
#include <stint/time.hpp>

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>

namespace stint::testing
{

/// What has not ended on a @ref context.
struct leftovers
{
    std::size_t ready = 0;      ///< Functions that are ready to run.
    std::size_t operations = 0; ///< Coroutines that have not ended, and operations that have not completed.
    std::size_t waiting = 0;    ///< Those who wait for a moment of the clock.

    /// True when nothing is left.
    bool empty() const { return ready == 0 && operations == 0 && waiting == 0; }
    /// Compares the counts.
    friend bool operator==(const leftovers&, const leftovers&) = default;
};

/// What is left, as a sentence; "nothing is left".
std::string to_string(const leftovers& l);

/// Writes @ref to_string of what is left.
std::ostream& operator<<(std::ostream& out, const leftovers& l);

/** An execution context for tests: one thread, virtual time, and an order that is the same each time.

    Any Asio code runs on it that does not complete on another thread. What is ready to run is chosen one function at a time: in the order in
    which it became ready, or, with a seed, in an order that the seed decides. All these orders are ones that an `io_context` with several threads may take, but
    for the turns of a @ref virtual_clock. What a strand promises holds: stint's services run on strands.

    Nothing runs but in @ref run_one, @ref settle, @ref advance and @ref run_until. A function is never called from within `asio::dispatch` on the
    context itself. What leaves a function as an exception leaves them too; they may be called again.

    @par Object lifetimes
    Destroying it destroys what is left, as with `asio::io_context`.

    @par Thread safety
    Shared objects: Unsafe.
*/
class context
{
public:
    /// The type of @ref get_executor.
    using executor_type = ready_queue::executor_type;

    /// What is ready first runs first.
    context() : context(chooser()) {}

    /// @param seed decides the order of what is ready, and what that of a @ref virtual_clock decides
    explicit context(std::uint64_t seed);

    /// @param choose is called with how many functions are ready, two or more, and says which of them runs: 0 is the one that became
    /// ready first
    /// @param seed that of the @ref virtual_clock
    explicit context(chooser choose, std::uint64_t seed = 0);

    ~context();
    context(const context&) = delete;
    context& operator=(const context&) = delete;

    /// What executes functions on this context.
    executor_type get_executor() noexcept { return queue_.get_executor(); }

    /// The context of I/O objects: sockets and timers are real, and are looked after while something runs.
    operator asio::execution_context&() noexcept { return io_; }

    /// The clock of all services that are made on this context.
    virtual_clock& clock() noexcept { return clock_; }

    /// The moment that the clock shows.
    time_point now() const { return clock_.now(); }

    /// What a service under test awaits for a while of virtual time: see @ref virtual_clock::sleep.
    asio::awaitable<void> sleep(duration span) const { return clock_.sleep(span); }

    /// Runs one function, if one is ready. False if none is.
    bool run_one();

    /// Runs what is ready, until nothing is.
    /// @return how many functions it has run
    std::size_t settle();

    /// Lets time pass: goes from one moment that somebody waits for to the next, and runs what is ready at each.
    void advance(duration by);

    /** Lets time pass until something has come true.

        @param condition is called after each function
        @param limit no more time passes
        @return whether it has come true
    */
    template <class Condition>
    bool run_until(Condition condition, duration limit = std::chrono::hours(1))
    {
        const auto end = saturating_add(now(), limit);
        while (!condition())
        {
            if (run_one())
                continue;
            if (clock_.next() == never || clock_.next() > end)
                return false;
            clock_.move_to(clock_.next());
        }
        return true;
    }

    /// What has not ended: after a test, nothing but what the test itself still holds.
    leftovers left() const;

private:
    asio::io_context io_;
    ready_queue& queue_;
    virtual_clock clock_;
};

} // namespace stint::testing

#endif
