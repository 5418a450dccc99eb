// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "restart_backoff.hpp"

#include "bytes.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

// A service that starts and ends, with any parameters and at any times, the longest spans included.

using fuzz::later;
using fuzz::require;
using stint::duration;
using stint::saturating_add;
using stint::time_point;

namespace
{

/// More than a double gets wrong of the longest span.
constexpr duration rounding{4096};

class service
{
public:
    explicit service(fuzz::bytes& in)
        : params_{.first_delay = in.span(),
                  .longest_delay = in.span(),
                  .jitter = in.share(),
                  .most = in.one_of({stint::restart_params::unlimited, std::size_t{0}, std::size_t{1}, std::size_t{2},
                                     std::size_t{7}}),
                  .within = in.span()}
    {
    }

    void perform(fuzz::bytes& in)
    {
        now_ = later(now_, in.span());
        if (in.flag())
            start();
        else
            end(in.share());
    }

private:
    void start()
    {
        started_ = now_;
        backoff_.started(now_);
    }

    void end(double chance)
    {
        const auto at = backoff_.ended(params_, now_, chance);
        const auto recent = std::count_if(restarts_.begin(), restarts_.end(),
                                          [this](time_point t) { return saturating_add(t, params_.within) >= now_; });
        require(at.has_value() == (static_cast<std::size_t>(recent) < params_.most),
                "so many restarts within so long, and no more");
        if (!at)
            return;
        restarts_.push_back(now_);

        const bool stayed_up = now_ >= saturating_add(started_, params_.within);
        const auto delay = std::min(last_ && !stayed_up ? twice(*last_) : params_.first_delay, params_.longest_delay);
        last_ = delay;
        require(*at >= now_, "a delay ends in the future");
        require(*at <= saturating_add(now_, delay), "each delay is at most twice the last, and not too long");
        const auto share = params_.jitter * chance;
        if (share == 0)
            require(*at == saturating_add(now_, delay), "without jitter, each delay is twice the last");
        const auto least = static_cast<double>(delay.count()) * (1 - share);
        const auto soonest = duration(static_cast<duration::rep>(std::min(least, 9e18)));
        require(*at >= saturating_add(now_, soonest) - rounding, "the jitter leaves out no more than its share");
    }

    static duration twice(duration d) { return d > duration::max() - d ? duration::max() : d + d; }

    const stint::restart_params params_;
    stint::detail::restart_backoff backoff_;
    std::vector<time_point> restarts_;
    std::optional<duration> last_; // without jitter
    time_point started_{};
    time_point now_{};
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::bytes in(data, size);
    service s(in);
    while (!in.empty())
        s.perform(in);
    return 0;
}
