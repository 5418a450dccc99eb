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
#include <cstddef>
#include <string>
#include <string_view>

namespace stint
{
namespace detail
{

/// How many bytes of the text are its first character; 0 if they are no UTF-8.
inline std::size_t utf8_size(std::string_view text)
{
    const auto at = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto first = at(0);
    const std::size_t size = first < 0x80   ? 1
                             : first < 0xc2 ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
    for (std::size_t i = 1; i < size; ++i)
    {
        if ((at(i) & 0xc0U) != 0x80)
            return 0;
    }
    // A longer form than is needed, half of a pair of UTF-16, and what is beyond Unicode.
    const bool wrong = (first == 0xe0 && at(1) < 0xa0) || (first == 0xed && at(1) >= 0xa0)
                       || (first == 0xf0 && at(1) < 0x90) || (first == 0xf4 && at(1) >= 0x90);
    return wrong ? 0 : size;
}

/// With U+FFFD for each byte that is no UTF-8.
inline std::string as_utf8(std::string_view text)
{
    std::string valid;
    while (!text.empty())
    {
        const auto size = utf8_size(text);
        valid += size != 0 ? text.substr(0, size) : std::string_view("\xef\xbf\xbd");
        text.remove_prefix(size != 0 ? size : 1);
    }
    return valid;
}

} // namespace detail

/** Makes JSON of a snapshot: `boost::json::value_from(life->snapshot())`.

    An object with `service` and `state`, and where there is something to say `state_for_s`, `restarts`, `restart_in_s`,
    `last_error`, `live_tasks`, `note`, `waits_for` (an array of names), and `services` (an array of such objects). Times are in
    seconds, counted from the moment of the snapshot.
*/
inline void tag_invoke(boost::json::value_from_tag, boost::json::value& to, const snapshot& s)
{
    const auto seconds = [](duration d) { return std::chrono::duration<double>(d).count(); };
    auto& object = to.emplace_object();
    object["service"] = detail::as_utf8(s.service);
    object["state"] = to_string(s.state);
    if (s.since)
        object["state_for_s"] = seconds(s.taken - *s.since);
    if (s.restarts > 0)
        object["restarts"] = s.restarts;
    if (s.restart_at)
        object["restart_in_s"] = seconds(*s.restart_at - s.taken);
    if (s.last_error)
        object["last_error"] = detail::as_utf8(describe(s.last_error));
    if (s.live_tasks > 0)
        object["live_tasks"] = s.live_tasks;
    if (!s.note.empty())
        object["note"] = detail::as_utf8(s.note);
    if (!s.waits_for.empty())
    {
        auto& names = object["waits_for"].emplace_array();
        for (const auto& each : s.waits_for)
            names.emplace_back(detail::as_utf8(each));
    }
    if (!s.services.empty())
        object["services"] = boost::json::value_from(s.services);
}

} // namespace stint

#endif
