// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/code.hpp>

#include <ostream>

namespace stint
{
namespace
{

struct row
{
    std::string_view name;
    severity level;
    std::string_view text;
};

constexpr row unknown{"UNKNOWN", severity::error, "{}: unknown event"};

constexpr row row_of(code c) noexcept
{
    using enum severity;
    switch (c)
    {
    case code::service_starting: return {"SERVICE_STARTING", info, "{} is starting..."};
    case code::service_running: return {"SERVICE_RUNNING", info, "{} is running."};
    case code::service_stopping: return {"SERVICE_STOPPING", info, "{} is stopping..."};
    case code::service_stopped: return {"SERVICE_STOPPED", info, "{} has stopped."};
    case code::service_crashed: return {"SERVICE_CRASHED", error, "{} has crashed."};
    case code::service_pool_starting: return {"SERVICE_POOL_STARTING", info, "Services are starting..."};
    case code::service_pool_running: return {"SERVICE_POOL_RUNNING", info, "All services are now running."};
    case code::service_pool_stopping: return {"SERVICE_POOL_STOPPING", info, "Services are now stopping..."};
    case code::service_pool_stopped: return {"SERVICE_POOL_STOPPED", info, "All services have stopped."};
    case code::service_pool_crashed: return {"SERVICE_POOL_CRASHED", error, "Services have crashed."};
    case code::service_never_running:
        return {"SERVICE_NEVER_RUNNING", warning,
                "{} returned before it said that it is running. Await life.running() when it is ready."};
    case code::service_error: return {"SERVICE_ERROR", error, "{} has an error."};
    case code::service_deadline:
        return {"SERVICE_DEADLINE", warning, "{} missed its deadline; what is still there is cancelled."};
    case code::service_given_up: return {"SERVICE_GIVEN_UP", error, "{} was given up; still there:"};
    case code::service_restarting: return {"SERVICE_RESTARTING", warning, "{} will be restarted"};
    case code::restart_limit: return {"RESTART_LIMIT", error, "{} ended too often and is not restarted any more."};
    case code::service_added: return {"SERVICE_ADDED", info, "{} was added."};
    case code::service_removed: return {"SERVICE_REMOVED", info, "{} was removed."};
    case code::service_reloaded: return {"SERVICE_RELOADED", info, "{} has reloaded."};
    case code::reload_failed: return {"RELOAD_FAILED", error, "{} could not reload."};
    case code::critical_path: return {"CRITICAL_PATH", info, "What took longest in {}:"};
    case code::service_listening: return {"SERVICE_LISTENING", info, "{} accepts connections"};
    case code::accept_paused: return {"ACCEPT_PAUSED", warning, "{} cannot accept connections and tries again."};
    case code::accept_resumed: return {"ACCEPT_RESUMED", info, "{} accepts connections again."};
    case code::connection_limit:
        return {"CONNECTION_LIMIT", warning, "{} has as many connections as it may have; others wait."};
    case code::session_failed: return {"SESSION_FAILED", warning, "A session of {} has failed."};
    case code::thread_blocked: return {"THREAD_BLOCKED", warning, "A thread is blocked in {},"};
    case code::thread_released: return {"THREAD_RELEASED", info, "A thread is no longer blocked in {},"};
    case code::signal_received: return {"SIGNAL_RECEIVED", info, "A signal asks {} to stop."};
    case code::reload_requested: return {"RELOAD_REQUESTED", info, "A signal asks {} to reload."};
    case code::shutdown_report: return {"SHUTDOWN_REPORT", warning, "Still there:"};
    case code::process_forced: return {"PROCESS_FORCED", fatal, "The process is ended by force; still there:"};
    }
    return unknown;
}

} // namespace

std::string_view to_string(code c) noexcept { return row_of(c).name; }

std::ostream& operator<<(std::ostream& out, code c) { return out << to_string(c); }

severity severity_of(code c) noexcept { return row_of(c).level; }

std::string_view text_of(code c) noexcept { return row_of(c).text; }

} // namespace stint
