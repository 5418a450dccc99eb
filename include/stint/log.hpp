// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_LOG_HPP
#define STINT_LOG_HPP

#include <stint/config.hpp>
#include <stint/event.hpp>
#include <stint/logger.hpp>

#include <boost/log/attributes/constant.hpp>
#include <boost/log/attributes/scoped_attribute.hpp>
#include <boost/log/core/core.hpp>
#include <boost/log/sources/record_ostream.hpp>
#include <boost/log/sources/severity_feature.hpp>
#include <boost/log/trivial.hpp>

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>

namespace stint::detail
{

inline boost::log::trivial::severity_level trivial_level(severity s)
{
    using namespace boost::log::trivial;
    switch (s)
    {
    case severity::info: return severity_level::info;
    case severity::warning: return severity_level::warning;
    case severity::error: return severity_level::error;
    case severity::fatal: break;
    }
    return severity_level::fatal;
}

inline auto constant(std::string_view text) { return boost::log::attributes::constant<std::string>(std::string(text)); }

/** Writes an event as one record.

    Filters and formatters see the attributes `Code` ("SERVICE_STARTING"), `Service` (the path) and `State`, each a
    `std::string`, and the severity where the logger has one that a `boost::log::trivial::severity_level` converts to.
*/
template <class BoostLogger>
void write(BoostLogger& l, const event& e)
{
    if (!boost::log::core::get()->get_logging_enabled())
        return; // before anything is put together
    // Attributes of the thread, because those of a record come too late for filters.
    const auto code_attribute = boost::log::add_scoped_thread_attribute("Code", constant(to_string(e.what)));
    const auto service_attribute = boost::log::add_scoped_thread_attribute("Service", constant(e.service));
    const auto state_attribute = boost::log::add_scoped_thread_attribute("State", constant(to_string(e.state)));

    const auto level = trivial_level(severity_of(e.what));
    if constexpr (requires { typename BoostLogger::severity_level; })
    {
        if constexpr (std::convertible_to<decltype(level), typename BoostLogger::severity_level>)
        {
            BOOST_LOG_SEV(l, level) << to_string(e);
            if (severity_of(e.what) == severity::fatal) // the process ends with it, and a sink may be asynchronous
                boost::log::core::get()->flush();
            return;
        }
    }
    BOOST_LOG(l) << to_string(e);
}

template <class BoostLogger>
requires requires(std::decay_t<BoostLogger>& l) { l.open_record(); }
observer log_observer(log_tag, BoostLogger&& l)
{
    return [own = std::decay_t<BoostLogger>(std::forward<BoostLogger>(l))](const event& e) mutable { write(own, e); };
}

} // namespace stint::detail

namespace stint
{

/// Logs to the core of Boost.Log with trivial severity levels, as @ref run does by default.
STINT_DECL logger default_logger();

} // namespace stint

#endif
