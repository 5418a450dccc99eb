// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SERVICE_HPP
#define STINT_SERVICE_HPP

#include <stint/config.hpp>
#include <stint/detail/busy_code.hpp>
#include <stint/detail/service_context.hpp>
#include <stint/event.hpp>
#include <stint/report.hpp>
#include <stint/snapshot.hpp>
#include <stint/time.hpp>
#include <stint/undo.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace stint
{

class lifecycle;

namespace detail
{
class service_runner;
struct service_access;

/// How long what runs below a service may take from the deadline on.
struct abort_times
{
    duration grace = duration::zero();        ///< the longest abort grace
    duration until_joined = duration::zero(); ///< until it has ended or was given up, with its last hooks
};
} // namespace detail

/** Something that runs until it is asked to stop: a server, a worker, a timer, a client.

    A service derives from this class and implements @ref name and a private `run`. The contract of `run`:

    @li It calls `co_await life.running()` once, when it is ready: its sockets listen, its caches are filled.
    @li It ends soon after it is asked to stop. `life.until_stop(operation)`, `life.stop_requested()` and `life.should_stop()`
        say when that is.
    @li What it starts besides, it starts by `life.spawn`, so that the lifecycle waits for it.
    @li It may return by itself, which stops it (and the pool that it is in), or throw, which crashes it.

    A function that can be called with a @ref lifecycle and returns an `asio::awaitable<void>` is a service too: see
    @ref make_service.

    @par Object lifetimes
    The service must outlive its run, the code that was given up when it ended, and what its lifecycle is asked afterwards
    (@ref lifecycle::snapshot, @ref lifecycle::stop). A lifecycle that was given a `std::unique_ptr` sees to that.

    @par Thread safety
    Distinct objects: Safe. Shared objects: `run` executes on the executor of the lifecycle, one thread at a time.
*/
class STINT_DECL service
{
public:
    service() = default;
    service(const service&) = delete;
    service& operator=(const service&) = delete;

    /// A service that is destroyed while it runs takes its lifecycle to `crashed`, with @ref error::destroyed.
    virtual ~service();

    /// What to call it in messages and reports. Read once, when the service gets its lifecycle. Must not be empty.
    virtual std::string name() const = 0;

private:
    friend class lifecycle;
    friend struct detail::service_access;

    virtual asio::awaitable<void> run(lifecycle& life) = 0; // private: use stint::make_lifecycle and async_run

    // What a pool overrides: it brings its strand, its logger and its place in the tree, and its children need time to end.
    virtual asio::any_io_executor own_executor() const { return {}; }
    virtual observer own_observer() const { return {}; }
    virtual std::shared_ptr<detail::service_context> own_context() const { return {}; }
    virtual detail::abort_times times_below() const { return {}; }
    virtual std::optional<duration> own_stop_timeout() const { return {}; }
    virtual void deadline_moved(time_point) {}
    virtual void drain_skipped() {}
    virtual bool is_pool() const { return false; }
    virtual bool is_above(const detail::service_context&) const { return false; }
    virtual void report_below(report&) const {}
    virtual void snapshot_below(std::vector<snapshot>&) const {}
    virtual asio::awaitable<undo> reload_below() { co_return undo{}; }
    virtual void add_busy_below(std::vector<detail::busy_code>&) const {}

    std::atomic<detail::service_runner*> runner_ = nullptr;
};

} // namespace stint

#endif
