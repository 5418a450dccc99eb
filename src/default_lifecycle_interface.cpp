// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "default_lifecycle.hpp"
#include "default_lifecycle_impl.hpp"
#include <stint/make_lifecycle.hpp>

#include <algorithm>
#include <utility>

namespace stint::detail
{

namespace
{

std::shared_ptr<shared_strand> strand_for(const service& s, const asio::any_io_executor& given)
{
    return strand_of(service_access::is_pool(s) ? service_access::own_executor(s) : given);
}

} // namespace

default_lifecycle::default_lifecycle(const asio::any_io_executor& executor, service& s, std::unique_ptr<service> owned)
    : default_lifecycle(std::make_shared<code_scopes>(this, s, strand_for(s, executor)), s, std::move(owned))
{
}

default_lifecycle::default_lifecycle(std::shared_ptr<code_scopes> scopes, service& s, std::unique_ptr<service> owned)
    : lifecycle(code_scopes::context(scopes), std::move(owned)),
      service_(&s),
      scopes_(std::move(scopes)),
      is_pool_(service_access::is_pool(s))
{
    machine_.set({.abort_grace = default_abort_grace});
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
    strand().environment()->schedule(*this, never);
    running_waiters_.clear();
    stopping_waiters_.clear();
    stop_waiters_.clear();
    ready_waiters_.clear();
    end_waiters_.clear();
    while (!tasks_.empty())
        tasks_.front().let_go(local_task::phase::ended);
}

void default_lifecycle::disowned()
{
    const bool runs = requested_runs_ > 0 || status_.active(); // in this order: a requested run becomes active
    if (!runs)
    {
        release_service();
        service_ = nullptr; // it may be gone before what was asked of this comes to its turn
    }
    if (runs || awaited_)
        strand().post_for(*this, [this] { stop_destroyed(); });
}

void default_lifecycle::service_destroyed() noexcept
{
    service_ = nullptr;
    if (on_own_strand() && machine_.active())
        stop_destroyed(); // at once: its own code may do it, and end
    else
        strand().post_for(*this, [this] { stop_destroyed(); });
}

/// On the strand.
void default_lifecycle::stop_destroyed()
{
    if (!machine_.active()) // nobody is left to run it
    {
        for (auto* const all : {&ready_waiters_, &end_waiters_})
            all->complete_all(strand(), refusal(stint::error::destroyed));
        return;
    }
    if (is_final(machine_.state()))
        return;
    attempt([this] { record(stint::error::destroyed, path()); });
    apply(machine_.fail(time_of_input()));
    stop_within(duration::zero());
}

lifecycle::executor_type default_lifecycle::get_executor() const noexcept
{
    if (!strand().get()) // the context is destroyed
        return {};
    return service_executor(std::shared_ptr<code_scope>(scopes_, &scopes_->service));
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

/// Of a pool, the shorter of what it was given and of what its lifecycle was given.
duration default_lifecycle::stop_timeout() const
{
    const auto* const s = service_.load();
    const auto of_service = s ? service_access::own_stop_timeout(*s) : std::nullopt;
    if (own_stop_timeout_ && of_service)
        return std::min(*own_stop_timeout_, *of_service);
    return own_stop_timeout_.value_or(of_service.value_or(default_stop_timeout));
}

void default_lifecycle::stop_within(duration timeout)
{
    const auto t = time_of_input();
    apply(machine_.stop(t, saturating_add(t, timeout)));
}

/// As shared_strand::dispatch_for(), but not before a run that was asked for.
template <class F>
void default_lifecycle::dispatch_to_run(F f)
{
    if (on_own_strand() && (machine_.active() || requested_runs_ == 0))
        f();
    else
        strand().post_for(*this, std::move(f));
}

void default_lifecycle::stop()
{
    if (stop_observer_)
        (*stop_observer_)(saturating_add(now(), stop_timeout()));
    dispatch_to_run([this] {
        if (machine_.active() || !machine_.has_run()) // else the service, which is asked, may be gone
            stop_within(stop_timeout());
    });
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
        (*stop_observer_)(deadline);
    // At once on the strand: what a hook asks for counts before the hook ends.
    dispatch_to_run([this, deadline] { apply(machine_.stop(time_of_input(), deadline)); });
}

void default_lifecycle::skip_drain()
{
    dispatch_to_run([this] {
        apply(machine_.skip_drain(time_of_input()));
        if (auto* const s = service_.load(); s && machine_.active())
            service_access::drain_skipped(*s);
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
        self->strand().post([self, weak, at_once] {
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
    auto answer = [this, handler = std::move(handler)] { answer_run_request(handler); };
    // At once: a pool starts a service while those that it needs are running. But the last run has to be finished first.
    if (on_own_strand() && (machine_.active() || !machine_.shell_is_busy()))
        return answer();
    try
    {
        strand().post_for(*this, std::move(answer));
    }
    catch (...) // for want of memory
    {
        withdraw_run_request();
        throw;
    }
}

void default_lifecycle::answer_run_request(const run_handler& handler)
{
    try
    {
        const auto begun = begin(handler);
        --requested_runs_; // not before it is active: disowned() looks at both
        take_turn([&] {
            apply(begun);
            strand().alarms(); // made now: later there may be no memory for them
        });
    }
    catch (...)
    {
        withdraw_run_request();
        refuse_run(handler, std::current_exception());
    }
}

void default_lifecycle::withdraw_run_request()
{
    --requested_runs_;
    release_if_unused();
}

void default_lifecycle::refuse_run(const run_handler& handler, const std::exception_ptr& why)
{
    if (handler)
        return handler->complete(strand(), why);
    take_turn_to_tell(code::service_error, why);
    parent().ended(why);
}

void default_lifecycle::add_hook(std::unique_ptr<hook> h) { hooks_.push_back(std::move(h)); }

void default_lifecycle::add_reload_hook(std::unique_ptr<reload_hook> h)
{
    registered().reload_hooks.push_back(std::move(h));
}

void default_lifecycle::add_observer(observer f)
{
    registered().observers.push_back(std::move(f));
    context()->observed = true;
}

void default_lifecycle::watch_stops(std::function<void(time_point)> f)
{
    stop_observer_ = std::make_unique<const std::function<void(time_point)>>(std::move(f));
}

default_lifecycle::registrations& default_lifecycle::registered()
{
    if (!registered_)
        registered_ = std::make_unique<registrations>();
    return *registered_;
}

void default_lifecycle::limit(const service_params& params)
{
    auto all = machine_.time_limits();
    all.start = params.start_timeout.value_or(duration::max());
    all.abort_grace = params.abort_grace.value_or(default_abort_grace);
    all.drain_delay = params.drain_delay.value_or(duration::zero());
    machine_.set(all);
    own_stop_timeout_ = params.stop_timeout;
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
