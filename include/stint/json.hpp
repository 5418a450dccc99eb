// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_JSON_HPP
#define STINT_JSON_HPP

// Needs Boost.JSON: link it, or include <boost/json/src.hpp> in one source file.

#include <stint/failure.hpp>
#include <stint/snapshot.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>

#include <chrono>

namespace stint
{

/** Makes JSON of a snapshot: `boost::json::value_from(life->snapshot())`.

    An object with `service` and `state`, and where there is something to say `state_for_s`, `restarts`, `restart_in_s`,
    `last_error`, `live_tasks`, `note`, `waits_for` (an array of names), and `services` (an array of such objects). Times are in
    seconds, counted from the moment of the snapshot.
*/
inline void tag_invoke(boost::json::value_from_tag, boost::json::value& to, const snapshot& s)
{
    const auto seconds = [](duration d) { return std::chrono::duration<double>(d).count(); };
    auto& object = to.emplace_object();
    object["service"] = s.service;
    object["state"] = to_string(s.state);
    if (s.since)
        object["state_for_s"] = seconds(s.taken - *s.since);
    if (s.restarts > 0)
        object["restarts"] = s.restarts;
    if (s.restart_at)
        object["restart_in_s"] = seconds(*s.restart_at - s.taken);
    if (s.last_error)
        object["last_error"] = describe(s.last_error);
    if (s.live_tasks > 0)
        object["live_tasks"] = s.live_tasks;
    if (!s.note.empty())
        object["note"] = s.note;
    if (!s.waits_for.empty())
        object["waits_for"] = boost::json::value_from(s.waits_for);
    if (!s.services.empty())
        object["services"] = boost::json::value_from(s.services);
}

} // namespace stint

#endif
