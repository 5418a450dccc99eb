// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_POOL_MACHINE_HPP
#define STINT_SRC_POOL_MACHINE_HPP

#include <cstddef>

namespace stint::detail
{

/** Every rule of a pool: when it is ready, when it stops, when it has ended.

    A value: no I/O, no clock, no threads.
*/
class pool_machine
{
public:
    /// What the shell has to do.
    enum class action
    {
        nothing,
        announce,      ///< all children are ready: say that the pool is
        stop_pool,     ///< a child leaves by itself: ask the pool's own lifecycle to stop
        stop_children, ///< ask every child to stop
        finish         ///< all children have ended: return from run()
    };

    /// The pool runs and starts its children.
    action start(std::size_t children)
    {
        *this = pool_machine{};
        children_ = children;
        return children == 0 ? action::announce : action::nothing;
    }

    /// A child is ready.
    action child_ready()
    {
        ++ready_;
        return ready_ == children_ && !leaving_ && !stopping_ ? action::announce : action::nothing;
    }

    /// A child is stopping, or has ended: at the first one that was not asked to, all have to.
    action child_leaving()
    {
        if (stopping_ || leaving_)
            return action::nothing;
        leaving_ = true;
        return action::stop_pool;
    }

    /// A child has ended, for whatever reason.
    action child_ended()
    {
        ++ended_;
        return stopping_ && ended_ == children_ ? action::finish : child_leaving();
    }

    /// The pool's lifecycle has come to the graceful rung.
    action stop()
    {
        stopping_ = true;
        return ended_ == children_ ? action::finish : action::stop_children;
    }

    bool stopping() const { return stopping_; }

private:
    std::size_t children_ = 0;
    std::size_t ready_ = 0;
    std::size_t ended_ = 0;
    bool leaving_ = false;
    bool stopping_ = false;
};

} // namespace stint::detail

#endif
