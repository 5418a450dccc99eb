// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_RESTART_BACKOFF_HPP
#define STINT_SRC_RESTART_BACKOFF_HPP

#include <stint/supervision.hpp>
#include <stint/time.hpp>

#include <optional>
#include <vector>

namespace stint::detail
{

/** When one service is restarted, and whether it is at all.

    A value: no clock; chance is an argument.
*/
class restart_backoff
{
public:
    void started(time_point now) { started_ = now; }

    /** The service has ended and is to be restarted.

        @param chance from 0 to 1: how much of the jitter is left out
        @return when; nothing if it was restarted too often
    */
    std::optional<time_point> ended(const restart_params& p, time_point now, double chance);

private:
    time_point started_{};
    std::optional<duration> delay_;  // the last one
    std::vector<time_point> recent_; // of a limited number
};

} // namespace stint::detail

#endif
