// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_POOL_CORE_HPP
#define STINT_SRC_POOL_CORE_HPP

#include "context_service.hpp"
#include "parked_handler.hpp"
#include "pool_machine.hpp"
#include "service_executor.hpp"
#include <stint/detail/parent.hpp>
#include <stint/pool_params.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace stint::detail
{

/// Carries out on the pool's strand what the @ref pool_machine asks for. Outlives its pool if that is destroyed in a run.
class pool_core final : public parent, public context_member, public std::enable_shared_from_this<pool_core>
{
public:
    pool_core(const asio::any_io_executor& executor, pool_params params);
    ~pool_core();

    lifecycle& add(service& s, std::shared_ptr<service> owned, const service_params& params);
    static asio::awaitable<void> run(std::shared_ptr<pool_core> core, lifecycle& life);

    const pool_params& params() const { return params_; }
    /// Empty once the execution context is destroyed.
    asio::any_io_executor strand() const { return strand_ ? asio::any_io_executor(*strand_) : nullptr; }
    const std::shared_ptr<service_context>& context() const { return context_; }
    abort_times times_below() const;
    void report_below(report& r) const;
    void add_busy_below(std::vector<busy_code>& found) const;
    /// Of those that were asked to stop.
    void deadline_moved(time_point deadline);
    void skip_drain();

    // parent
    void child_ready(const lifecycle& c) override;
    void child_leaving(const lifecycle& c) override;
    void child_failed(const failure& f) override;
    void child_event(const event& e) override;
    bool observed() const noexcept override;

    // context_member
    void context_destroyed() noexcept override;

private:
    struct child
    {
        std::shared_ptr<lifecycle> life;
        const service* of;
        std::optional<duration> stop_timeout;
        duration abort_grace;
    };

    class running_mark;

    void start();
    void start_child(std::size_t i);
    void stop_child(const child& c, time_point deadline);
    void child_ended(std::size_t i, const std::exception_ptr& e);
    void carry_out(const pool_machine::actions& todo);
    template <class F>
    void on_strand(F f);
    template <class Token>
    auto async_wait_for_children(Token&& token);

    pool_params params_;
    std::optional<any_strand> strand_;
    context_service* members_; // null once the context is destroyed
    const std::shared_ptr<service_context> context_;
    std::vector<child> children_; // by their numbers in the graph
    service_graph graph_;
    std::unordered_map<const lifecycle*, std::size_t> numbers_;
    std::unordered_set<std::string> names_;
    std::unordered_set<const service*> services_;

    pool_machine machine_;
    std::atomic<lifecycle*> life_ = nullptr; // while the pool runs
    std::vector<failure> failures_;
    std::shared_ptr<parked_handler<>> end_waiter_;
    bool ended_ = false;
    bool drain_skipped_ = false;
};

} // namespace stint::detail

#endif
