// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "default_lifecycle.hpp"
#include "default_lifecycle_impl.hpp"
#include <stint/detail/called_at_the_end.hpp>

#include <boost/asio/co_spawn.hpp>

#include <utility>

namespace stint::detail
{
namespace
{

/// A cancellation is none where it was asked for.
bool is_failure(const std::exception_ptr& e, bool cancelled) { return e && !(cancelled && is_cancellation(e)); }

} // namespace

struct default_lifecycle::service_handler
{
    using called_at_the_end = void;
    using cancellation_slot_type = spawn_signal::slot_type;
    cancellation_slot_type get_cancellation_slot() const noexcept { return life->service_signal_.slot(); }
    void operator()(const std::exception_ptr& e)
    {
        life->strand().dispatch_for(*life, [life = life.get(), e = e] {
            // Now, while it is in the cache; but from the hard rung on this may be called from within the emission.
            if (life->machine_.stop_rung() < lifecycle_machine::rung::hard)
                life->service_signal_.clear();
            life->service_ended(e);
        });
    }

    std::shared_ptr<default_lifecycle> life;
};

struct default_lifecycle::hook_handler
{
    using called_at_the_end = void;
    using cancellation_slot_type = spawn_signal::slot_type;
    cancellation_slot_type get_cancellation_slot() const noexcept { return awaited->signal.slot(); }
    void operator()(const std::exception_ptr& e)
    {
        life->strand().dispatch_for(*life,
                                    [life = life.get(), awaited = awaited, e = e] { life->hook_ended(awaited, e); });
    }

