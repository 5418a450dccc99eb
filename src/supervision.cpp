// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/supervision.hpp>

#include <ostream>

namespace stint
{

std::string_view to_string(reaction r) noexcept
{
    switch (r)
    {
    case reaction::stop_pool: return "stop_pool";
    case reaction::ignore: return "ignore";
    case reaction::restart: return "restart";
    }
    return "unknown";
}

std::ostream& operator<<(std::ostream& out, reaction r) { return out << to_string(r); }

std::string_view to_string(restart_strategy s) noexcept
{
    switch (s)
    {
    case restart_strategy::one_for_one: return "one_for_one";
    case restart_strategy::one_for_all: return "one_for_all";
    case restart_strategy::rest_for_one: return "rest_for_one";
    }
    return "unknown";
}

std::ostream& operator<<(std::ostream& out, restart_strategy s) { return out << to_string(s); }

} // namespace stint
