// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_JOINED_HPP
#define STINT_SRC_JOINED_HPP

#include <string>
#include <vector>

namespace stint::detail
{

/// "a, b, c"
inline std::string joined(const std::vector<std::string>& names)
{
    std::string text;
    for (const auto& each : names)
        text += (text.empty() ? "" : ", ") + each;
    return text;
}

/// Without what would begin another line.
inline std::string on_one_line(std::string text)
{
    for (auto& c : text)
    {
        if (static_cast<unsigned char>(c) < 0x20)
            c = ' ';
    }
    return text;
}

} // namespace stint::detail

#endif
