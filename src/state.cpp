// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/state.hpp>

#include <ostream>

namespace stint
{

std::string_view to_string(state s) noexcept
{
    switch (s)
    {
    case state::stopped: return "stopped";
    case state::starting: return "starting";
    case state::running: return "running";
    case state::stopping: return "stopping";
    case state::crashed: return "crashed";
    }
    return "unknown";
}

std::ostream& operator<<(std::ostream& out, state s) { return out << to_string(s); }

bool can_follow(state from, state to) noexcept
{
    switch (to)
    {
    case state::starting: return is_final(from);
    case state::running: return from == state::starting;
    case state::stopping: return from == state::starting || from == state::running;
    case state::stopped: return from == state::stopping;
    case state::crashed: return !is_final(from);
    }
    return false;
}

} // namespace stint
