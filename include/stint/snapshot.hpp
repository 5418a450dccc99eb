// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SNAPSHOT_HPP
#define STINT_SNAPSHOT_HPP

#include <stint/config.hpp>
#include <stint/state.hpp>
#include <stint/time.hpp>

#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <vector>

namespace stint
{

/// A service and all that it runs, as they were at one moment. A value; where the services of a pool change while it is made, each of
/// them is consistent in itself.
struct snapshot
{
    std::string service;                        ///< Its path: "app/db/writer".
    stint::state state = stint::state::stopped; ///< Its state.
    std::optional<time_point> since{};          ///< When it entered that state. Nothing if it has never run.
    time_point taken{};                         ///< When this was made.
    std::size_t restarts = 0; ///< Restarts that its own ends caused in this run of the pool, a coming one too.
    std::optional<time_point> restart_at{}; ///< When its pool will restart it, if it waits for that.
    std::exception_ptr last_error{};        ///< What it crashed with last, in this run of the pool.
    std::size_t live_tasks = 0;             ///< Its spawned tasks that have not ended.
    std::string note{};                     ///< What it said last by @ref lifecycle::note.
    std::vector<std::string> waits_for{};   ///< The names of the services that it waits for, to start or to be stopped.
    std::vector<stint::snapshot>
        services{}; ///< Those of a pool. One that is added may stand where a removed one stood.
};

/// A snapshot as a tree, one line per service: "app: running for 12.0 s", and below it, indented, its services.
STINT_DECL std::string to_string(const snapshot& s);

} // namespace stint

#endif
