// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_ERROR_HPP
#define STINT_ERROR_HPP

#include <stint/config.hpp>

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <string>
#include <type_traits>

namespace stint
{

/** What can go wrong in the use of the library.

    Thrown as `boost::system::system_error` whose `what()` begins with the path of the service concerned.
*/
enum class error
{
    already_running = 1, ///< A service that runs was asked to run. Wait for its end first.
    not_running,         ///< The call needs a run in progress: do it between its start and its end.
    already_announced,   ///< `running()` was called twice in one run.
    waits_for_itself,    ///< Code awaits what can only happen when it has ended itself.
    null_service,        ///< A null pointer was given where a service is needed.
    empty_name,          ///< A service has an empty name.
    duplicate_name,      ///< Two services of one pool have the same name.
    duplicate_service,   ///< A pool was given a service that it has, or a pool that it is or was in, or itself.
    pool_is_stopping,    ///< A pool that stops was asked to add, remove or restart a service.
    unknown_service,     ///< A pool has no service of this name.
    still_needed,        ///< A service was to be removed, but others come after it.
    dependency_cycle,    ///< Services of a pool come after each other in a circle.
    unknown_dependency,  ///< A service comes after one that is not in its pool.
    invalid_timeout,     ///< A timeout or delay is negative, or one that must be above zero is zero.
    invalid_jitter,      ///< A jitter is not from 0 to 1.
    invalid_threads,     ///< The number of threads is below one.
    invalid_limit,       ///< A limit of a listener is too low.
    start_timeout,       ///< The service was not running within its start timeout.
    shutdown_timeout,    ///< The service was still there after the deadline and the abort grace, and was given up.
    restart_limit,       ///< The service ended so often that its pool does not restart it any more.
    already_reloading,   ///< A service that reloads was asked to reload.
    context_stopped,     ///< The `io_context` was stopped while services were running on it.
    destroyed,           ///< A service, a task, its lifecycle or its pool was destroyed while it was running.
    never_completed,     ///< Callback-style code dropped its completion without calling it.
    process_failed       ///< A child process ended with an exit code other than 0, or was killed by a signal.
};

/// The category of @ref error, named "stint".
STINT_DECL const boost::system::error_category& error_category() noexcept;

/// Makes an `error_code` of an @ref error.
STINT_DECL boost::system::error_code make_error_code(error e) noexcept;

/// Throws `boost::system::system_error`.
/// @param e what was wrong
/// @param where the path of the service, and what was called
[[noreturn]] STINT_DECL void throw_error(error e, const std::string& where);

} // namespace stint

/// @cond
template <>
struct boost::system::is_error_code_enum<stint::error> : std::true_type
{
};
/// @endcond

#endif
