// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_STALL_DETECTOR_HPP
#define STINT_STALL_DETECTOR_HPP

#include <stint/config.hpp>
#include <stint/event.hpp>
#include <stint/time.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace stint
{

class lifecycle;

/** Tells when code blocks a thread for too long, while it does.

    It looks eight times within the limit whether a thread executes the same call of a service's code as before, and if one does, whose
    code that is, of the service and of all that run below it. Where it is the same call for the limit, it tells
    `code::thread_blocked` with the path of the service, up to a quarter of the limit later, and `code::thread_released` when that is over. Where the executor that it
    watches executes nothing and no service is to blame, it tells the same of the outermost service, and that the code is not known.
    It looks at most once in a millisecond.

    @ref run has one: see @ref run_params::blocked_limit.

    @par Object lifetimes
    Watches until it is destroyed, which waits for an observer that is being called, unless that destroys it. The lifecycle, the
    watched context and that of `own` must outlive it. What the observer throws leaves `run()` of the latter; what was to be told in that look is not.

    @par Thread safety
    Distinct objects: Safe. Shared objects: Unsafe.
*/
class STINT_DECL stall_detector
{
public:
    /** Begins to watch.

        @param own what it executes on: that of a thread which the watched code does not use, such as an `asio::thread_pool` of one
        @param watched the executor of the context whose threads are watched
        @param life the outermost service
        @param limit how long code may take; must be positive
        @param told called on `own`
        @throws boost::system::system_error @ref error::invalid_timeout
    */
    stall_detector(asio::any_io_executor own, asio::any_io_executor watched, const lifecycle& life, duration limit,
                   observer told);
    ~stall_detector();
    stall_detector(const stall_detector&) = delete;
    stall_detector& operator=(const stall_detector&) = delete;

private:
    class watcher;
    std::shared_ptr<watcher> watcher_;
};

} // namespace stint

#endif
