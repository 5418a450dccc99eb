// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "negative_time.hpp"
#include "pool_core.hpp"
#include "service_runner.hpp"
#include <stint/error.hpp>

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
      scope_(std::make_shared<code_scope>(strand_of(executor))),
      context_(std::make_shared<service_context>(params_.name)),
      machine_(params_.strategy)
{
    if (params_.name.empty())
        throw_error(error::empty_name, "stint::pool");
    if (const auto* const negative = negative_time({{"start_timeout", params_.start_timeout},
                                                    {"stop_timeout", params_.stop_timeout},
                                                    {"abort_grace", params_.abort_grace}}))
        throw_error(error::invalid_timeout, params_.name + ": " + negative);
    if (!params_.lifecycle_factory)
        params_.lifecycle_factory = [](asio::any_io_executor e, service& s) { return make_lifecycle(std::move(e), s); };
    steps_.reserve(step::most_of_an_input); // else a removal before a run could be done, and then be refused
    scope_->strand->members().add(*this);
}

pool_core::~pool_core()
{
    const context_members::removal until_let_go(scope_->strand->members(), *this);
    pool_core::context_destroyed();
}

abort_times pool_core::times_below() const
{
    abort_times longest;
    const auto extend = [&longest](const child& c, const abort_times& below) {
        const auto given_up = std::max(c.abort_grace, below.until_joined);
        const auto last_hooks = saturating_add(c.abort_grace, c.abort_grace); // until they are cancelled, and given up
        longest.grace = std::max({longest.grace, c.abort_grace, below.grace});
        longest.until_joined = std::max(longest.until_joined, saturating_add(given_up, last_hooks));
    };
    std::vector<child> pools;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& c : children_)
        {
            if (c.is_pool)
                pools.push_back(c);
            else if (c.life)
                extend(c, {});
        }
    }
    for (const auto& c : pools)
        extend(c, service_access::times_below(*c.of));
    longest.until_joined = saturating_add(longest.until_joined, patience_beyond_children);
    return longest;
}

bool pool_core::is_above(const service_context& c) const
{
    const auto all = children();
    return &c == context_.get() || std::any_of(all.begin(), all.end(), [&](const child& each) {
        return service_access::is_above(*each.of, c);
    });
}

void pool_core::report_below(report& r) const
{
    for (const auto& each : places())
    {
        auto below = each.life->report();
        if (!below.empty())
            below.front().waits_for = each.waits_for;
        r.insert(r.end(), below.begin(), below.end());
    }
}

void pool_core::snapshot_below(std::vector<snapshot>& all) const
{
    for (auto& each : places())
    {
        auto below = each.life->snapshot();
        below.waits_for = std::move(each.waits_for);
        below.restarts = each.restarts;
        if (each.restart_at != never)
            below.restart_at = each.restart_at;
        if (!each.runs || !below.last_error)
            below.last_error = each.last_error;
        all.push_back(std::move(below));
    }
}

void pool_core::add_busy_below(std::vector<busy_code>& found) const
{
    for (const auto& c : children())
        c.life->add_busy(found);
}

pool_core::child pool_core::child_at(std::size_t i) const
{
    const std::lock_guard lock(mutex_);
    return children_[i];
}

/// All numbers are below this one.
std::size_t pool_core::size() const
{
    const std::lock_guard lock(mutex_);
    return children_.size();
}

std::vector<pool_core::child> pool_core::children() const
{
    std::vector<child> all;
    const std::lock_guard lock(mutex_);
    for (const auto& c : children_)
    {
        if (c.life)
            all.push_back(c);
    }
    return all;
}

/// What the pool knows of each service.
std::vector<pool_core::place> pool_core::places() const
{
    std::vector<place> all;
    const auto now = own_strand().environment()->now();
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i != children_.size(); ++i)
    {
        if (!children_[i].life)
            continue;
        place p{.life = children_[i].life, .last_error = children_[i].last_error};
        if (machine_.running())
        {
            p.runs = children_[i].running;
            p.waits_for = names_of(machine_.waits_for(i));
            p.restart_at = machine_.restart_at(i, now);
            p.restarts = machine_.restarts(i);
        }
        all.push_back(std::move(p));
    }
    return all;
}

/// Under the lock.
std::vector<std::string> pool_core::names_of(const std::vector<std::size_t>& numbers) const
{
    std::vector<std::string> names;
    names.reserve(numbers.size());
    for (const auto i : numbers)
        names.push_back(graph_.name(i));
    return names;
}

} // namespace stint::detail
