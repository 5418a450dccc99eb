// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_EVENT_HPP
#define STINT_EVENT_HPP

#include <stint/code.hpp>
#include <stint/config.hpp>
#include <stint/state.hpp>
#include <stint/time.hpp>

#include <exception>
#include <functional>
#include <string>

namespace stint
{

/// Something that happened to a service. All that an observer needs is in it, so it may be kept.
struct event
{
    code what = code::service_starting;         ///< What happened.
    std::string service;                        ///< The path of the service: "app/db/writer".
    stint::state state = stint::state::stopped; ///< The state of the service after the event.
    time_point when{};                          ///< When it happened.
    std::exception_ptr error{};                 ///< The cause, for a crash and an error.
    std::string details{};                      ///< More to read: a report of who is still there, a signal's name.
};

/// The sentence of an event, with its cause and its details.
STINT_DECL std::string to_string(const event& e);

/** A function that is told every event of a service and of all that runs below it.

    Called on the executor of the lifecycle or the pool that it was given to; that of a @ref logger which @ref run uses also from
    threads of `run`. It must not block, and must not throw: what it throws crashes the service that it was given to, as a hook
    would.
*/
using observer = std::function<void(const event&)>;

} // namespace stint

#endif
