// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_PARENT_HPP
#define STINT_SRC_PARENT_HPP

#include <stint/event.hpp>

namespace stint::detail
{

/// Who runs a service inside another one. Told from the executor of the inner service.
class parent
{
public:
    virtual void child_ready() = 0;
    virtual void child_event(const event& e) = 0;
    /// True when somebody observes events.
    virtual bool observed() const noexcept = 0;

protected:
    ~parent() = default;
};

} // namespace stint::detail

#endif
