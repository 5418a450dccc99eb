// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "restart_backoff.hpp"

#include <algorithm>

namespace stint::detail
{
namespace
{

constexpr double longest_that_fits = 9e18; // in nanoseconds, as a double: a little less than 2^63

duration share_of(duration span, double share)
{
    return duration(static_cast<duration::rep>(std::min(static_cast<double>(span.count()) * share, longest_that_fits)));
}

} // namespace

std::optional<time_point> restart_backoff::ended(const restart_params& p, time_point now, double chance)
{
    const auto counts = [&](time_point t) { return saturating_add(t, p.within) >= now; };
    recent_.erase(recent_.begin(), std::find_if(recent_.begin(), recent_.end(), counts));
    if (recent_.size() >= p.most)
        return std::nullopt;
    if (p.most != restart_params::unlimited)
        recent_.push_back(now);

    const bool stayed_up = now >= saturating_add(started_, p.within);
    const bool doubles = delay_ && !stayed_up;
    delay_ = doubles ? saturating_add(*delay_, *delay_) : p.first_delay;
    delay_ = std::min(*delay_, p.longest_delay);
    return saturating_add(now, *delay_ - std::min(*delay_, share_of(*delay_, p.jitter * chance)));
}

} // namespace stint::detail
