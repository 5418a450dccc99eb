// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_ENVIRONMENT_HPP
#define STINT_DETAIL_ENVIRONMENT_HPP

#include <stint/config.hpp>
#include <stint/time.hpp>

#include <boost/asio/execution_context.hpp>

#include <memory>

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

/// What the lifecycles and pools of an execution context have from outside. A test brings its own.
class STINT_DECL environment
{
public:
    virtual ~environment();

    virtual time_point now() const;

    /// False when the caller is to use a timer. At @ref never, the target is forgotten.
    virtual bool schedule(alarm_target& target, time_point when);

    /// A random number from 0 to 1. From any thread.
    virtual double chance();

    /// How many steps a pool takes in one turn of its strand: most start a service, or ask one to stop.
    virtual int steps_in_a_turn() const;
};

/// Of the lifecycles and pools whose strands will be made on a context.
STINT_DECL void use_environment(asio::execution_context& context, std::shared_ptr<environment> e);

} // namespace stint::detail

#endif
