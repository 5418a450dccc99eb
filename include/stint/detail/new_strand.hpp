// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_NEW_STRAND_HPP
#define STINT_DETAIL_NEW_STRAND_HPP

#include <stint/config.hpp>

#include <boost/asio/any_io_executor.hpp>

namespace stint::detail
{

/// As asio::make_strand, but small: asio::any_io_executor holds it in place, and allocates nothing for each operation.
STINT_DECL asio::any_io_executor new_strand(const asio::any_io_executor& executor);

} // namespace stint::detail

#endif
