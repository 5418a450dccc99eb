// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "aborted.hpp"
#include "default_lifecycle.hpp"
#include "default_lifecycle_impl.hpp"
#include <stint/make_lifecycle.hpp>

#include <utility>

namespace stint::detail
{

namespace
{

asio::any_io_executor executor_for(const service& s, const asio::any_io_executor& given)
{
    const auto own = service_access::own_executor(s);
    return own ? own : given;
}

} // namespace

default_lifecycle::default_lifecycle(const asio::any_io_executor& executor, service& s, std::unique_ptr<service> owned)
    : lifecycle(s, std::move(owned)),
      service_(&s),
      is_pool_(service_access::is_pool(s)),
      scopes_(std::make_shared<code_scopes>(*this, context(), strand_of(executor_for(s, executor)))),
      executor_(service_executor(std::shared_ptr<code_scope>(scopes_, &scopes_->service))),
      environment_(scopes_->service.strand->members().own_environment())
{
    if (auto own_observer = service_access::own_observer(s))
        add_observer(std::move(own_observer));
    scopes_->service.strand->members().add(*this);
}

default_lifecycle::~default_lifecycle()
{
    const context_members::removal until_let_go(scopes_->service.strand->members(), *this);
    default_lifecycle::context_destroyed();
    release_service();
}

void default_lifecycle::context_destroyed() noexcept
{
    environment_->schedule(*this, never);
    running_waiters_.clear();
    stopping_waiters_.clear();
    stop_waiters_.clear();
    run_waiters_.clear();
    end_waiters_.clear();
    tasks_.clear();
    executor_ = {};
}

void default_lifecycle::disowned()
{
    if (status_.active() || requested_runs_ > 0 || awaited_)
        stop_destroyed();
}

void default_lifecycle::service_destroyed() noexcept
{
    service_ = nullptr;
    stop_destroyed();
}

void default_lifecycle::stop_destroyed()
{
    post_to_strand([this] {
        if (!machine_.active()) // nobody is left to run it
            return end_waiters_.complete_all(strand(), refusal(stint::error::destroyed));
        if (is_final(machine_.state()))
            return;
        record(stint::error::destroyed, path());
        apply(machine_.fail(read_clock()));
        stop_within(duration::zero());
    });
}

report default_lifecycle::report() const
{
    stint::report r;
    if (!status_.active())
        return r;
    r.push_back(status_.entry(path(), scopes_->on_a_thread()));
    if (const auto* const s = service_.load())
        service_access::report_below(*s, r);
    return r;
}

snapshot default_lifecycle::snapshot() const
{
    auto s = status_.snapshot(path());
    s.taken = now();
    if (const auto* const of = service_.load())
        service_access::snapshot_below(*of, s.services);
    return s;
}

void default_lifecycle::add_busy(std::vector<busy_code>& found) const
{
    if (!status_.active())
        return;
    scopes_->add_busy(found);
    if (const auto* const s = service_.load())
        service_access::add_busy_below(*s, found);
}

duration default_lifecycle::stop_timeout() const
{
    if (own_stop_timeout_)
        return *own_stop_timeout_;
    const auto* const s = service_.load();
    return (s ? service_access::own_stop_timeout(*s) : std::nullopt).value_or(default_stop_timeout);
}

void default_lifecycle::stop_within(duration timeout)
{
    const auto t = read_clock();
    apply(machine_.stop(t, saturating_add(t, timeout)));
}

void default_lifecycle::stop()
{
    if (stop_observer_)
        stop_observer_(saturating_add(now(), stop_timeout()));
    post_or_join([this] { stop_within(stop_timeout()); });
}

void default_lifecycle::stop(duration timeout)
{
    if (timeout < duration::zero())
        throw_error(stint::error::invalid_timeout, path() + ": stop");
    stop(saturating_add(now(), timeout));
}

void default_lifecycle::stop(time_point deadline)
{
    if (stop_observer_)
        stop_observer_(deadline);
    post_or_join([this, deadline] { apply(machine_.stop(read_clock(), deadline)); });
}

void default_lifecycle::skip_drain()
{
    post_or_join([this] {
        apply(machine_.skip_drain(read_clock()));
        if (auto* const s = service_.load(); s && machine_.active())
            service_access::drain_skipped(*s);
    });
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
                self->post_to_strand([self, weak, args...] {
                    if (const auto waiting = weak.lock(); waiting && waiting->stop_waiting())
                        waiting->complete(self->strand(), args...);
                });
            }
        });
}

constexpr auto none = asio::cancellation_type::none;

void default_lifecycle::do_run(end_handler handler)
{
    if (!strand().get())
        return;
    const auto parked = park(std::move(handler));
    parked->on_cancellation([weak_self = weak_from_this(), weak = std::weak_ptr(parked)](asio::cancellation_type type) {
        const auto self = weak_self.lock();
        if (!self || (type & (asio::cancellation_type::terminal | asio::cancellation_type::partial)) == none)
            return;
        const bool at_once = (type & asio::cancellation_type::terminal) != none;
        self->post_to_strand([self, weak, at_once] {
            // The slot outlives its operation: what is emitted later must not stop another run.
            if (const auto waiting = weak.lock(); waiting && waiting->is_linked())
                self->stop_within(at_once ? duration::zero() : self->stop_timeout());
        });
    });
    request_run(parked);
}

void default_lifecycle::run_for_parent() { request_run(nullptr); }

