// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_IS_ERROR_HPP
#define STINT_SRC_IS_ERROR_HPP

#include <stint/error.hpp>

#include <boost/system/system_error.hpp>

#include <exception>

namespace stint::detail
{

/// True if this error of the library was thrown.
inline bool is_error(const std::exception_ptr& e, error expected)
{
    try
    {
        std::rethrow_exception(e);
    }
    catch (const boost::system::system_error& failed)
    {
        return failed.code() == make_error_code(expected);
    }
    catch (...)
    {
        return false;
    }
}

} // namespace stint::detail

#endif
