// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_EXIT_CODE_HPP
#define STINT_EXIT_CODE_HPP

#include <stint/config.hpp>

#include <memory>

namespace stint
{

class lifecycle;

/** Finds the exit code of a process whose outermost service is run by a lifecycle: what @ref run returns.

    @code
    const auto life = stint::make_lifecycle(io.get_executor(), app);
    const stint::exit_code code(*life);
    life->async_run(...);
    io.run();
    return code.value();
    @endcode

    It is about the last run of the lifecycle. One that was refused is none; @ref run gives 2 for that.

    @par Thread safety
    value() may be called from any thread.
*/
class STINT_DECL exit_code
{
public:
    enum : int
    {
        clean = 0,
        crashed = 1,
        start_failed = 2,
        deadline_missed = 3
    };

    /// Observes a lifecycle, which must outlive this object, and must not run yet.
    explicit exit_code(lifecycle& life);
    ~exit_code();
    exit_code(const exit_code&) = delete;
    exit_code& operator=(const exit_code&) = delete;

    /** Once the run has ended.

        @return
            @li 0: the service ended without an error
            @li 1: a service crashed
            @li 2: the service failed before it was running, or the first cause is a missed start timeout
            @li 3: the deadline was missed: something had to be cancelled or given up
    */
    int value() const;

private:
    struct seen;

    const lifecycle& life_;
    const std::shared_ptr<seen> seen_; // shared with the observer: code that was given up may outlive this
};

} // namespace stint

#endif
