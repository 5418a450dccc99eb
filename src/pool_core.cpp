// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "pool_core.hpp"

#include "service_runner.hpp"
#include <stint/error.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <utility>

namespace stint::detail
{
namespace
{

// A pool is given up later than its services, so that they say themselves that they were.
constexpr duration patience_beyond_children = std::chrono::milliseconds(100);

} // namespace

pool_core::pool_core(const asio::any_io_executor& executor, pool_params params)
    : params_(std::move(params)),
      strand_(strand_of(executor)),
      members_(&context_service::of(executor)),
      context_(std::make_shared<service_context>(params_.name))
{
    if (params_.name.empty())
        throw_error(error::empty_name, "stint::pool");
    for (const auto& timeout : {params_.start_timeout, params_.stop_timeout, params_.abort_grace})
    {
        if (timeout && *timeout < duration::zero())
            throw_error(error::invalid_timeout, params_.name);
    }
    if (!params_.lifecycle_factory)
        params_.lifecycle_factory = [](asio::any_io_executor e, service& s) { return make_lifecycle(std::move(e), s); };
    members_->add(*this);
}

pool_core::~pool_core()
{
    if (members_)
        members_->remove(*this);
}

void pool_core::context_destroyed() noexcept
{
    const auto self = weak_from_this().lock();
    members_ = nullptr;
    end_waiter_.reset();
    strand_.reset();
}

template <class F>
void pool_core::on_strand(F f)
{
    if (strand_)
        asio::dispatch(*strand_, [self = shared_from_this(), f = std::move(f)]() mutable { f(*self); });
}

lifecycle& pool_core::add(service& s, std::shared_ptr<service> owned, const service_params& params)
{
    if (life_.load())
        throw_error(error::pool_is_running, context_->path() + ": add(" + s.name() + ")");
    if (services_.count(&s) != 0)
        throw_error(error::duplicate_service, context_->path() + ": add(" + s.name() + ")");
    if (service_access::is_pool(s) && context_->is_within(*service_access::context(s))) // a pool around this one
        throw_error(error::duplicate_service, context_->path() + ": add(" + s.name() + ")");
    if (s.name().empty())
        throw_error(error::empty_name, context_->path() + ": add");

    auto life = params_.lifecycle_factory(params.executor ? params.executor : strand(), s);
    if (!life)
        throw_error(error::null_service, context_->path() + ": lifecycle_factory");
    if (names_.count(life->name()) != 0)
        throw_error(error::duplicate_name, context_->path() + ": add(" + life->name() + ")");

    const auto own_stop_timeout = service_access::own_stop_timeout(s);
    service_params defaults;
    defaults.start_timeout = params_.start_timeout;
    defaults.stop_timeout = own_stop_timeout ? own_stop_timeout : params_.stop_timeout;
    defaults.abort_grace = params_.abort_grace;
    const auto all = value_or(params, defaults);
    life->set_params(all);
    if (const auto cycle = graph_.add(life->name(), params.after.names()); !cycle.empty())
        throw_error(error::dependency_cycle, context_->path() + ": add(" + life->name() + "): " + cycle);

    life->context_->parent = context_;
    life->parent_ = weak_from_this();
    if (owned)
        life->owned_ = std::move(owned);
    names_.insert(life->name());
    services_.insert(&s);
    numbers_.emplace(life.get(), children_.size());
    children_.push_back({std::move(life), &s, params.stop_timeout, all.abort_grace.value_or(default_abort_grace)});
    return *children_.back().life;
}

template <class Token>
auto pool_core::async_wait_for_children(Token&& token)
{
    return asio::async_initiate<Token, void()>(
        [this](auto&& handler) {
            end_waiter_ = std::make_shared<parked_handler<>>(std::move(handler), *strand_);
            end_waiter_->on_cancellation([weak = weak_from_this()](asio::cancellation_type) {
                if (const auto self = weak.lock())
                    self->carry_out(self->machine_.stop_all());
            });
        },
        token);
}

/// Also where the coroutine is destroyed without having ended.
class pool_core::running_mark
{
public:
    running_mark(pool_core& core, lifecycle& life) : core_(core) { core_.life_ = &life; }
    ~running_mark() { core_.life_ = nullptr; }
    running_mark(const running_mark&) = delete;
    running_mark& operator=(const running_mark&) = delete;

private:
    pool_core& core_;
};

asio::awaitable<void> pool_core::run(std::shared_ptr<pool_core> core, lifecycle& life)
{
    // At the deadline each child is cancelled on its own, and the pool still waits for all of them.
    co_await asio::this_coro::throw_if_cancelled(false);
    const running_mark mark(*core, life);
    if (const auto missing = core->graph_.missing(); !missing.empty())
        throw_error(error::unknown_dependency, life.path() + ": " + missing);
    core->start();
    co_await life.stop_requested();
    core->carry_out(core->machine_.stop());
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    if (cancellation.cancelled() != asio::cancellation_type::none)
        core->carry_out(core->machine_.stop_all());
    if (!core->ended_)
    {
        auto ended = core->async_wait_for_children(asio::deferred);
        co_await std::move(ended);
    }
    if (!core->failures_.empty())
        throw multiple_failures(std::exchange(core->failures_, {}));
}

void pool_core::start()
{
    failures_.clear();
    ended_ = false;
    drain_skipped_ = false;
    carry_out(machine_.start(graph_));
}

void pool_core::start_child(std::size_t i)
{
    children_[i].life->async_run(asio::bind_executor(
        *strand_, [self = shared_from_this(), i](const std::exception_ptr& e) { self->child_ended(i, e); }));
    if (drain_skipped_)
        children_[i].life->skip_drain();
}

void pool_core::stop_child(const child& c, time_point deadline)
{
    c.life->stop(deadline);
    if (c.stop_timeout)
        c.life->stop(*c.stop_timeout);
}

void pool_core::deadline_moved(time_point deadline)
{
    if (!life_.load())
        return;
    for (std::size_t i = 0; i != children_.size(); ++i)
    {
        if (machine_.asked(i))
            stop_child(children_[i], deadline);
    }
}

void pool_core::skip_drain()
{
    drain_skipped_ = true; // also of those that start later
    for (const auto& c : children_)
        c.life->skip_drain();
}

void pool_core::child_ready(const lifecycle& c)
{
    on_strand([i = numbers_.at(&c)](pool_core& self) { self.carry_out(self.machine_.child_ready(i)); });
}

void pool_core::child_ended(std::size_t i, const std::exception_ptr& e)
{
    if (e)
    {
        const auto& c = children_[i];
        auto more = c.life->failures();
        if (more.empty() || more.front().error != e) // the lifecycle refused to run it
            more = {{c.life->path(), e, members_->time()->now()}};
        failures_.insert(failures_.end(), more.begin(), more.end());
    }
    carry_out(machine_.child_ended(i));
}

void pool_core::carry_out(const pool_machine::actions& todo)
{
    auto* const life = life_.load();
    if (!life)
        return;
    for (const auto i : todo.start)
        start_child(i);
    if (todo.announce)
        life->do_announce_running([](const std::exception_ptr&) {});
    if (todo.stop_pool)
        life->stop();
    for (const auto i : todo.stop)
        stop_child(children_[i], life->deadline());
    if (todo.finish)
    {
        ended_ = true;
        if (const auto waiter = std::exchange(end_waiter_, nullptr))
            waiter->complete(*strand_);
    }
}

void pool_core::child_leaving(const lifecycle& c)
{
    on_strand([i = numbers_.at(&c)](pool_core& self) { self.carry_out(self.machine_.child_leaving(i)); });
}

void pool_core::child_failed(const failure& f)
{
    on_strand([f](pool_core& self) {
        if (auto* const life = self.life_.load())
            life->add_failure(f);
    });
}

void pool_core::child_event(const event& e)
{
    on_strand([e](pool_core& self) {
        if (auto* const life = self.life_.load())
            life->emit(e);
    });
}

bool pool_core::observed() const noexcept
{
    const auto* const life = life_.load();
    return life && life->observed();
}

abort_times pool_core::times_below() const
{
    abort_times longest;
    for (const auto& c : children_)
    {
        const auto below = service_access::times_below(*c.of);
        const auto given_up = std::max(c.abort_grace, below.until_joined);
        const auto last_hooks = saturating_add(c.abort_grace, c.abort_grace); // until they are cancelled, and given up
        longest.grace = std::max({longest.grace, c.abort_grace, below.grace});
        longest.until_joined = std::max(longest.until_joined, saturating_add(given_up, last_hooks));
    }
    longest.until_joined = saturating_add(longest.until_joined, patience_beyond_children);
    return longest;
}

void pool_core::report_below(report& r) const
{
    for (const auto& c : children_)
    {
        const auto below = c.life->report();
        r.insert(r.end(), below.begin(), below.end());
    }
}

void pool_core::add_busy_below(std::vector<busy_code>& found) const
{
    for (const auto& c : children_)
        c.life->add_busy(found);
}

} // namespace stint::detail
