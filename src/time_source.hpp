// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_TIME_SOURCE_HPP
#define STINT_SRC_TIME_SOURCE_HPP

#include <stint/time.hpp>

namespace stint::detail
{

/// Something that wants to be told when a moment has come.
class alarm_target
{
public:
    virtual void ring() = 0;

protected:
    ~alarm_target() = default;
};

/// Where the lifecycles of a context have their time from; the steady clock, unless a test brings its own.
class time_source
{
public:
    virtual ~time_source() = default;
    virtual time_point now() const { return clock::now(); }

    /// False when the caller is to use a timer. At @ref never, the target is forgotten.
    virtual bool schedule(alarm_target&, time_point) { return false; }
};

} // namespace stint::detail

#endif
