// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/ending.hpp"

#include <boost/system/system_error.hpp>

namespace test
{

boost::system::error_code code_of(const std::exception_ptr& thrown)
{
    if (!thrown)
        return {};
    try
    {
        std::rethrow_exception(thrown);
    }
    catch (const boost::system::system_error& e)
    {
        return e.code();
    }
    catch (...)
    {
        return {};
    }
}

} // namespace test
