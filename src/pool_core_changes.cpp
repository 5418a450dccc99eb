// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "aborted.hpp"
#include "exception_of.hpp"
#include "is_error.hpp"
#include "joined.hpp"
#include "pool_core.hpp"
#include "pool_core_impl.hpp"
#include "service_runner.hpp"
#include "undo_list.hpp"
#include <stint/error.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace stint::detail
{
namespace
{

/// Whose code asks for a change.
struct requester
{
    std::shared_ptr<const service_context> context; // null: it is no service's
    bool served;                                    // when it asked
};

std::optional<duration> first_set(std::initializer_list<std::optional<duration>> of)
{
    const auto found = std::find_if(of.begin(), of.end(), [](const auto& each) { return each.has_value(); });
    return found == of.end() ? std::nullopt : *found;
}

} // namespace

lifecycle& pool_core::add(service& s, std::unique_ptr<service> owned, const service_params& params)
{
    const auto name = s.name();
    const auto refuse = [&](error why, const std::string& what = {}) {
        throw_error(why, context_->path() + ": add(" + name + ")" + what);
    };
    const auto of_pool = service_access::context(s);                       // null of what is no pool
    const bool was_around_this = of_pool && context_->is_within(*of_pool); // the path would have no end
    if (was_around_this || service_access::is_above(s, *context_))
        refuse(error::duplicate_service);
    if (name.empty())
        throw_error(error::empty_name, context_->path() + ": add");

    auto life = params_.lifecycle_factory(params.executor ? params.executor : strand(), s);
    if (!life)
        throw_error(error::null_service, context_->path() + ": lifecycle_factory");
    if (life->added_) // which the factory has given before
        refuse(error::duplicate_service);
    life->added_ = std::move(owned); // from here on: what is asked of the lifecycle, its service has to be there for
    service_params limits;
    limits.start_timeout = first_set({params.start_timeout, params_.start_timeout});
    limits.stop_timeout = first_set({params.stop_timeout, service_access::own_stop_timeout(s), params_.stop_timeout});
    limits.abort_grace = first_set({params.abort_grace, params_.abort_grace});
    limits.drain_delay = params.drain_delay;
    limits.restart = params.restart;
    life->set_params(limits);
    if (params.prepare)
        params.prepare(*life);

    {
        const std::lock_guard lock(mutex_);
        const bool runs = machine_.running();
        if (life_ && life_->deadline() != never)
            refuse(error::pool_is_stopping);
        if (const auto other = graph_.find(life->name()))
            refuse(children_[*other].of == &s ? error::duplicate_service : error::duplicate_name);
        for (const auto& needed : params.after.names())
        {
            const auto found = graph_.find(needed);
            if (runs && needed != life->name() && (!found || machine_.is_being_removed(*found)))
                refuse(error::unknown_dependency, ": " + needed);
        }
        children_.resize(std::max(children_.size(), graph_.size() + 1));
        const pool_machine::policy policy{
            .on_end = params.on_end, .on_crash = params.on_crash, .restart = params.restart};
        machine_.make_room(children_.size(), policy);
        if (runs) // first: where this fails, nothing was added
            admit_later(life);
        auto added = graph_.add(life->name(), params.after.names());
        if (!added.cycle.empty())
            refuse(error::dependency_cycle, ": " + added.cycle);

        const auto number = added.number;
        life->context_->parent = context_;
        life->parent_ = parent_link(weak_from_this(), number);
        children_[number] = {.life = life,
                             .of = &s,
                             .is_pool = service_access::is_pool(s),
                             .stop_timeout = params.stop_timeout,
                             .abort_grace = limits.abort_grace.value_or(default_abort_grace)};
        machine_.add(number, policy);
    }
    return *life;
}

/// Later, so that hooks can be registered. Does nothing for one that was refused after all, or is not in the pool any more.
void pool_core::admit_later(const std::shared_ptr<lifecycle>& life)
{
    own_strand().post_for(*this, [this, life] {
        std::optional<std::size_t> number;
        {
            const std::lock_guard lock(mutex_);
            number = graph_.find(life->name());
            if (!number || children_[*number].life != life)
                return;
        }
        attempt([&] { tell(code::service_added, *life); });
        apply([&](pool_machine& m) { return m.admit(*number, now()); });
    });
}

/// Under the lock. What awaits the end of a service must not be what has to end.
bool pool_core::is_code_of_one(const service_context* caller, const std::vector<std::size_t>& numbers) const
{
    return caller && std::any_of(numbers.begin(), numbers.end(), [&](std::size_t i) {
               return children_[i].life && caller->is_within(*children_[i].life->context_);
           });
}

/// Looks for a service, and has it changed on the strand.
template <class F>
void pool_core::change_service(end_handler handler, const std::string& name, F f)
{
    if (!own_strand().get())
        return;
    const auto executor = asio::get_associated_executor(handler, asio::any_completion_executor());
    const auto* const own = executor.target<service_executor>();
    const auto context = own ? own->service() : nullptr;
    const requester caller{context, context && context->serves};
    const auto parked = std::make_shared<parked_handler<std::exception_ptr>>(std::move(handler), strand());
    parked->on_cancellation([weak_self = weak_from_this(), weak = std::weak_ptr(parked)](asio::cancellation_type) {
        const auto self = weak_self.lock();
        if (!self)
            return;
        self->own_strand().post([weak_self, weak] { // else the last owner of the services may be this, later
            const auto alive = weak_self.lock();
            const auto waiting = weak.lock();
            if (alive && waiting && alive->forget_change(*waiting))
                waiting->complete(alive->own_strand(), aborted());
        });
    });
    own_strand().post_for(*this, [this, parked, name = name, caller, f] {
        std::exception_ptr refused;
        try
        {
            const auto where = context_->path() + '/' + name;
            std::optional<std::size_t> found;
            {
                const std::lock_guard lock(mutex_);
                found = graph_.find(name);
            }
            if (!found)
                refused = exception_of(error::unknown_service, where);
            else if (life_ && life_->deadline() != never)
                refused = exception_of(error::pool_is_stopping, where);
            else
                refused = f(*this, *found, parked, caller, where);
        }
        catch (...)
        {
            refused = std::current_exception();
            forget_change(*parked);
        }
        if (refused && !parked->completed())
            parked->complete(own_strand(), refused);
    });
}

void pool_core::remove(end_handler handler, const std::string& name, duration timeout)
{
    const auto f = [timeout](pool_core& self, std::size_t i, const auto& parked, const auto& caller,
                             const std::string& where) -> std::exception_ptr {
        if (timeout < duration::zero())
            return exception_of(error::invalid_timeout, where + ": async_remove");
        std::exception_ptr refused;
        std::shared_ptr<lifecycle> asked_before;
        self.changes_.push_back({i, {}, true, parked, nullptr, nullptr});
        const auto failed = self.apply([&](pool_machine& m) -> pool_machine::actions {
            if (const auto needed_by = self.names_of(self.graph_.dependents(i)); !needed_by.empty())
                refused = exception_of(error::still_needed, where + ", by " + joined(needed_by));
            else if (self.is_code_of_one(caller.context.get(), {i}))
                refused = exception_of(error::waits_for_itself, where);
            if (refused)
                return {};
            self.children_[i].removal_timeout = timeout;
            if (self.has_to_stop(i))
                asked_before = self.children_[i].life;
            return m.remove(i);
        });
        refused = failed ? failed : refused;
        if (refused)
            self.forget_change(*parked);
        else if (asked_before) // the earliest deadline holds
            asked_before->stop(timeout);
        return refused;
    };
    change_service(std::move(handler), name, f);
}

void pool_core::restart(end_handler handler, const std::string& name, restart_scope scope)
{
    const auto f = [scope](pool_core& self, std::size_t i, const auto& parked, const auto& caller,
                           const std::string& where) -> std::exception_ptr {
        if (!self.life_)
            return exception_of(error::not_running, self.context_->path() + ": async_restart");
        std::vector<std::size_t> group;
        {
            const std::lock_guard lock(self.mutex_);
            group = self.machine_.restarted_with(i, scope);
            if (self.is_code_of_one(caller.context.get(), group))
                return exception_of(error::waits_for_itself, where);
        }
        const bool is_told_of_stop = caller.served && caller.context->is_within(*self.context_);
        self.context_->restarted_by_hand = true; // first: it may begin to stop at this moment
        const bool is_overtaken = is_told_of_stop && !caller.context->serves;
        if (!is_overtaken)
            self.changes_.push_back(
                {i, std::move(group), false, parked, is_told_of_stop ? caller.context : nullptr, nullptr});
        self.apply([&](pool_machine& m) { return m.restart(i, scope, self.now()); });
        return is_overtaken ? aborted() : nullptr;
    };
    change_service(std::move(handler), name, f);
}

/// False if nobody waits for it any more.
bool pool_core::forget_change(const parked_handler<std::exception_ptr>& handler)
{
    return changes_.remove_if([&](const change& c) { return c.handler.get() == &handler; }) != 0;
}

/// Those who wait for a restart, and have waited long enough.
void pool_core::settle_changes()
{
    end_changes([this](change& c) -> std::optional<std::exception_ptr> {
        if (c.removal)
            return {};
        const std::lock_guard lock(mutex_);
        const auto there = [this](std::size_t i) { return machine_.counts_as_there(i); };
        c.pending.erase(std::remove_if(c.pending.begin(), c.pending.end(), there), c.pending.end());
        if (!c.pending.empty())
            return {};
        const bool will_not_be_ready = machine_.phase_of(c.service) == pool_machine::phase::ended;
        return will_not_be_ready ? c.last_end : nullptr;
    });
}

/// Of the code of a service that stops, so that it is a clean end for it; when the pool stops, for nothing will be restarted then, also of all
/// others but the services that still serve.
void pool_core::end_restarts(bool pool_stops)
{
    end_changes([=](const change& c) -> std::optional<std::exception_ptr> {
        if (c.removal || (c.caller ? c.caller->serves.load() : !pool_stops))
            return {};
        return aborted();
    });
}

/// Nothing of a service that was removed meanwhile.
asio::awaitable<void> pool_core::undo_in(std::shared_ptr<lifecycle> life, undo back)
{
    if (!life)
        co_return;
    auto work = asio::co_spawn(life->get_executor(), back(), asio::use_awaitable);
    co_await std::move(work);
}

asio::awaitable<undo> pool_core::reload(std::shared_ptr<pool_core> core)
{
    std::vector<std::weak_ptr<lifecycle>> in_order; // one may be removed meanwhile
    {
        const std::lock_guard lock(core->mutex_);
        for (const auto i : core->graph_.order())
            in_order.push_back(core->children_[i].life);
    }
    const auto failed = [core](const std::exception_ptr& e) {
        core->attempt([&] {
            if (core->life_)
                core->life_->emit({code::reload_failed, core->context_->path(), core->life_->state(), core->now(), e,
                                   "(It could not undo a reload.)"});
        });
    };
    const auto done = std::make_shared<undo_list>(failed);
    std::exception_ptr error;
    for (const auto& each : in_order)
    {
        const auto life = each.lock();
        const auto runs = [&life] { return life && life->state() == state::running; };
        if (!runs())
            continue; // when it starts, it reads what there is then
        try
        {
            auto work = life->spawn(life->reload(), asio::use_awaitable); // a task of its own: its stop waits for it
            auto back = co_await std::move(work);
            if (back)
                done->add([each, back] { return undo_in(each.lock(), back); });
        }
        catch (...)
        {
            error = std::current_exception();
        }
        if (error && is_error(error, error::not_running) && !runs()) // on its own strand it had begun to stop
            error = nullptr;
        if (error)
            break;
    }
    if (error)
    {
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation()); // it is not cut short
        co_await done->roll_back();
        std::rethrow_exception(error);
    }
    co_return undo_list::as_one(done);
}

} // namespace stint::detail
