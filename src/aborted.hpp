// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_ABORTED_HPP
#define STINT_SRC_ABORTED_HPP

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <exception>

namespace stint::detail
{

/// What a wait ends with that was cancelled.
inline const std::exception_ptr& aborted()
{
    static const auto e
        = std::make_exception_ptr(boost::system::system_error(make_error_code(boost::asio::error::operation_aborted)));
    return e;
}

} // namespace stint::detail

#endif
