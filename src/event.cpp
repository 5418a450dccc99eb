// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/event.hpp>
#include <stint/failure.hpp>

namespace stint
{

std::string to_string(const event& e)
{
    std::string text{text_of(e.what)};
    if (const auto at = text.find("{}"); at != std::string::npos)
        text.replace(at, 2, e.service);
    else if (e.service.find('/') != std::string::npos)
        text += " (" + e.service + ')'; // which pool, where there are several
    if (e.error)
        text += " Cause: " + describe(e.error);
    if (!e.details.empty())
        text += (e.details.find('\n') == std::string::npos ? ' ' : '\n') + e.details;
    return text;
}

} // namespace stint
