// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_STOP_LIMIT_HPP
#define STINT_DETAIL_STOP_LIMIT_HPP

#include <stint/time.hpp>

#include <boost/asio/async_result.hpp>

#include <concepts>
#include <exception>
#include <variant>

namespace stint::detail
{

/// Until when a stop may last: as long as the service's own stop timeout says, for a time, or until a deadline.
using stop_limit = std::variant<std::monostate, duration, time_point>;

template <class T>
concept limits_a_stop = std::convertible_to<T, duration> || std::convertible_to<T, time_point>;

/// The completion token of a stop without a limit.
template <class T>
concept unlimited_stop_token = !limits_a_stop<T> && boost::asio::completion_token_for<T, void(std::exception_ptr)>;

} // namespace stint::detail

#endif
