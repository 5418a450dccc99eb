// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_DEFAULT_LIFECYCLE_HPP
#define STINT_SRC_DEFAULT_LIFECYCLE_HPP

#include "code_scopes.hpp"
#include "context_service.hpp"
#include "lifecycle_machine.hpp"
#include "local_task.hpp"
#include "parked_handler.hpp"
#include "published_status.hpp"
#include "service_executor.hpp"
#include "service_runner.hpp"
#include "spawn_signal.hpp"
#include <stint/lifecycle.hpp>

#include <boost/container/small_vector.hpp>

#include <functional>
#include <optional>

namespace stint::detail
{

/** Carries out on a strand what the @ref lifecycle_machine asks for.

    Six files: default_lifecycle.cpp drives the machine, default_lifecycle_run.cpp runs the service, its tasks and its hooks,
    default_lifecycle_events.cpp keeps what failed and tells what happens, default_lifecycle_reload.cpp reloads it,
    default_lifecycle_waits.cpp has those wait who wait for it, default_lifecycle_interface.cpp is what others call besides, from any thread.
*/
class default_lifecycle final : public lifecycle,
                                public service_runner,
                                public shared_context_member<default_lifecycle>,
                                public alarm_target
{
public:
    default_lifecycle(const asio::any_io_executor& executor, service& s, std::unique_ptr<service> owned);
    ~default_lifecycle() override;

    /// The owner's pointer is gone: nobody is left to stop the service.
    void disowned();

    // lifecycle
    stint::state state() const noexcept override { return status_.state(); }
    std::exception_ptr error() const override { return status_.error(); }
    std::vector<failure> failures() const override { return status_.failures(path()); }
    stint::report report() const override;
    stint::snapshot snapshot() const override;
    bool should_stop() const noexcept override { return status_.should_stop(); }
    time_point deadline() const noexcept override { return status_.deadline(); }
    executor_type get_executor() const noexcept override;
    void stop() override;
    void stop(duration timeout) override;
    void stop(time_point deadline) override;
    void skip_drain() override;
    void note(std::string what) override { status_.note(std::move(what)); }

    // service_runner
    void service_destroyed() noexcept override;

private:
    friend class local_task;
    using task_list = boost::intrusive::list<local_task, boost::intrusive::constant_time_size<false>>;

    default_lifecycle(std::shared_ptr<code_scopes> scopes, service& s, std::unique_ptr<service> owned);

    struct registrations;
    struct service_handler;
    struct hook_call;
    struct hook_handler;

    // lifecycle
    void do_run(end_handler handler) override;
    void do_wait(end_handler handler) override;
    void do_wait_running(end_handler handler) override;
    void do_stop_and_wait(end_handler handler, stop_limit limit) override;
    void run_for_parent() override;
    void do_announce_running(end_handler handler) override;
    void do_announce_stopping(end_handler handler) override;
    void do_wait_for_stop_or_end(asio::any_completion_handler<void()> handler) override;
    void do_wait_for_stop_request(asio::any_completion_handler<void()> handler) override;
    own_code own_code_on(const executor_type& executor) noexcept override;
    bool announce_running() override;
    void wait_until_running(waiting<std::exception_ptr>& w, bool in_hook) override;
    void wait_until_stopping(waiting<std::exception_ptr>& w, bool in_hook) override;
    void wait_for_stop_or_end(waiting<>& w, bool in_hook) override;
    std::shared_ptr<task> make_task(asio::any_io_executor where) override;
    void add_hook(std::unique_ptr<hook> h) override;
    void add_reload_hook(std::unique_ptr<reload_hook> h) override;
    void add_observer(observer f) override;
    void do_reload(end_handler handler) override;
    asio::awaitable<undo> reload() override;
    void limit(const service_params& params) override;
    void emit(const event& e) override;
    bool add_failure(const failure& f) override;
    void watch_stops(std::function<void(time_point)> f) override;
    void add_busy(std::vector<busy_code>& found) const override;
    stop_waiters* waiters_on(const executor_type& executor) noexcept override;

    // context_member, alarm_target
    void context_destroyed() noexcept override;
    void ring() override;

    template <class... Args>
    auto park(asio::any_completion_handler<void(Args...)> handler) const;
    template <class... Args>
    void cancel_with(const std::shared_ptr<parked_handler<Args...>>& parked, Args... args);
    template <class F>
    void wait_as_owner(end_handler handler, F f);
    bool is_ready() const { return released_ && machine_.state() == stint::state::running; }
    std::exception_ptr why_not_ready() const;
    using announcing = void (default_lifecycle::*)(waiting<std::exception_ptr>& w, bool in_hook);
    void announce_from_elsewhere(end_handler handler, announcing how);
    void wait_for_stop_unless(bool over, waiting<>& w);
    template <class F>
    void wait_from_elsewhere(asio::any_completion_handler<void()> handler, F f);
    template <class F>
    void announce(waiting<std::exception_ptr>& w, bool in_hook, wait_list<std::exception_ptr>& list, F f);
    bool announce_stopping();

    bool on_own_strand() const noexcept { return strand().running_in_this_thread(); }
    time_point now() const { return strand().environment()->now(); } // from any thread
    time_point time_of_input() { return input_time_ = strand().now(); }
    shared_strand& strand() const noexcept { return *scopes_->service.strand; }
    template <class F>
    bool attempt(F f) noexcept;
    template <class F>
    void take_turn(F f) noexcept;
    template <class F>
    void dispatch_to_run(F f);
    void apply(outcome o);
    void apply_unless_refused(outcome o);
    void carry_out_pending();
    void take_failure(const std::exception_ptr& e) noexcept;
    void carry_out(actions& todo);
    time_point stop_deadline() const;
    void publish_stop();
    void arm_alarm();
    using run_handler = std::shared_ptr<parked_handler<std::exception_ptr>>; // null: the parent is told
    void request_run(run_handler handler);
    void answer_run_request(const run_handler& handler);
    void withdraw_run_request();
    outcome begin(const run_handler& handler);
    void refuse_run(const run_handler& handler, const std::exception_ptr& why);
    void report_start_timeout();
    void report_deadline();
    void cancel_hooks();
    void abandon_hooks();
    void release_running();
    void finish();
    registrations& registered();
    lifecycle_machine::limits limits_for(const service& s) const;
    void release_if_over();
    void release_if_unused();
    bool claim(service& s);
    void release_service();
    void leftover_ended();
    void ask_to_stop();
    void cancel_service();
    void give_up();

    void start_service();
    void service_ended(const std::exception_ptr& e);
    void enter_state();
    void continue_hooks();
    void hook_failed(const std::exception_ptr& e);
    void hook_ended(const std::shared_ptr<hook_call>& awaited, const std::exception_ptr& e);
    template <class F>
    void for_each_task(F f);
    void task_started(const std::shared_ptr<local_task>& t);
    void task_ended(const std::shared_ptr<local_task>& t, const std::exception_ptr& e);

    void record(stint::error e, const std::string& where);
    void record(const std::exception_ptr& e);
    void add_and_tell(const std::exception_ptr& e);
    void leave_cause_to_crash();
    void tell(code what, std::exception_ptr e = nullptr, std::string details = {});
    void take_turn_to_tell(code what, const std::exception_ptr& e = nullptr) noexcept;
    bool is_own_code(const end_handler& handler) const noexcept;
    void stop_destroyed();
    duration stop_timeout() const;
    void stop_within(duration timeout);
    std::exception_ptr refusal(stint::error e, const char* of_what = "") const noexcept;

    std::atomic<service*> service_;
    const std::shared_ptr<code_scopes> scopes_;

    // All that is small stands together, for padding is memory, too.
    const bool is_pool_;
    std::atomic<bool> awaited_ = false;
    std::atomic<bool> claimed_ = false;
    bool for_parent_ = false;   // is told of the end of this run
    bool released_ = false;     // who waits for it to be running
    bool leaving_told_ = false; // to the parent, in this run
    bool service_runs_ = false; // its coroutine is there, given up or not
    bool hook_failed_ = false;
    bool reloading_ = false;
    std::atomic<int> requested_runs_ = 0;
    actions pending_;

    lifecycle_machine machine_;
    time_point input_time_{}; // of the last input of the machine
    std::optional<duration> own_stop_timeout_;
    std::exception_ptr untold_; // an error that no event has told of yet
    published_status status_;
    std::unique_ptr<const std::function<void(time_point)>> stop_observer_;
    std::unique_ptr<registrations> registered_; // most have none

    spawn_signal service_signal_;
    task_list tasks_;
    boost::container::small_vector<std::unique_ptr<hook>, 1> hooks_;
    std::shared_ptr<hook_call> hook_in_progress_;
    std::size_t next_hook_ = 0;

    strand_alarm alarm_;
    time_point alarm_at_ = never;

    wait_list<std::exception_ptr> running_waiters_;
    wait_list<std::exception_ptr> stopping_waiters_;
    wait_list<> stop_waiters_;
    wait_list<std::exception_ptr> ready_waiters_; // the owner's
    wait_list<std::exception_ptr> end_waiters_;   // who runs it is the first
};

} // namespace stint::detail

#endif