    std::shared_ptr<default_lifecycle> life;
    std::shared_ptr<hook_call> awaited;
};

void default_lifecycle::start_service()
{
    auto* const s = service_.load();
    if (!s)
        return service_ended(refusal(stint::error::destroyed));
    try
    {
        service_runs_ = true;
        const scope_entry entry(scopes_->service); // what is called may be a plain function that makes a coroutine
        asio::co_spawn(get_executor(), run(*s, *this), service_handler{shared_from_this()});
    }
    catch (...)
    {
        return service_ended(std::current_exception());
    }
    attempt([this] {
        const bool begins_later
            = is_pool_ && strand().never_blocks; // and what is skipped until then, it would not know
        if (!machine_.drain_skipped() && !begins_later)
            return;
        strand().post_for(*this, [this] {
            if (machine_.active() && machine_.drain_skipped())
                skip_drain();
        });
    });
}

void default_lifecycle::service_ended(const std::exception_ptr& e)
{
    service_runs_ = false;
    take_turn([&] {
        if (!machine_.service_alive()) // it was given up
            return leftover_ended();
        const bool failed = is_failure(e, machine_.stop_asked());
        const bool never_running = !machine_.announced() && !machine_.stop_asked();
        apply(machine_.service_ended(time_of_input(), failed)); // first: what follows may throw
        if (failed)
            record(e);
        else if (never_running)
            tell(code::service_never_running);
    });
}

void default_lifecycle::continue_hooks()
{
    const auto s = machine_.state();
    while (next_hook_ < hooks_.size())
    {
        auto& h = *hooks_[next_hook_++];
        auto* const of = service_.load();
        if (!of || !h.concerns(s))
            continue;
        try
        {
            const scope_entry entry(scopes_->hooks);
            auto work = h.call({*of, *this, s, stop_deadline(), error()});
            if (!work)
                continue;
            const auto awaited = std::make_shared<hook_call>();
            hook_in_progress_ = awaited;
            const std::shared_ptr<code_scope> scope(scopes_, &scopes_->hooks);
            asio::co_spawn(asio::any_io_executor(service_executor(scope)), std::move(*work),
                           hook_handler{shared_from_this(), awaited});
            if (machine_.hooks_cancelled())
                cancel_hooks();
            return;
        }
        catch (...)
        {
            hook_failed(std::current_exception());
        }
    }
    apply(machine_.hooks_ended(time_of_input(), hook_failed_));
}

void default_lifecycle::hook_ended(const std::shared_ptr<hook_call>& awaited, const std::exception_ptr& e)
{
    take_turn([&] {
        if (awaited != hook_in_progress_) // it was given up
            return leftover_ended();
        hook_in_progress_.reset();
        if (is_failure(e, machine_.hooks_cancelled()))
            hook_failed(e);
        continue_hooks();
    });
}

/// Where that cannot be recorded, the hooks go on.
void default_lifecycle::hook_failed(const std::exception_ptr& e)
{
    hook_failed_ = true;
    attempt([&] { record(e); });
}

local_task::local_task(std::shared_ptr<code_scope> scope, std::shared_ptr<default_lifecycle> life)
    : life_(std::move(life)), scope_(std::move(scope))
{
}

template <class F>
auto local_task::entering(F f)
{
    return [self = shared_from_this(), f] {
        const scope_entry entry(*self->scope_);
        f(*self);
    };
}

void local_task::cancel(asio::cancellation_type type)
{
    scope_->call_from_outside(entering([type](local_task& self) { self.signal_.emit(type); }));
}

void local_task::ask_to_stop()
{
    if (scope_.get() != &life_->scopes_->service) // which the lifecycle tells itself
        scope_->call_from_outside(entering([](local_task& self) { self.scope_->waiters.stop_all(); }));
}

void local_task::started()
{
    life_->strand().dispatch([self = shared_from_this()] { self->life_->task_started(self); });
}

void local_task::ended(std::exception_ptr error)
{
    life_->strand().dispatch(
        [self = shared_from_this(), error = std::move(error)] { self->life_->task_ended(self, error); });
}

void local_task::destroyed() noexcept
{
    try
    {
        ended(life_->refusal(stint::error::destroyed));
    }
    catch (...) // for want of memory: then the stop's deadline tells that it is missing
    {
    }
}

std::shared_ptr<task> default_lifecycle::make_task(asio::any_io_executor where)
{
    if (!strand().get() || !status_.active() || is_final(state()))
        throw_error(stint::error::not_running, path() + ": spawn");
    const auto on = where ? strand_of(where) : scopes_->service.strand;
    if (!on->get())
        throw_error(stint::error::not_running, path() + ": spawn");
    const bool here = *on->get() == *strand().get();
    auto scope = here ? std::shared_ptr<code_scope>(scopes_, &scopes_->service) : scopes_->make_elsewhere(on);
    return std::make_shared<local_task>(std::move(scope), shared_from_this());
}

void default_lifecycle::task_started(const std::shared_ptr<local_task>& t)
{
    if (t->phase_ == local_task::phase::ended)
        return;
    if (machine_.task_started().refused)
    {
        // Spawned by code that does not belong to the service, as it ended.
        t->phase_ = local_task::phase::ended;
        t->cancel(asio::cancellation_type::terminal);
        return;
    }
    t->keep(tasks_);
    status_.live_tasks(machine_.tasks());
    if (machine_.should_stop())
        t->ask_to_stop();
    if (machine_.stop_rung() >= lifecycle_machine::rung::hard)
        t->cancel(asio::cancellation_type::terminal);
}

void default_lifecycle::task_ended(const std::shared_ptr<local_task>& t, const std::exception_ptr& e)
{
    using phase = local_task::phase;
    take_turn([&] {
        const bool failed = is_failure(e, machine_.stop_asked());
        switch (std::exchange(t->phase_, phase::ended))
        {
        case phase::ended: return;
        case phase::given_up: status_.live_tasks(status_.live_tasks() - 1); return leftover_ended();
        case phase::launched: // it ended before it was counted: its error counts all the same
            if (failed && machine_.active())
                apply(machine_.fail(time_of_input()));
            break;
        case phase::counted:
            t->let_go(phase::ended);
            const auto o = machine_.task_ended(time_of_input(), failed);
            status_.live_tasks(machine_.tasks());
            apply(o); // first, as in service_ended()
            break;
        }
        if (failed)
            record(e);
    });
}

} // namespace stint::detail
