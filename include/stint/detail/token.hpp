// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_TOKEN_HPP
#define STINT_DETAIL_TOKEN_HPP

#include <stint/config.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>

#include <type_traits>

namespace stint::detail
{

// Before Asio 1.31 an executor without a default token of its own says void.
template <class Executor>
using default_token_t = std::conditional_t<std::is_void_v<asio::default_completion_token_t<Executor>>, asio::deferred_t,
                                           asio::default_completion_token_t<Executor>>;

} // namespace stint::detail

#endif
