// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_POOL_HPP
#define STINT_POOL_HPP

#include <stint/config.hpp>
#include <stint/detail/initiate.hpp>
#include <stint/detail/token.hpp>
#include <stint/make_lifecycle.hpp>
#include <stint/make_service.hpp>
#include <stint/pool_params.hpp>
#include <stint/service.hpp>
#include <stint/service_params.hpp>
#include <stint/snapshot.hpp>
#include <stint/supervision.hpp>
#include <stint/undo.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>

#include <concepts>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace stint
{

namespace detail
{
class pool_core;

/// Something that add() takes as it is.
template <class T>
concept addable = std::convertible_to<T, std::unique_ptr<service>> || std::convertible_to<
    T, service&> || std::convertible_to<T, std::string_view>;
} // namespace detail

/** A service that runs other services.

    Its services execute on one strand, unless they are given another executor. Each starts when those that it comes after are
    `running` (@ref service_params::after), all others at once. The pool becomes `running` when all of them are. By default,
    when one of them ends, or the pool is asked to stop, all are stopped: first the pool becomes `stopping` and its `on_stopping`
    hooks run, then each service is told as soon as those that come after it have ended, by the deadline of the pool, or by its
    own if that is earlier. At the deadline of the pool there is no order any more. A service that has not started when they are
    told does not start. The pool ends when all have, `crashed` if one did and that was neither ignored nor repaired.

    What the end of a service means can be chosen: @ref service_params::on_end and @ref service_params::on_crash have it ignored or
    the service restarted, and @ref pool_params::strategy says who is restarted with it. While the pool runs, services can be
    added, removed and restarted.

    A pool can be in a pool.

    @par Object lifetimes
    What is added by reference must outlive the pool. Destroying a pool that runs cancels its services; it must not happen while
    a thread executes one of them. The execution context may be destroyed before or after the pool.

    @par Thread safety
    Distinct objects: Safe. Shared objects: Unsafe, except that @ref name, @ref get_executor, @ref async_remove and @ref async_restart may
    be called from any thread, and @ref add too while the pool runs. No other thread looks at the services of a pool while that is added to another.
*/
class STINT_DECL pool final : public service
{
public:
    /** An empty pool.

        @param executor what the services execute on. If it is no strand, the pool makes one on it.
        @param params its knobs
        @throws boost::system::system_error @ref error::empty_name, @ref error::invalid_timeout
        @throws boost::asio::execution::bad_executor if the executor is empty
    */
    explicit pool(asio::any_io_executor executor, pool_params params = {});

    /// The same with the executor of an execution context.
    template <detail::execution_context_type Context>
    explicit pool(Context& context, pool_params params = {}) : pool(context.get_executor(), std::move(params))
    {
    }

    ~pool() override;

    /// The name that the pool was given.
    std::string name() const override;

    /// The type of @ref get_executor.
    using executor_type = asio::any_io_executor;

    /// The strand that the services execute on.
    executor_type get_executor() const noexcept;

    /** Adds a service that the pool owns.

        It starts with the next run of the pool; if the pool runs already, as soon as all that it comes after is `running`, but not
        from within this function.

        @param s the service
        @param params how long it may take, what it comes after, what its end means, and where it executes
        @return its lifecycle, to register hooks with; it lives until the service is removed, or the pool destroyed. Where the pool
            runs on other threads, hooks are registered by @ref service_params::prepare.
        @throws boost::system::system_error @ref error::null_service, @ref error::empty_name, @ref error::duplicate_name,
            @ref error::duplicate_service, @ref error::pool_is_stopping, @ref error::invalid_timeout, @ref error::invalid_jitter,
            @ref error::dependency_cycle, whose text has the names along it, and if the pool runs @ref error::unknown_dependency.
            The pool is unchanged then.
        @throws boost::asio::execution::bad_executor if the execution context of the pool is destroyed, or of the pool that is added
    */
    lifecycle& add(std::unique_ptr<service> s, const service_params& params = {});

    /// The same with a service that the caller owns. It must outlive the pool.
    lifecycle& add(service& s, const service_params& params = {});

    /// The same with a coroutine function, which the pool keeps: see @ref make_service.
    template <class F>
    requires(!std::same_as<std::decay_t<F>, service_params>) lifecycle& add(std::string_view name, F&& f,
                                                                            const service_params& params = {})
    {
        return add(make_service(std::string(name), std::forward<F>(f)), params);
    }

    /// Says what is wrong with anything else.
    template <class Something, class... Rest>
    requires(!detail::addable<Something>) void add(Something&&, Rest&&...)
    {
        static_assert(detail::addable<Something>,
                      "stint: a pool takes a std::unique_ptr to a stint::service, a reference to one, or a name and a "
                      "coroutine function: asio::awaitable<void> f(stint::lifecycle& life)");
    }

    /** Stops a service and removes it.

        Completes when the service has ended, or was given up, and is not in the pool any more. The pool has let go
        of its lifecycle, and of the service if it owns it: they are destroyed now, or once its executor and whoever takes a snapshot or a
        report at that moment are done with them. The pool goes on, also without any service.

        @param name its name
        @param timeout until it is cancelled; the stop timeout that it was added with holds if that is shorter
        @param token of a handler of `void(std::exception_ptr)`: null, or what the service crashed with

        @par Executor
        The handler runs on its associated executor, or on @ref get_executor; never from within this function.

        @par Per-operation cancellation
        `terminal`, `partial` and `total`: ends the wait with `operation_aborted`. The service is removed all the same.

        @par Errors
        @li @ref error::unknown_service, @ref error::pool_is_stopping, @ref error::invalid_timeout.
        @li @ref error::still_needed if other services come after it. The text has their names.
        @li @ref error::waits_for_itself if the service's own code awaits it.
        @li `asio::error::operation_aborted` if the wait was cancelled.
        @li What the service crashed with.
    */
    template <asio::completion_token_for<void(std::exception_ptr)> CompletionToken
              = detail::default_token_t<executor_type>>
    auto async_remove(std::string_view name, duration timeout, CompletionToken&& token = {})
    {
        return asio::async_initiate<CompletionToken, void(std::exception_ptr)>(detail::initiate<&pool::do_remove>{this},
                                                                               token, std::string(name), timeout);
    }

    /** Stops a service, within its stop timeout, and starts it again; at once if it has ended, or waits to be restarted.

        Completes when it is `running` again, and with it all that the scope concerns; also when it has ended instead, and that is
        ignored. It does not count among its restarts.

        @param name its name
        @param scope whether those that come after it are restarted too
        @param token of a handler of `void(std::exception_ptr)`

        @par Executor
        As @ref async_remove.

        @par Per-operation cancellation
        `terminal`, `partial` and `total`: ends the wait with `operation_aborted`. The service is restarted all the same.

        @par Errors
        @li @ref error::unknown_service, also if it is removed meanwhile; @ref error::not_running if the pool does not run.
        @li @ref error::pool_is_stopping.
        @li @ref error::waits_for_itself if code of a service awaits it that has to end for it. A service that the restarted one comes after must
            not await it before it is `running`: that is not noticed.
        @li What the service crashed with instead of running, if that is ignored.
        @li `asio::error::operation_aborted` if the wait was cancelled, or the services of the pool are told to stop. Code of a service of
            the pool is told when that service begins to stop.
    */
    template <asio::completion_token_for<void(std::exception_ptr)> CompletionToken
              = detail::default_token_t<executor_type>>
    auto async_restart(std::string_view name, restart_scope scope, CompletionToken&& token = {})
    {
        return asio::async_initiate<CompletionToken, void(std::exception_ptr)>(
            detail::initiate<&pool::do_restart>{this}, token, std::string(name), scope);
    }

private:
    using end_handler = asio::any_completion_handler<void(std::exception_ptr)>;
    void do_remove(end_handler handler, const std::string& name, duration timeout);
    void do_restart(end_handler handler, const std::string& name, restart_scope scope);

    asio::awaitable<void> run(lifecycle& life) override;
    asio::any_io_executor own_executor() const override;
    observer own_observer() const override;
    std::shared_ptr<detail::service_context> own_context() const override;
    bool is_above(const detail::service_context& c) const override;
    detail::abort_times times_below() const override;
    std::optional<duration> own_stop_timeout() const override;
    void deadline_moved(time_point deadline) override;
    void drain_skipped() override;
    bool is_pool() const override { return true; }
    void report_below(report& r) const override;
    void snapshot_below(std::vector<snapshot>& all) const override;
    asio::awaitable<undo> reload_below() override;
    void add_busy_below(std::vector<detail::busy_code>& found) const override;

    std::shared_ptr<detail::pool_core> core_;
};

} // namespace stint

#endif
