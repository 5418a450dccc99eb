// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "service_executor.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/asio/thread_pool.hpp>

namespace stint::detail
{

any_strand strand_of(const asio::any_io_executor& executor)
{
    if (const auto* own = executor.target<service_executor<any_strand>>())
        return own->strand();
    if (const auto* strand = executor.target<any_strand>())
        return *strand;
    if (const auto* strand = executor.target<asio::strand<asio::io_context::executor_type>>())
        return *strand;
    if (const auto* strand = executor.target<asio::strand<asio::thread_pool::executor_type>>())
        return *strand;
    return asio::make_strand(executor);
}

} // namespace stint::detail
