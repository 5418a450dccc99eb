// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_BUSY_CODE_HPP
#define STINT_DETAIL_BUSY_CODE_HPP

#include <cstdint>
#include <string>

namespace stint::detail
{

/// Code that executes on a thread at this moment.
struct busy_code
{
    std::string service; ///< the path of its service
    const void* scope;   ///< which code
    std::uint32_t turn;  ///< which call of it
};

} // namespace stint::detail

#endif
