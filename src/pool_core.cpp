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

    auto life = params_.lifecycle_factory(strand(), s);
    if (!life)
        throw_error(error::null_service, context_->path() + ": lifecycle_factory");
    if (names_.count(life->name()) != 0)
        throw_error(error::duplicate_name, context_->path() + ": add(" + life->name() + ")");

    const auto own_stop_timeout = service_access::own_stop_timeout(s);
    const auto all = value_or(params, {.start_timeout = params_.start_timeout,
                                       .stop_timeout = own_stop_timeout ? own_stop_timeout : params_.stop_timeout,
                                       .abort_grace = params_.abort_grace,
                                       .drain_delay = {}});
    life->context_->parent = context_;
    life->parent_ = weak_from_this();
    if (owned)
        life->owned_ = std::move(owned);
    life->set_params(all);

    names_.insert(life->name());
    services_.insert(&s);
    children_.push_back({std::move(life), &s, params.stop_timeout, all.abort_grace.value_or(default_abort_grace)});
    return *children_.back().life;
}

template <class Token>
auto pool_core::async_wait_for_children(Token&& token)
{
    return asio::async_initiate<Token, void()>(
        [this](auto&& handler) { end_waiter_ = std::make_shared<parked_handler<>>(std::move(handler), *strand_); },
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
    core->start();
    co_await life.stop_requested();
    core->carry_out(core->machine_.stop());
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
    carry_out(machine_.start(children_.size()));
    for (const auto& c : children_)
    {
        c.life->async_run(asio::bind_executor(
            *strand_, [self = shared_from_this(), &c](const std::exception_ptr& e) { self->child_ended(c, e); }));
    }
}

void pool_core::stop_children(time_point deadline)
{
    if (!machine_.stopping())
        return;
    for (const auto& c : children_)
    {
        c.life->stop(deadline);
        if (c.stop_timeout)
            c.life->stop(*c.stop_timeout);
    }
}

void pool_core::child_ready()
{
    on_strand([](pool_core& self) { self.carry_out(self.machine_.child_ready()); });
}

void pool_core::child_ended(const child& c, const std::exception_ptr& e)
{
    if (e)
    {
        auto more = c.life->failures();
        if (more.empty() || more.front().error != e) // the lifecycle refused to run it
            more = {{c.life->path(), e, members_->time()->now()}};
        for (const auto& f : more)
        {
            if (auto* const life = life_.load()) // at once, in case that the pool itself is given up
                life->add_failure(f);
            failures_.push_back(f);
        }
    }
    carry_out(machine_.child_ended());
}

void pool_core::carry_out(pool_machine::action a)
{
    auto* const life = life_.load();
    if (!life)
        return;
    switch (a)
    {
    case pool_machine::action::nothing: return;
    case pool_machine::action::announce: return life->do_announce_running([](const std::exception_ptr&) {});
    case pool_machine::action::stop_pool: return life->stop();
    case pool_machine::action::stop_children: return stop_children(life->deadline());
    case pool_machine::action::finish:
        ended_ = true;
        if (const auto waiter = std::exchange(end_waiter_, nullptr))
            waiter->complete(*strand_);
        return;
    }
}

void pool_core::child_leaving()
{
    on_strand([](pool_core& self) { self.carry_out(self.machine_.child_leaving()); });
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

duration pool_core::least_abort_grace() const
{
    duration longest = duration::zero();
    for (const auto& c : children_)
        longest = std::max({longest, c.abort_grace, service_access::least_abort_grace(*c.of)});
    return longest + patience_beyond_children;
}

void pool_core::report_below(report& r) const
{
    for (const auto& c : children_)
    {
        const auto below = c.life->report();
        r.insert(r.end(), below.begin(), below.end());
    }
}

} // namespace stint::detail
