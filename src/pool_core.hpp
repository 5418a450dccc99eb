// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_POOL_CORE_HPP
#define STINT_SRC_POOL_CORE_HPP

#include "context_service.hpp"
#include "parked_handler.hpp"
#include "pool_machine.hpp"
#include "service_executor.hpp"
#include "time_spans.hpp"
#include "wakeable_timer.hpp"
#include <stint/detail/parent.hpp>
#include <stint/lifecycle.hpp>
#include <stint/pool_params.hpp>

#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace stint::detail
{

/** Carries out on the pool's strand what the @ref pool_machine asks for. Outlives its pool if that is destroyed in a run.

    Five files: pool_core_steps.cpp takes one step of that after the other, pool_core.cpp runs the services, pool_core_changes.cpp adds, removes,
    restarts and reloads them, pool_core_events.cpp says what happens to them, pool_core_interface.cpp is what others ask.
*/
class pool_core final : public parent, public shared_context_member<pool_core>
{
public:
    using end_handler = asio::any_completion_handler<void(std::exception_ptr)>;

    pool_core(const asio::any_io_executor& executor, pool_params params);
    ~pool_core();

    lifecycle& add(service& s, std::unique_ptr<service> owned, const service_params& params);
    void remove(end_handler handler, const std::string& name, duration timeout);
    void restart(end_handler handler, const std::string& name, restart_scope scope);
    static asio::awaitable<void> run(std::shared_ptr<pool_core> core, lifecycle& life);
    static asio::awaitable<undo> reload(std::shared_ptr<pool_core> core);

    const pool_params& params() const { return params_; }
    /// Empty once the execution context is destroyed.
    asio::any_io_executor strand() const
    {
        return own_strand().get() ? asio::any_io_executor(service_executor(scope_)) : nullptr;
    }
    const std::shared_ptr<service_context>& context() const { return context_; }
    abort_times times_below() const;
    bool is_above(const service_context& c) const;
    void report_below(report& r) const;
    void snapshot_below(std::vector<snapshot>& all) const;
    void add_busy_below(std::vector<busy_code>& found) const;
    /// Of those that were asked to stop.
    void deadline_moved(time_point deadline);
    void skip_drain();

    // parent
    void child_ready(std::size_t i) override;
    void child_leaving(std::size_t i) override;
    void leaving_below() override;
    void child_failed(std::size_t i, const failure& f) override;
    void child_ended(std::size_t i, std::exception_ptr e) override;
    void child_event(const event& e) override;
    void stop_tree() override;

    // context_member
    void context_destroyed() noexcept override { changes_.clear(); }

private:
    struct child
    {
        std::shared_ptr<lifecycle> life; // null: no service has this number
        const service* of = nullptr;
        bool is_pool = false;
        bool running = false; // was told to run, and has not ended
        std::optional<duration> stop_timeout{};
        duration abort_grace{};
        std::optional<duration> removal_timeout{};
        std::exception_ptr last_error{};

        void limit_stop(time_point now) const;
    };

    struct place
    {
        std::shared_ptr<lifecycle> life;
        std::exception_ptr last_error;
        std::vector<std::string> waits_for{};
        time_point restart_at = never;
        std::size_t restarts = 0;
        bool runs = true; // else its lifecycle may know of another run of the pool
    };

    /// What somebody waits for who changes the pool.
    struct change
    {
        std::size_t service;
        std::vector<std::size_t> pending; // of a restart: which are not there yet
        bool removal;
        std::shared_ptr<parked_handler<std::exception_ptr>> handler;
        std::shared_ptr<const service_context> caller; // serves in the pool, and its code waits for a restart; or null
        std::exception_ptr last_end; // what the service has ended with meanwhile, or why its run was refused
    };

    /// What is to be done with one service after the other, or with the pool.
    struct step
    {
        enum class kind : unsigned char
        {
            start,
            announce,
            stop,
            stop_all, ///< that run
            settle,   ///< what follows from an input is done: see to those who wait for a change
            finish
        };

        static constexpr std::size_t most_of_an_input = 5;

        kind what;
        service_numbers services{};
        std::size_t next = 0; // of these
    };

    class running_mark;

    template <class Input>
    std::exception_ptr apply(Input input);
    void notice_stop();
    void add_steps(pool_machine::actions todo);
    void carry_out_steps();
    bool has_steps() const;
    void carry_out_next();
    void clear_steps();
    void forget_done_steps();
    bool go_on_later() noexcept;
    void carry_out(step::kind what, std::size_t service = 0);
    template <class F>
    void attempt(F f);
    void fail(const std::exception_ptr& e) noexcept;
    void record(const std::exception_ptr& e, time_point when);
    void throw_failures();
    void start(lifecycle& life);
    void start_child(std::size_t i);
    bool has_to_stop(std::size_t i) const;
    child next_to_stop(std::size_t& i) const;
    void stop_child(std::size_t i);
    void take_end(std::size_t i, const std::exception_ptr& e);
    void take_crash(std::size_t i, const std::exception_ptr& e);
    void keep_failures(const lifecycle& of, const std::exception_ptr& e, const std::exception_ptr& before);
    void give_up_restarting(std::size_t i);
    void forget(std::size_t i, const child& gone);
    void finish();
    void tell(code what, const lifecycle& of, std::string details = {});
    void tell_critical_path(const char* of_what, const time_spans& spans, time_spans::direction d);
    void tell_restart(std::size_t i);

    shared_strand& own_strand() const noexcept { return *scope_->strand; }
    time_point now() const { return own_strand().now(); }
    bool is_observed() const { return life_ && life_->observed(); }

    child child_at(std::size_t i) const;
    std::size_t size() const;
    std::vector<child> children() const;
    std::vector<place> places() const;
    std::vector<std::string> names_of(const std::vector<std::size_t>& numbers) const;
    bool is_code_of_one(const service_context* caller, const std::vector<std::size_t>& numbers) const;
    void admit_later(const std::shared_ptr<lifecycle>& life);
    template <class F>
    void change_service(end_handler handler, const std::string& name, F f);
    bool forget_change(const parked_handler<std::exception_ptr>& handler);
    static asio::awaitable<void> undo_in(std::shared_ptr<lifecycle> life, undo back);
    void settle_changes();
    void end_restarts(bool pool_stops);
    template <class F>
    void end_changes(F end_of);

    pool_params params_;
    const std::shared_ptr<code_scope> scope_;
    const std::shared_ptr<service_context> context_;

    mutable std::mutex mutex_; // any thread may read and change the pool; held to copy and compute values only
    service_graph graph_;
    pool_machine machine_;
    std::vector<child> children_; // by their numbers in the graph
    lifecycle* life_ = nullptr;   // while the pool runs

    // Used on the strand.
    std::vector<step> steps_;
    std::size_t next_step_ = 0;             // what is before it is done; the memory is kept
    std::optional<step::kind> urgent_step_; // before those, for want of memory
    bool carrying_out_ = false;
    bool goes_on_ = false; // with the steps, in a later turn
    std::vector<failure> failures_;
    failure unrecorded_{}; // for want of memory
    std::list<change> changes_;
    wakeable_timer* delays_ = nullptr; // while the pool runs
    time_point wake_at_ = never;
    time_point armed_at_ = never;
    time_spans start_spans_;
    time_spans stop_spans_;
    bool ended_ = false;
    bool drain_skipped_ = false;
};

} // namespace stint::detail

#endif
