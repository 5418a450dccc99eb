// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_REPORT_HPP
#define STINT_REPORT_HPP

#include <stint/config.hpp>
#include <stint/state.hpp>
#include <stint/time.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace stint
{

/// One service that has not ended.
struct report_entry
{
    std::string service;    ///< Its path: "app/db/writer".
    stint::state state;     ///< Its state.
    time_point since;       ///< When it entered that state.
    std::string note;       ///< What it said last by @ref lifecycle::note.
    std::size_t live_tasks; ///< Its spawned tasks that have not ended.
    bool on_a_thread; ///< True while its code executes: in a report of a process that hangs, who blocks the thread.
    bool given_up;    ///< True when its lifecycle no longer waits for it.
    std::vector<std::string> waits_for{}; ///< The names of the services that have to end before it is asked to stop.
};

/// Who is still there, the outermost first. Empty when everything has ended.
using report = std::vector<report_entry>;

/// A report as text, one line per service: "app/db/writer: stopping for 2.5 s, 3 tasks, note: flushing the log".
/// @param r the report
/// @param now the moment that spans of time are counted to
STINT_DECL std::string to_string(const report& r, time_point now);

} // namespace stint

#endif
