// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_EXCEPTION_OF_HPP
#define STINT_SRC_EXCEPTION_OF_HPP

#include <stint/error.hpp>

#include <boost/system/system_error.hpp>

#include <exception>
#include <string>

namespace stint::detail
{

/// What throw_error() throws.
inline std::exception_ptr exception_of(error e, const std::string& where)
{
    return std::make_exception_ptr(boost::system::system_error(make_error_code(e), where));
}

} // namespace stint::detail

#endif
