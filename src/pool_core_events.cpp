// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "plain_text.hpp"
#include "pool_core.hpp"
#include "pool_core_impl.hpp"

#include <iomanip>
#include <utility>

namespace stint::detail
{

void pool_core::child_event(const event& e)
{
    if (!own_strand().running_in_this_thread()) // only then is a copy of it made
        return own_strand().post_for(*this, [this, e = e] { child_event(e); });
    if (life_)
        life_->emit(e);
}

void pool_core::tell(code what, const lifecycle& of, std::string details)
{
    if (is_observed())
        life_->emit({what, of.path(), of.state(), now(), nullptr, std::move(details)});
}

void pool_core::tell_critical_path(const char* of_what, const time_spans& spans, time_spans::direction d)
{
    if (!is_observed())
        return;
    std::string path;
    {
        const std::lock_guard lock(mutex_);
        path = spans.critical_path(graph_, d);
    }
    if (!path.empty())
        tell(code::critical_path, *life_, of_what + path);
}

void pool_core::tell_restart(std::size_t i)
{
    if (!is_observed())
        return;
    const auto life = child_at(i).life;
    if (!life) // its observer has removed it meanwhile
        return;
    plain_text details;
    {
        const std::lock_guard lock(mutex_);
        const auto now = this->now();
        const auto at = machine_.restart_at(i, now);
        details << "in " << std::fixed << std::setprecision(3)
                << std::chrono::duration<double>(at == never ? duration::zero() : at - now).count() << " s, restart "
                << machine_.restarts(i) << '.';
    }
    tell(code::service_restarting, *life, details.str());
}

} // namespace stint::detail
