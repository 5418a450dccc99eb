// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_PARENT_HPP
#define STINT_DETAIL_PARENT_HPP

#include <stint/event.hpp>
#include <stint/failure.hpp>

namespace stint
{
class lifecycle;
}

namespace stint::detail
{

/// Who runs a service inside another one. Told from the executor of the inner service.
class parent
{
public:
    virtual void child_ready(const lifecycle& child) = 0;
    /// It is stopping, or has ended. Told more than once.
    virtual void child_leaving(const lifecycle& child) = 0;
    virtual void child_failed(const failure& f) = 0;
    virtual void child_event(const event& e) = 0;
    /// True when somebody observes events.
    virtual bool observed() const noexcept = 0;

protected:
    ~parent() = default;
};

} // namespace stint::detail

#endif
