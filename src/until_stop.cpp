// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/detail/until_stop.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/experimental/channel_error.hpp>
#include <boost/asio/multiple_exceptions.hpp>

namespace stint::detail
{

bool is_cancellation(const boost::system::error_code& ec) noexcept
{
    // A channel has an error of its own for it.
    return ec == asio::error::operation_aborted || ec == asio::experimental::error::channel_cancelled;
}

bool is_cancellation(const std::exception_ptr& error) noexcept
{
    if (!error)
        return false;
    try
    {
        std::rethrow_exception(error);
    }
    catch (const boost::system::system_error& e)
    {
        return is_cancellation(e.code());
    }
    catch (const asio::multiple_exceptions& several) // what operator|| and operator&& throw
    {
        return is_cancellation(several.first_exception());
    }
    catch (...)
    {
        return false;
    }
}

} // namespace stint::detail
