// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_LIFECYCLE_HPP
#define STINT_LIFECYCLE_HPP

#include <stint/config.hpp>
#include <stint/detail/initiate.hpp>
#include <stint/detail/lifecycle_internals.hpp>
#include <stint/detail/parent.hpp>
#include <stint/detail/stop_limit.hpp>
#include <stint/detail/stop_waiter.hpp>
#include <stint/detail/task.hpp>
#include <stint/detail/token.hpp>
#include <stint/detail/until_stop.hpp>
#include <stint/error.hpp>
#include <stint/failure.hpp>
#include <stint/lifecycle_hooks.hpp>
#include <stint/report.hpp>
#include <stint/service.hpp>
#include <stint/service_params.hpp>
#include <stint/snapshot.hpp>
#include <stint/state.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace stint
{
namespace detail
{
class pool_core;
struct lifecycle_access;
} // namespace detail

/** Runs one service: starts it, says when it is ready, watches it, and stops it by its deadline.

    The owner of a service makes its lifecycle by @ref make_lifecycle, or gets it from @ref pool::add. It registers hooks, and
    runs it by @ref async_run. The service is handed the lifecycle and talks to it. This is an interface, so that a
    @ref lifecycle_factory of your own can configure those of a pool; one written from scratch is not supported yet.

    @par Stopping
    A stop climbs a ladder. (1) The state becomes `stopping` and the `on_stopping` hooks run, while the service still serves.
    (2) When they have ended and the drain delay has passed, the service is told: @ref should_stop turns true,
    @ref stop_requested completes, @ref until_stop returns empty. Nothing else is cancelled. (3) At the deadline, `run` and
    every spawned task get `cancellation_type::terminal`. (4) What is still there an abort grace later is given up: the
    lifecycle ends `crashed` with @ref error::shutdown_timeout.

    A stop is never lost. One that comes before the first run ends that run before the service is started; one that comes after
    a run ended finds it ended.

    @par Object lifetimes
    Operations in progress, the service's code and its hooks keep the lifecycle alive. Destroying the owner's pointer while the
    service runs cancels the service as at the deadline. Its execution context may be destroyed before or after it.

    @par Thread safety
    Distinct objects: Safe. Shared objects: Unsafe, but safe from any thread are all that is for everybody; all that is for the owner, except
    @ref set_params; @ref note and @ref do_not_restart; and @ref spawn, from the service's code on any of its executors. Hooks are registered
    before @ref async_run, or from the service's code.
*/
class STINT_DECL lifecycle : public lifecycle_hooks, protected detail::lifecycle_internals
{
public:
    /// The type of @ref get_executor.
    using executor_type = asio::any_io_executor;
    /// The completion token of the operations below, where none is given.
    using default_token = detail::default_token_t<executor_type>;

    virtual ~lifecycle();
    lifecycle(const lifecycle&) = delete;
    lifecycle& operator=(const lifecycle&) = delete;

    /// @name For everybody
    /// @{
    /** The name of the service. */
    const std::string& name() const noexcept { return context_->name; }
    /// The names of the pools that the service is in and its own: "app/db/writer".
    std::string path() const { return context_->path(); }

    /// What the service is doing.
    virtual stint::state state() const noexcept = 0;
    /// The first cause of the last run's failure, as it was thrown; null if there is none. What a pool gives is the first cause of all that runs
    /// below it. Cleared when the service runs again.
    virtual std::exception_ptr error() const = 0;
    /// Every failure of the last run, the first cause first.
    virtual std::vector<failure> failures() const = 0;
    /// Who is still there: this service, if it has not ended, and all that run below it.
    virtual stint::report report() const = 0;
    /// This service and all that it runs, also what waits to be started or restarted.
    virtual stint::snapshot snapshot() const = 0;
    /// True once the service is told to stop: from the second rung of the ladder on.
    virtual bool should_stop() const noexcept = 0;
    /// When the service will be cancelled; @ref never as long as nobody asked for a stop.
    virtual time_point deadline() const noexcept = 0;

    /// What the service executes on: a strand. One that Asio or stint made for an `io_context` or a `thread_pool` is used as it is.
    virtual executor_type get_executor() const noexcept = 0;

    /// Asks the service to stop within its own stop timeout. Returns at once. On the service's strand it takes effect at once; called from
    /// a hook, from an observer, or from `run` before its first wait, as soon as that returns or waits.
    virtual void stop() = 0;

    /** Asks the service to stop. Returns at once.

        Any number of times, at any moment, from any thread, also from the service and from its hooks. Of several deadlines the earliest holds.

        @param timeout until the service is cancelled; zero cancels it at once, or from its own code as soon as that awaits something
        @throws boost::system::system_error @ref error::invalid_timeout if `timeout` is negative; nothing is stopped then
    */
    virtual void stop(duration timeout) = 0;

    /// The same with an absolute deadline; one in the past cancels the service at once. Before the first run, what is left until then is kept.
    virtual void stop(time_point deadline) = 0;

    /// Ends the drain delay of this run, or sees to it that there will be none; also of all that runs below. The `on_stopping` hooks are not
    /// skipped, and nothing is stopped. Returns at once.
    virtual void skip_drain() = 0;

    /// Asks the outermost pool around this service to stop, or the service itself if there is none. A pool that does not run asks nobody.
    void stop_tree();
    /// @}

    /// @name For the service
    /// Called from `run` and from spawned tasks. @ref running, @ref stopping and @ref spawn throw @ref error::not_running
    /// outside of a run; the first two throw @ref error::waits_for_itself in a hook.
    /// @{
    /** Says that the service is ready: its state becomes `running`. Who only waits for that takes @ref async_wait_running.

        Completes when the `on_running` hooks have ended. Completes at once, and changes nothing, if a stop was asked for.

        @par Per-operation cancellation
        `terminal`, `partial` and `total`: ends the wait with `operation_aborted`, not the announcement.

        @par Errors
        @li @ref error::already_announced if it was called before in this run, @ref error::not_running if that has ended.
    */
    [[nodiscard]] asio::awaitable<void> running();

    /** Completes when the service is told to stop, or has ended: at once if it has been.

        @par Errors
        None. Where the coroutine itself is cancelled, it completes, and the next `co_await` throws.
    */
    [[nodiscard]] asio::awaitable<void> stop_requested();

    /** Runs an operation until the service is told to stop. The coroutine that awaits it executes on a strand, or on a context with one thread.

        @param op an operation that was made with `asio::deferred`, or an `asio::awaitable`
        @param type what the operation is cancelled with. `total` loses no data; operations that ignore it go on to their end.
        @return For an operation without a result: true, or false once the service is told to stop. Else an optional with the result, or with a
            tuple of the results; empty once it is told to stop. An operation that is complete when the stop comes still gives its result, and so
            does one whose results have no error in front (`asio::as_tuple`, a parallel group). One that was not begun yet is not begun.

        @par Errors
        What the operation fails with is thrown as `boost::system::system_error`, cancellations too that the stop did not cause.

        @par Per-operation cancellation
        Cancellation of the coroutine reaches the operation unchanged.
    */
    template <class Op>
    requires detail::async_operation<Op>
    [[nodiscard]] asio::awaitable<typename detail::operation_result<Op>::type>
    until_stop(Op op, asio::cancellation_type type = asio::cancellation_type::total);

    /// The same for a coroutine whose result has a default constructor. Every type of cancellation reaches what it awaits. But `a || b`, `a && b`
    /// and parallel groups hand on only the first one, and ignore `total`: give them `terminal`, else the deadline does not reach them either.
    template <class T>
    [[nodiscard]] asio::awaitable<typename detail::until_stop_result<detail::coroutine_signature_t<T>>::type>
    until_stop(asio::awaitable<T> work, asio::cancellation_type type = asio::cancellation_type::total);

    /// Says what is wrong with anything else.
    template <class Something, class... Rest>
    requires(!detail::stoppable<Something>) asio::awaitable<bool> until_stop(Something&&, Rest&&...);

    /** Says that the service is stopping, by its own wish or because it was asked.

        Completes when the service is told to stop. If nobody has asked for a stop, this call asks for one, within the stop timeout.

        @return the deadline
    */
    [[nodiscard]] asio::awaitable<time_point> stopping();

    /** Runs a coroutine beside the service, and has the lifecycle wait for it.

        An error that leaves it crashes the service. After a stop was asked for, `operation_aborted` is none.
        @param work the coroutine; it executes on @ref get_executor */
    void spawn(asio::awaitable<void> work);

    /// The same on another executor, or on that of a context. If it is no strand, the coroutine gets its own. Throws `bad_executor` if it is empty.
    template <detail::executor_source Executor>
    void spawn(asio::awaitable<void> work, Executor&& where);

    /** The same with a completion token, which gets the error; it does not crash the service.

        @par Completion signature
        `void(std::exception_ptr)`, or `void(std::exception_ptr, T)` for an `awaitable<T>`. Boost 1.81 cannot `co_await` the
        latter with `asio::deferred`: take `asio::use_awaitable`.

        @par Per-operation cancellation
        As for `asio::co_spawn`: the coroutine gets it.
    */
    template <class T, class CompletionToken>
    requires(!detail::executor_source<CompletionToken>) auto spawn(asio::awaitable<T> work, CompletionToken&& token);

    /// The same on another executor.
    template <class T, detail::executor_source Executor, class CompletionToken>
    auto spawn(asio::awaitable<T> work, Executor&& where, CompletionToken&& token)
    {
        return launch(std::move(work), detail::executor_of(std::forward<Executor>(where)),
                      std::forward<CompletionToken>(token));
    }

    /// Says what is wrong with anything else.
    template <class Work, class... Rest>
    requires(!detail::spawnable<Work, Rest...>) void spawn(Work&&, Rest&&...)
    {
        detail::explain_spawn<Work, Rest...>();
    }

    /// Says what the service is busy with, for the report of who is still there.
    virtual void note(std::string what) = 0;

    /// Says that the end of this run, however it comes, is for good: where its pool would restart the service, it goes on without it.
    void do_not_restart() noexcept { ended_for_good_ = true; }
    /// @}

    /// @name For the owner
    /// @{
    /** Runs the service.

        Completes when the service has ended: its `run` has returned, every spawned task and every hook has, or they were given up.

        @par Completion signature
        `void(std::exception_ptr)`: null, or the first cause of the failure.

        @par Executor
        The handler runs on its associated executor, or on @ref get_executor; never from within this function.

        @par Per-operation cancellation
        @li `total`: not supported.
        @li `partial`: as @ref stop().
        @li `terminal`: as `stop(0s)`.

        @par Errors
        @li @ref error::already_running if it runs already, or if what was given up in the last run is still there.
        @li @ref error::start_timeout, @ref error::shutdown_timeout, @ref error::destroyed.
        @li What the service, a spawned task or a hook threw.
    */
    template <asio::completion_token_for<void(std::exception_ptr)> CompletionToken = default_token>
    auto async_run(CompletionToken&& token = {})
    {
        return asio::async_initiate<CompletionToken, void(std::exception_ptr)>(
            detail::initiate<&lifecycle::do_run>{this}, token);
    }

    /** Asks the service to stop, within a @ref duration or by a @ref time_point. Completes as @ref async_wait, or at once before the first run.

        @par Per-operation cancellation
        `terminal`, `partial` and `total`: ends the wait, not the stop.

        @par Errors
        @li @ref error::invalid_timeout if a duration is negative; nothing is stopped then.
        @li Those of @ref async_wait.
    */
    template <detail::limits_a_stop Limit,
              asio::completion_token_for<void(std::exception_ptr)> CompletionToken = default_token>
    auto async_stop(Limit limit, CompletionToken&& token = {})
    {
        return asio::async_initiate<CompletionToken, void(std::exception_ptr)>(
            detail::initiate<&lifecycle::do_stop_and_wait>{this}, token, detail::stop_limit(limit));
    }

    /// The same within its own stop timeout.
    template <detail::unlimited_stop_token CompletionToken = default_token>
    auto async_stop(CompletionToken&& token = {})
    {
        return asio::async_initiate<CompletionToken, void(std::exception_ptr)>(
            detail::initiate<&lifecycle::do_stop_and_wait>{this}, token, detail::stop_limit());
    }

    /** Waits for the end of the run; of the first one if the service has not been run yet.

        @par Completion signature
        `void(std::exception_ptr)`: null, or the first cause of the failure.

        @par Executor
        As @ref async_run.

        @par Per-operation cancellation
        `terminal`, `partial` and `total`: ends the wait with `operation_aborted`. The service goes on.

        @par Errors
        @li @ref error::waits_for_itself if the service's own code awaits it, that of a service below it, or a handler on its executor.
        @li `asio::error::operation_aborted` if the wait was cancelled.
        @li What the service crashed with.
    */
    template <asio::completion_token_for<void(std::exception_ptr)> CompletionToken = default_token>
    auto async_wait(CompletionToken&& token = {})
    {
        return asio::async_initiate<CompletionToken, void(std::exception_ptr)>(
            detail::initiate<&lifecycle::do_wait>{this}, token);
    }

    /** Waits until the service is `running` and its `on_running` hooks have ended; in its first run if it has not been run yet.

        @par Completion signature, executor, per-operation cancellation, errors
        As @ref async_wait. Once the service has begun to stop, it completes at the end of the run: with what that crashed with, else with
        @ref error::not_running. A restart is another run. A run that is refused, or that its pool never begins, is none: wait for the pool.
    */
    template <asio::completion_token_for<void(std::exception_ptr)> CompletionToken = default_token>
    auto async_wait_running(CompletionToken&& token = {})
    {
        return asio::async_initiate<CompletionToken, void(std::exception_ptr)>(
            detail::initiate<&lifecycle::do_wait_running>{this}, token);
    }

    /** Has the service reload, and all that it runs: calls the `on_reload` hooks.

        Those of a pool first, then those of its services that are `running`, one service after the other in the order of the
        graph. When one fails, what the others have done is undone, the last one first. Completes when all that has ended. A
        stop waits for it, until the deadline.

        @par Completion signature, executor
        As those of @ref async_run. Null, or what a hook threw.

        @par Per-operation cancellation
        Not supported.

        @par Errors
        @li @ref error::not_running if the service is not `running`.
        @li @ref error::already_reloading if it reloads already.
        @li What a hook threw. What an undo throws is told as `code::reload_failed`.
    */
    template <asio::completion_token_for<void(std::exception_ptr)> CompletionToken = default_token>
    auto async_reload(CompletionToken&& token = {})
    {
        return asio::async_initiate<CompletionToken, void(std::exception_ptr)>(
            detail::initiate<&lifecycle::do_reload>{this}, token);
    }

    /// Sets how long the service may take. Before @ref async_run. Those of a service in a pool are given to @ref pool::add.
    /// @throws boost::system::system_error @ref error::invalid_timeout if a value is negative
    void set_params(const service_params& params);
    /// @}

protected:
    /// Keeps the service if it is given.
    /// @throws boost::system::system_error @ref error::empty_name
    explicit lifecycle(std::shared_ptr<detail::service_context> context, std::unique_ptr<service> owned = nullptr);

    /// The name of the service and its place in the tree.
    const std::shared_ptr<detail::service_context>& context() const noexcept { return context_; }
    /// Calls the private `run` of a service.
    static asio::awaitable<void> run(service& s, lifecycle& life) { return s.run(life); }
    using end_handler = asio::any_completion_handler<void(std::exception_ptr)>; ///< is called with the end of a run
    /// The pool that runs this, if one does.
    const detail::parent_link& parent() const noexcept { return parent_; }
    /// True when somebody observes it, or a service around it.
    bool observed() const noexcept { return context_->is_set_around(&detail::service_context::observed); }

private:
    friend class detail::pool_core;
    friend class detail::stop_waiter;
    friend struct detail::lifecycle_access;
    // What an implementation provides. Each may be called from any thread and completes by posting.
    virtual void do_run(end_handler handler) = 0;
    virtual void do_wait(end_handler handler) = 0;
    virtual void do_wait_running(end_handler handler) = 0;
    virtual void do_stop_and_wait(end_handler handler, detail::stop_limit limit) = 0;
    virtual void do_announce_running(end_handler handler) = 0;
    virtual void do_announce_stopping(end_handler handler) = 0;
    virtual void do_wait_for_stop_or_end(asio::any_completion_handler<void()> handler) = 0;
    virtual void do_wait_for_stop_request(asio::any_completion_handler<void()> handler) = 0; // for until_stop
    virtual void do_reload(end_handler handler) = 0;
    template <auto Wait, auto Otherwise, class Place>
    auto wait_in(Place& place);
    void launch(asio::awaitable<void> work, asio::any_io_executor where);
    template <class T, class CompletionToken>
    auto launch(asio::awaitable<T> work, asio::any_io_executor where, CompletionToken&& token);

    std::shared_ptr<detail::service_context> context_;
    std::unique_ptr<service> added_; // to a pool: what a factory has made owned_ of may refer to it
    std::unique_ptr<service> owned_;
    detail::parent_link parent_;
    std::atomic<bool> ended_for_good_ = false; // by do_not_restart(), in this run
};

} // namespace stint

#include <stint/impl/lifecycle.hpp>
#include <stint/impl/lifecycle_hooks.hpp>

#endif
