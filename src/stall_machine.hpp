// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_STALL_MACHINE_HPP
#define STINT_SRC_STALL_MACHINE_HPP

#include <stint/detail/busy_code.hpp>
#include <stint/time.hpp>

#include <map>
#include <string>
#include <vector>

namespace stint::detail
{

/// What blocks a thread, or has done so.
struct stall
{
    std::string service; ///< empty where it is not known
    duration lasted;
    bool over;
};

/** Finds out who blocks a thread: the same call of the same code is seen again and again.

    A value: no I/O, no clock, no threads.
*/
class stall_machine
{
public:
    explicit stall_machine(duration limit) : limit_(limit) {}

    /// @param busy all the code that executes now
    /// @return what has begun to be too long, and what was and has ended
    std::vector<stall> sample(time_point now, const std::vector<busy_code>& busy);

private:
    struct call
    {
        busy_code code;
        time_point since;
        bool told = false;
        bool seen = true;
    };

    duration limit_;
    std::map<const void*, call> calls_;
};

} // namespace stint::detail

#endif
