// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "stall_machine.hpp"

namespace stint::detail
{

std::vector<stall> stall_machine::sample(time_point now, const std::vector<busy_code>& busy)
{
    std::vector<stall> found;
    for (auto& [scope, known] : calls_)
        known.seen = false;
    for (const auto& code : busy)
    {
        auto& known = calls_.try_emplace(code.scope, call{code, now}).first->second;
        if (known.code.turn != code.turn)
        {
            if (known.told)
                found.push_back({known.code.service, now - known.since, true});
            known = {code, now};
        }
        known.seen = true;
        if (!known.told && now - known.since >= limit_)
        {
            known.told = true;
            found.push_back({code.service, now - known.since, false});
        }
    }
    for (auto at = calls_.begin(); at != calls_.end();)
    {
        const auto& known = at->second;
        if (!known.seen && known.told)
            found.push_back({known.code.service, now - known.since, true});
        at = known.seen ? std::next(at) : calls_.erase(at);
    }
    return found;
}

} // namespace stint::detail
