// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/error.hpp>

#include <boost/system/system_error.hpp>

namespace stint
{
namespace
{

const char* describe(error e) noexcept
{
    switch (e)
    {
    case error::already_running: return "it is already running; wait for its end before running it again";
    case error::not_running: return "it is not running; do this between its start and its end";
    case error::already_announced: return "running() was already called in this run; call it once";
    case error::waits_for_itself:
        return "this would wait for itself: code of a service cannot await its own end, removal or restart, nor a hook "
               "running() or stopping(); ask for it, return, and have other code await it";
    case error::null_service: return "the service is a null pointer; pass a service";
    case error::empty_name: return "the name of the service is empty; give it one";
    case error::duplicate_name: return "the pool already has a service of this name; give each its own";
    case error::duplicate_service:
        return "the pool already has this service, is this service, or is or was in it; add each once";
    case error::pool_is_stopping: return "the pool is stopping; change it before, or after its end";
    case error::unknown_service: return "the pool has no service of this name; use the name that it was added with";
    case error::still_needed: return "other services come after it; remove those first";
    case error::dependency_cycle: return "these services come after each other; take one of them out of `after`";
    case error::unknown_dependency:
        return "it comes after a service that this pool does not have; add that one to it, or correct the name";
    case error::invalid_timeout:
        return "the time is too short; it must be zero or more, for a stall_detector more than zero";
    case error::invalid_jitter: return "the jitter is not a share; use 0 to 1";
    case error::invalid_threads: return "the number of threads is below one; use one or more";
    case error::invalid_limit: return "the limit is too low; use one or more, for a backlog zero or more";
    case error::start_timeout:
        return "it did not call running() within its start timeout; call it earlier, or give it more time";
    case error::shutdown_timeout:
        return "it was still there after the deadline and was given up; end it when it is cancelled, or give it more "
               "time";
    case error::restart_limit: return "it ended too often and is not restarted any more; look at why it ends";
    case error::already_reloading: return "it is already reloading; wait for the end of that";
    case error::context_stopped:
        return "the io_context was stopped while services were running; stop the services instead";
    case error::destroyed:
        return "the service, its lifecycle, its pool or a task was destroyed during the run; wait for the end first";
    case error::never_completed: return "it dropped its completion; call that when the work has ended";
    case error::process_failed: return "the program failed; look at what it says itself";
    }
    return "unknown error";
}

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor" // that of the base class is protected, and this one lives for ever
#endif
struct category final : boost::system::error_category
{
    const char* name() const noexcept override { return "stint"; }
    std::string message(int value) const override { return describe(static_cast<error>(value)); }
};
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const category instance;
    return instance;
}

boost::system::error_code make_error_code(error e) noexcept { return {static_cast<int>(e), error_category()}; }

void throw_error(error e, const std::string& where) { throw boost::system::system_error(make_error_code(e), where); }

} // namespace stint
