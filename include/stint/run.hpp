// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_RUN_HPP
#define STINT_RUN_HPP

#include <stint/config.hpp>
#include <stint/logger.hpp>
#include <stint/service.hpp>
#include <stint/service_params.hpp>
#include <stint/time.hpp>

#include <boost/asio/io_context.hpp>

#include <functional>

namespace stint
{

class lifecycle;

/// How @ref run runs a service.
struct run_params
{
    /// From the first signal, or from a crash, until everything is cancelled. For a crash, the @ref pool_params::stop_timeout of the pool that
    /// is run takes its place.
    duration shutdown_timeout = default_stop_timeout;

    /// From the end of the `on_stopping` hooks until the services are told to stop: the time that load balancers need to see
    /// that this process is leaving. Part of the shutdown timeout. It holds for every stop, also for one that a crash causes. None
    /// if the service was not ready, or if SIGINT came and this process has the terminal: who presses Ctrl+C does not wait.
    duration drain_delay = duration::zero();

    /// From the shutdown timeout until what is left of the service that is run is given up. The services of a pool have their own:
    /// @ref service_params::abort_grace, @ref pool_params::abort_grace.
    duration abort_grace = default_abort_grace;

    /// How long code may block a thread before that is told, with the service that it belongs to: see @ref stall_detector. Zero:
    /// nobody looks.
    duration blocked_limit = std::chrono::seconds(1);

    /// How many threads run the `io_context`, the calling one included.
    int threads = 1;

    /// Logs every event. By default the logger of the pool that is run, or else that of Boost.Log's core. Thread-safe.
    stint::logger logger{};

    /// Called with the lifecycle of the service before anything runs: to register hooks of the outermost pool, such as one that
    /// takes the process out of a load balancer when it is `stopping`.
    std::function<void(lifecycle&)> prepare{};
};

/** Runs a service, usually a pool, as the whole of `main`.

    Returns when the service has ended. Until then it watches SIGINT and SIGTERM:

    @li the first asks the service to stop within `shutdown_timeout`;
    @li the second cancels everything at once, and logs who is still there;
    @li the third ends the process, with `_Exit(128 + n)` where n is the signal.

    SIGHUP asks it to reload: see @ref lifecycle::async_reload. One that comes during such a reload is followed by another one.

    They arrive also where the process has inherited them blocked. While this runs, SIGPIPE does nothing where it had its default action:
    who reads the log may end before this process does.

    A helper thread sees to that, also while every thread of the `io_context` is blocked. It asks the outermost service for an answer
    from an abort grace after the deadline on, every second. Where none comes, it logs who is still there and ends the process with
    `_Exit(3)`, a second later if the log is blocked. A service that answers has the time of its whole ladder and of its last hooks.

    @param io the context. It is restarted if it was stopped, and stopped when the service has ended: what else runs on it does
        not keep the process alive. Stopping it earlier is an error: the services are stopped then, and the result is 1.
    @param s the service. It must outlive the call.
    @param params see @ref run_params
    @return the exit code of the process
        @li 0: the service ended without an error
        @li 1: a service crashed, or another handler of the context threw
        @li 2: the service was refused, for it runs already, or failed before it was running, or the first cause is a missed start
            timeout
        @li 3: the deadline was missed: something had to be cancelled or given up

    @throws boost::system::system_error @ref error::invalid_timeout, @ref error::invalid_threads, @ref error::empty_name

    @par Thread safety
    Blocks the calling thread. Once at a time in a process, because signals are the process's. On return the signals have the
    actions that they had before, which Asio sets to the default ones for a moment; do not change them meanwhile.
*/
STINT_DECL int run(asio::io_context& io, service& s, run_params params = {});

} // namespace stint

#endif
