// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_LOGGER_HPP
#define STINT_LOGGER_HPP

#include <stint/config.hpp>
#include <stint/event.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace stint
{

class logger;

namespace detail
{

struct log_tag
{
};

template <class T>
concept observer_like = std::constructible_from<observer, T>;

/// A full disk is no reason for a service to crash, or for the process to end otherwise than it should.
inline observer ignoring_failures(observer f)
{
    if (!f)
        return f;
    return [f = std::move(f)](const event& e) {
        try
        {
            f(e);
        }
        catch (...)
        {
        }
    };
}

// The function is found once <stint/log.hpp> is included.
template <class T, class = void>
inline constexpr bool is_boost_logger = false;
template <class T>
inline constexpr bool is_boost_logger<T, std::void_t<decltype(log_observer(log_tag{}, std::declval<T>()))>> = true;

} // namespace detail

/** Where events are logged: a Boost.Log logger of your own, or any @ref observer. What it throws is ignored.

    With a Boost.Log logger, include `<stint/log.hpp>`, which says what a record holds. Signals are logged from a thread of
    @ref run, so take a thread-safe one, such as `severity_logger_mt`.
*/
class logger
{
public:
    /// No logger: where one is needed, the default one of @ref run is taken.
    logger() = default;

    /// Logs by a function.
    template <class F>
    requires(!std::same_as<std::decay_t<F>, logger> && detail::observer_like<F>) logger(F&& f)
        : observer_(detail::ignoring_failures(observer(std::forward<F>(f))))
    {
    }

    /// Logs by a Boost.Log logger. The logger is copied.
    template <class BoostLogger>
    requires(!std::same_as<std::decay_t<BoostLogger>, logger> && !detail::observer_like<BoostLogger>)
        logger(BoostLogger&& l)
    {
        static_assert(detail::is_boost_logger<BoostLogger>,
                      "stint: include <stint/log.hpp> to log by a Boost.Log logger; else pass a function of "
                      "(const stint::event&)");
        observer_ = detail::ignoring_failures(log_observer(detail::log_tag{}, std::forward<BoostLogger>(l)));
    }

    /// False if it logs nowhere.
    explicit operator bool() const noexcept { return static_cast<bool>(observer_); }

    /// The observer that logs.
    const observer& get() const noexcept { return observer_; }

private:
    observer observer_;
};

} // namespace stint

#endif
