// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_CODE_HPP
#define STINT_CODE_HPP

#include <stint/config.hpp>

#include <iosfwd>
#include <string_view>

namespace stint
{

/** What happened: the kind of an @ref stint::event, and the message code of its log record.

    The first nine are those of the ContainerSSH service library, with the same text.
*/
enum class code
{
    service_starting,      ///< SERVICE_STARTING: a service enters `starting`.
    service_running,       ///< SERVICE_RUNNING: a service enters `running`.
    service_stopping,      ///< SERVICE_STOPPING: a service enters `stopping`.
    service_stopped,       ///< SERVICE_STOPPED: a service enters `stopped`.
    service_crashed,       ///< SERVICE_CRASHED: a service enters `crashed`.
    service_pool_starting, ///< SERVICE_POOL_STARTING: a pool enters `starting`.
    service_pool_running,  ///< SERVICE_POOL_RUNNING: a pool enters `running`.
    service_pool_stopping, ///< SERVICE_POOL_STOPPING: a pool enters `stopping`.
    service_pool_stopped,  ///< SERVICE_POOL_STOPPED: a pool enters `stopped`.
    service_pool_crashed,  ///< SERVICE_POOL_CRASHED: a pool enters `crashed`.
    service_never_running, ///< SERVICE_NEVER_RUNNING: a service returned before it said that it is running.
    service_error,         ///< SERVICE_ERROR: an error besides the first cause, or before the service has ended.
    service_deadline,      ///< SERVICE_DEADLINE: the deadline passed; what is still there is cancelled.
    service_given_up,      ///< SERVICE_GIVEN_UP: what is still there after the abort grace is given up.
    service_restarting,    ///< SERVICE_RESTARTING: a pool will run a service again.
    restart_limit,         ///< RESTART_LIMIT: a service ended too often, and is not restarted any more.
    service_added,         ///< SERVICE_ADDED: a service was added to a pool that runs.
    service_removed,       ///< SERVICE_REMOVED: a service was removed from a pool that runs.
    service_reloaded,      ///< SERVICE_RELOADED: a service, and all that it runs, has reloaded.
    reload_failed,         ///< RELOAD_FAILED: a service could not reload, or could not undo it.
    critical_path,         ///< CRITICAL_PATH: which services of a pool took longest to start, or to stop.
    service_listening,     ///< SERVICE_LISTENING: a @ref listener accepts connections.
    accept_paused,         ///< ACCEPT_PAUSED: a @ref listener cannot accept for now; it tries again.
    accept_resumed,        ///< ACCEPT_RESUMED: it accepts connections again.
    connection_limit,      ///< CONNECTION_LIMIT: a @ref listener has as many connections as it may have.
    session_failed,        ///< SESSION_FAILED: a session of a @ref listener ended with an error.
    thread_blocked,        ///< THREAD_BLOCKED: code blocks the thread that it executes on.
    thread_released,       ///< THREAD_RELEASED: it does no longer.
    signal_received,       ///< SIGNAL_RECEIVED: a signal asks the process to stop.
    reload_requested,      ///< RELOAD_REQUESTED: a signal asks the process to reload.
    shutdown_report,       ///< SHUTDOWN_REPORT: who is still there.
    process_forced         ///< PROCESS_FORCED: the process ends although services are still there.
};

/// How serious an event is.
enum class severity
{
    info,
    warning,
    error,
    fatal
};

/// The message code, in capitals: "SERVICE_STARTING".
STINT_DECL std::string_view to_string(code c) noexcept;

/// Writes @ref to_string of a code.
STINT_DECL std::ostream& operator<<(std::ostream& out, code c);

/// How serious events of this kind are.
STINT_DECL severity severity_of(code c) noexcept;

/// The sentence of a code; `{}` stands for the path of the service.
STINT_DECL std::string_view text_of(code c) noexcept;

} // namespace stint

#endif
