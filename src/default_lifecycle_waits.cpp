// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "aborted.hpp"
#include "default_lifecycle.hpp"
#include "default_lifecycle_impl.hpp"

#include <utility>

namespace stint::detail
{

own_code default_lifecycle::own_code_on(const executor_type& executor) noexcept
{
    auto* const scope = scope_of(executor);
    const bool own = (scope == &scopes_->service || scope == &scopes_->hooks) && on_own_strand();
    return own ? own_code{{scopes_, scope}, weak_from_this()} : own_code{};
}

stop_waiters* default_lifecycle::waiters_on(const executor_type& executor) noexcept
{
    auto* const scope = scope_of(executor);
    return scope && scope->life == this ? &scope->waiters : nullptr;
}

/// True if a coroutine of this service awaits, or of one that runs below it: what has to end before this one does.
bool default_lifecycle::is_own_code(const end_handler& handler) const noexcept
{
    const auto* const scope = scope_of(asio::get_associated_executor(handler, asio::any_completion_executor()));
    return scope && scope->service && scope->service->is_within(*context());
}

/// Takes a handler off its list and completes it, when its operation is cancelled.
template <class... Args>
void default_lifecycle::cancel_with(const std::shared_ptr<parked_handler<Args...>>& parked, Args... args)
{
    parked->on_cancellation(
        [weak_self = weak_from_this(), weak = std::weak_ptr(parked), args...](asio::cancellation_type) {
            if (const auto self = weak_self.lock())
            {
                // Posted as what adds to the list is: an emission right after the initiation must not overtake that.
                self->strand().post([self, weak, args...] {
                    if (const auto waiting = weak.lock(); waiting && waiting->stop_waiting())
                        waiting->complete(self->strand(), args...);
                });
            }
        });
}

/// For the owner of the service, not for what has to end before it does.
/// @param f called on the strand, unless the wait is refused
template <class F>
void default_lifecycle::wait_as_owner(end_handler handler, F f)
{
    if (!strand().get())
        return;
    const bool own = is_own_code(handler);
    const auto parked = park(std::move(handler));
    awaited_ = true;
    if (own)
        return parked->complete(strand(), refusal(stint::error::waits_for_itself));
    cancel_with(parked, aborted());
    strand().post_for(*this, [parked, f] { f(*parked); });
}

void default_lifecycle::do_wait(end_handler handler)
{
    wait_as_owner(std::move(handler), [this](run_handler::element_type& w) {
        if (machine_.active() || !machine_.has_run())
            end_waiters_.add(w.keep());
        else
            w.complete(strand(), error());
    });
}

void default_lifecycle::do_wait_running(end_handler handler)
{
    wait_as_owner(std::move(handler), [this](run_handler::element_type& w) {
        if (is_ready())
            w.complete(strand(), nullptr);
        else if (machine_.active() || !machine_.has_run())
            ready_waiters_.add(w.keep());
        else
            w.complete(strand(), why_not_ready());
    });
}

void default_lifecycle::do_stop_and_wait(end_handler handler, stop_limit limit)
{
    if (!strand().get())
        return;
    const auto* const timeout = std::get_if<duration>(&limit);
    const auto* const deadline = std::get_if<time_point>(&limit);
    if (timeout && *timeout < duration::zero())
        return park(std::move(handler))->complete(strand(), refusal(stint::error::invalid_timeout, ": async_stop"));
    if (deadline)
        stop(*deadline);
    else if (timeout)
        stop(*timeout);
    else
        stop();
    wait_as_owner(std::move(handler), [this](run_handler::element_type& w) {
        if (machine_.active())
            end_waiters_.add(w.keep());
        else
            w.complete(strand(), error());
    });
}

void default_lifecycle::apply_unless_refused(outcome o)
{
    if (o.refused)
        std::rethrow_exception(refusal(*o.refused));
    apply(o);
}

bool default_lifecycle::announce_running()
{
    apply_unless_refused(machine_.announce_running(time_of_input()));
    return released_;
}

bool default_lifecycle::announce_stopping()
{
    apply_unless_refused(machine_.announce_stopping(time_of_input()));
    return should_stop();
}

/// @param f announces it, and returns whether there is nothing to wait for
template <class F>
void default_lifecycle::announce(waiting<std::exception_ptr>& w, bool in_hook, wait_list<std::exception_ptr>& list, F f)
{
    bool done = true;
    std::exception_ptr refused;
    try
    {
        if (in_hook) // which must not await what comes after its own end
            std::rethrow_exception(refusal(stint::error::waits_for_itself));
        done = f();
    }
    catch (...)
    {
        refused = std::current_exception();
    }
    list.add(w); // and stays there if memory runs out: the service crashes of that, and is cancelled at its deadline
    if (done)
        take_turn([&] { w.complete(strand(), refused); });
}

void default_lifecycle::wait_until_running(waiting<std::exception_ptr>& w, bool in_hook)
{
    announce(w, in_hook, running_waiters_, [this] { return announce_running(); });
}

void default_lifecycle::wait_until_stopping(waiting<std::exception_ptr>& w, bool in_hook)
{
    announce(w, in_hook, stopping_waiters_, [this] { return announce_stopping(); });
}

void default_lifecycle::announce_from_elsewhere(end_handler handler, announcing how)
{
    if (!strand().get())
        return;
    const auto parked = park(std::move(handler));
    cancel_with(parked, aborted());
    strand().dispatch_for(*this, [this, parked, how] { (this->*how)(parked->keep(), false); });
}

void default_lifecycle::do_announce_running(end_handler handler)
{
    announce_from_elsewhere(std::move(handler), &default_lifecycle::wait_until_running);
}

void default_lifecycle::do_announce_stopping(end_handler handler)
{
    announce_from_elsewhere(std::move(handler), &default_lifecycle::wait_until_stopping);
}

void default_lifecycle::wait_for_stop_unless(bool over, waiting<>& w)
{
    if (over)
        w.complete(strand());
    else
        stop_waiters_.add(w);
}

void default_lifecycle::wait_for_stop_or_end(waiting<>& w, bool)
{
    const bool ended = machine_.has_run() && (!machine_.active() || is_final(machine_.state()));
    wait_for_stop_unless(should_stop() || ended, w);
}

template <class F>
void default_lifecycle::wait_from_elsewhere(asio::any_completion_handler<void()> handler, F f)
{
    if (!strand().get())
        return;
    const auto parked = park(std::move(handler));
    cancel_with(parked);
    strand().dispatch_for(*this, [f, parked] { f(parked->keep()); });
}

void default_lifecycle::do_wait_for_stop_or_end(asio::any_completion_handler<void()> handler)
{
    wait_from_elsewhere(std::move(handler), [this](waiting<>& w) { wait_for_stop_or_end(w, false); });
}

void default_lifecycle::do_wait_for_stop_request(asio::any_completion_handler<void()> handler)
{
    wait_from_elsewhere(std::move(handler), [this](waiting<>& w) { wait_for_stop_unless(should_stop(), w); });
}

} // namespace stint::detail
