// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_CONFIG_HPP
#define STINT_CONFIG_HPP

#include <boost/config.hpp>

#if defined(BOOST_NO_RTTI)
#error "stint: needs run-time type information: compile without -fno-rtti"
#endif

// Whole classes and free functions are exported, never single members: the type information of a class that crosses the
// library's border must be one object in the process.
#if defined(STINT_DYN_LINK)
#if defined(STINT_SOURCE)
#define STINT_DECL BOOST_SYMBOL_EXPORT
#else
#define STINT_DECL BOOST_SYMBOL_IMPORT
#endif
#else
#define STINT_DECL
#endif

namespace boost::asio
{
}

/// Runs the services of one process.
namespace stint
{
namespace asio = boost::asio;
}

#endif