void default_lifecycle::request_run(run_handler handler)
{
    ++requested_runs_;
    if (auto* const s = service_.load())
        claim(*s); // now, for it may be destroyed before the run begins
    post_or_join([this, handler = std::move(handler)] {
        try
        {
            begin(handler);
        }
        catch (...)
        {
            tell(code::service_error, std::current_exception());
            refuse_run(handler, std::current_exception());
        }
        --requested_runs_; // not before it is active: disowned() looks at both
        release_if_over();
    });
}

void default_lifecycle::refuse_run(const run_handler& handler, std::exception_ptr why)
{
    if (handler)
        handler->complete(strand(), std::move(why));
    else
        parent().ended(std::move(why));
}

void default_lifecycle::do_wait(end_handler handler)
{
    if (!strand().get())
        return;
    const bool own = is_own_code(handler);
    const auto parked = park(std::move(handler));
    if (own)
        return parked->complete(strand(), refusal(stint::error::waits_for_itself));
    awaited_ = true;
    cancel_with(parked, aborted());
    post_to_strand([this, parked] {
        if (machine_.active() || !machine_.has_run())
            end_waiters_.add(parked->keep());
        else
            parked->complete(strand(), error());
    });
}

void default_lifecycle::do_stop_and_wait(end_handler handler, duration timeout)
{
    if (!strand().get())
        return;
    const bool own = is_own_code(handler);
    const auto parked = park(std::move(handler));
    if (timeout < duration::zero())
        return parked->complete(strand(), refusal(stint::error::invalid_timeout, ": async_stop"));
    stop(saturating_add(now(), timeout));
    if (own)
        return parked->complete(strand(), refusal(stint::error::waits_for_itself));
    cancel_with(parked, aborted());
    post_to_strand([this, parked] {
        if (machine_.active())
            end_waiters_.add(parked->keep());
        else
            parked->complete(strand(), error());
    });
}

bool default_lifecycle::announce_running()
{
    const auto o = machine_.announce_running(read_clock());
    if (o.refused)
        std::rethrow_exception(refusal(*o.refused));
    apply(o);
    return released_;
}

bool default_lifecycle::announce_stopping()
{
    const auto o = machine_.announce_stopping(read_clock());
    if (o.refused)
        std::rethrow_exception(refusal(*o.refused));
    apply(o);
    return should_stop();
}

void default_lifecycle::announce_from_elsewhere(end_handler handler, bool (default_lifecycle::*announce)(),
                                                wait_list<std::exception_ptr>& list)
{
    if (!strand().get())
        return;
    const auto parked = park(std::move(handler));
    cancel_with(parked, aborted());
    post_or_join([this, parked, announce, &list] {
        try
        {
            if ((this->*announce)())
                parked->complete(strand(), nullptr);
            else
                list.add(parked->keep());
        }
        catch (...)
        {
            parked->complete(strand(), std::current_exception());
        }
    });
}

void default_lifecycle::do_announce_running(end_handler handler)
{
    announce_from_elsewhere(std::move(handler), &default_lifecycle::announce_running, running_waiters_);
}

void default_lifecycle::do_announce_stopping(end_handler handler)
{
    announce_from_elsewhere(std::move(handler), &default_lifecycle::announce_stopping, stopping_waiters_);
}

void default_lifecycle::wait_for_stop_request(waiting<>& w)
{
    if (should_stop())
        w.complete(strand());
    else
        stop_waiters_.add(w);
}

void default_lifecycle::do_wait_for_stop_request(asio::any_completion_handler<void()> handler)
{
    if (!strand().get())
        return;
    const auto parked = park(std::move(handler));
    cancel_with(parked);
    post_or_join([this, parked] { wait_for_stop_request(parked->keep()); });
}

void default_lifecycle::add_hook(std::unique_ptr<hook> h) { hooks_.push_back(std::move(h)); }

void default_lifecycle::add_reload_hook(std::unique_ptr<reload_hook> h) { reload_hooks_.push_back(std::move(h)); }

void default_lifecycle::add_observer(observer f)
{
    observers_.push_back(std::move(f));
    has_observers_ = true;
}

void default_lifecycle::limit(const service_params& params)
{
    limits_.start = params.start_timeout.value_or(duration::max());
    limits_.abort_grace = params.abort_grace.value_or(default_abort_grace);
    limits_.drain_delay = params.drain_delay.value_or(duration::zero());
    own_stop_timeout_ = params.stop_timeout;
}

own_code default_lifecycle::own_code_on(const executor_type& executor) const noexcept
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

} // namespace stint::detail

namespace stint
{
namespace
{

std::shared_ptr<lifecycle> make(const asio::any_io_executor& executor, service& s, std::unique_ptr<service> owned)
{
    auto made = std::make_shared<detail::default_lifecycle>(executor, s, std::move(owned));
    auto* const life = made.get();
    // The owner's pointer counts apart from those of the code in progress.
    return {life, [made = std::move(made)](lifecycle*) mutable {
                const auto last = std::exchange(made, nullptr);
                last->disowned();
            }};
}

} // namespace

std::shared_ptr<lifecycle> make_lifecycle(asio::any_io_executor executor, service& s)
{
    return make(executor, s, nullptr);
}

std::shared_ptr<lifecycle> make_lifecycle(asio::any_io_executor executor, std::unique_ptr<service> s)
{
    if (!s)
        throw_error(error::null_service, "make_lifecycle");
    auto& reference = *s;
    return make(executor, reference, std::move(s));
}

} // namespace stint
