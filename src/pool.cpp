// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "pool_core.hpp"
#include <stint/error.hpp>
#include <stint/pool.hpp>

#include <utility>

namespace stint
{

pool::pool(asio::any_io_executor executor, pool_params params)
    : core_(std::make_shared<detail::pool_core>(executor, std::move(params)))
{
}

pool::~pool() = default;

std::string pool::name() const { return core_->params().name; }

lifecycle& pool::add(std::unique_ptr<service> s, const service_params& params)
{
    if (!s)
        throw_error(error::null_service, core_->context()->path() + ": add");
    auto& added = *s;
    return core_->add(added, std::move(s), params);
}

lifecycle& pool::add(service& s, const service_params& params)
{
    if (&s == this)
        throw_error(error::duplicate_service, core_->context()->path() + ": add");
    return core_->add(s, nullptr, params);
}

pool::executor_type pool::get_executor() const noexcept { return core_->strand(); }

void pool::do_remove(end_handler handler, const std::string& name, duration timeout)
{
    core_->remove(std::move(handler), name, timeout);
}

void pool::do_restart(end_handler handler, const std::string& name, restart_scope scope)
{
    core_->restart(std::move(handler), name, scope);
}

asio::awaitable<void> pool::run(lifecycle& life) { return detail::pool_core::run(core_, life); }

asio::any_io_executor pool::own_executor() const { return core_->strand(); }

observer pool::own_observer() const { return core_->params().logger.get(); }

std::shared_ptr<detail::service_context> pool::own_context() const { return core_->context(); }

bool pool::is_above(const detail::service_context& c) const { return core_->is_above(c); }

std::optional<duration> pool::own_stop_timeout() const { return core_->params().stop_timeout; }

void pool::deadline_moved(time_point deadline) { core_->deadline_moved(deadline); }

void pool::drain_skipped() { core_->skip_drain(); }

detail::abort_times pool::times_below() const { return core_->times_below(); }

void pool::report_below(report& r) const { core_->report_below(r); }

void pool::snapshot_below(std::vector<snapshot>& all) const { core_->snapshot_below(all); }

asio::awaitable<undo> pool::reload_below() { return detail::pool_core::reload(core_); }

void pool::add_busy_below(std::vector<detail::busy_code>& found) const { core_->add_busy_below(found); }

} // namespace stint
