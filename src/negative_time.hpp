// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_NEGATIVE_TIME_HPP
#define STINT_SRC_NEGATIVE_TIME_HPP

#include <stint/time.hpp>

#include <initializer_list>
#include <optional>
#include <utility>

namespace stint::detail
{

/// The name of the first that is negative; null if none is.
inline const char* negative_time(std::initializer_list<std::pair<const char*, std::optional<duration>>> times)
{
    for (const auto& [name, value] : times)
    {
        if (value && *value < duration::zero())
            return name;
    }
    return nullptr;
}

} // namespace stint::detail

#endif
