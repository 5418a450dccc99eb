// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_LIFECYCLE_INTERNALS_HPP
#define STINT_DETAIL_LIFECYCLE_INTERNALS_HPP

#include <stint/config.hpp>
#include <stint/detail/busy_code.hpp>
#include <stint/event.hpp>
#include <stint/failure.hpp>
#include <stint/service_params.hpp>
#include <stint/time.hpp>
#include <stint/undo.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <vector>

namespace stint::detail
{

struct own_code;
class stop_waiters;
class task;
template <class... Args>
class waiting;

/// What an implementation of a lifecycle does for stint's own code. On its strand, where nothing else is said.
class STINT_DECL lifecycle_internals
{
protected:
    lifecycle_internals() = default;
    ~lifecycle_internals() = default;

    virtual void run_for_parent() = 0; // which is told of the end; from any thread
    // Whose code executes on an executor, from any thread. What waits goes on later, also where there is nothing to wait for.
    virtual own_code own_code_on(const asio::any_io_executor& executor) noexcept = 0;
    virtual stop_waiters* waiters_on(const asio::any_io_executor& executor) noexcept = 0; // null: not the service's
    virtual void wait_until_running(waiting<std::exception_ptr>& w, bool in_hook) = 0;    // announces it first
    virtual void wait_until_stopping(waiting<std::exception_ptr>& w, bool in_hook) = 0;   // the same
    virtual void wait_for_stop_or_end(waiting<>& w, bool in_hook) = 0;
    virtual bool announce_running() = 0;                                      // whether there is nothing to wait for
    virtual std::shared_ptr<task> make_task(asio::any_io_executor where) = 0; // from any thread
    virtual asio::awaitable<undo> reload() = 0;                               // on get_executor()
    virtual void limit(const service_params& params) = 0;                     // before it runs
    virtual void watch_stops(std::function<void(time_point)> f) = 0;          // the same
    virtual void emit(const event& e) = 0;                                    // to the observers, then to the parent
    virtual bool add_failure(const failure& f) = 0;                 // also of a service below; then to the parent
    virtual void add_busy(std::vector<busy_code>& found) const = 0; // also of those below it; from any thread
};

} // namespace stint::detail

#endif
