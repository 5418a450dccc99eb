// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "lab/watcher.hpp"

#include <algorithm>

namespace lab
{

using stint::state;

void watcher::rests()
{
    if (dropped_ || on_.clock().next() <= on_.now())
        return;
    for (const auto& w : all_)
        check_leftovers(*w);
    if (given_up_)
        return;
    for (const auto& w : all_)
    {
        if (!w->life || w->given_up)
            continue;
        check_waits(*w);
        check_deadline(*w);
        check_end_is_heeded(*w);
        check_pool_runs(*w);
    }
}

/// A service of which nothing is left may run again.
void watcher::check_leftovers(const watched& w)
{
    const bool others_code = !w.plan.inner.empty() || w.plan.reload == reloading::takes_time;
    if (w.life && !others_code && !w.alive() && w.code == 0 && w.hooks == 0)
        require(w.life->report().empty(), w.path + ": is counted as there, but nothing of it is");
}

/// Who waits for a stop is told, and who can be cancelled is, wherever it executes.
void watcher::check_waits(const watched& w)
{
    require(!w.life->should_stop() || w.heeding_stop == 0, w.path + ": waits for the stop that has come");
    require(!w.alive() || on_.now() < w.life->deadline() || w.heeding_cancellation == 0,
            w.path + ": is not cancelled at its deadline");
}

/// The deadline of a pool is that of its services, at the latest.
void watcher::check_deadline(const watched& w)
{
    const auto pool = w.pool.lock();
    if (w.left_by_itself || w.alone) // the pool has not asked it yet
        return;
    if (w.state == state::stopping && pool && pool->life && pool->life->should_stop())
        require(w.life->deadline() <= std::max(pool->life->deadline(), on_.now()),
                w.path + ": may take longer than its pool");
}

/// A failure stops a service, and an end the pool, where it is to.
void watcher::check_end_is_heeded(const watched& w)
{
    const bool ends_below
        = std::any_of(all_.begin(), all_.end(), [&](const auto& other) { // the failure is told at once
              return other->path.starts_with(w.path + '/') && other->life
                     && (other->hooks != 0 || (other->alive() && other->life->deadline() != stint::never));
          });
    require(!w.alive() || !w.life->error() || w.life->deadline() != stint::never || ends_below,
            w.path + ": goes on after a failure");
    const auto pool = w.pool.lock();
    if (!pool || !pool->life || surgery_ || w.alone || w.stays_down || w.alive() || w.hooks != 0 || !w.has_ended)
        return;
    const auto reaction = w.life->error() ? w.plan.on_crash : w.plan.on_end;
    if (reaction == stint::reaction::stop_pool && !restarts(pool))
        require(!pool->alive() || pool->life->deadline() != stint::never, w.path + ": has ended, and its pool goes on");
}

/// A pool whose services are ready is ready.
void watcher::check_pool_runs(const watched& w)
{
    if (w.plan.inner.empty() || w.state != state::starting || w.life->deadline() != stint::never || w.hooks != 0)
        return;
    const bool all_ready = std::all_of(all_.begin(), all_.end(), [&](const auto& other) {
        const bool elsewhere = other->pool.lock().get() != &w || !other->life;
        return elsewhere || (other->state == state::running && other->hooks == 0);
    });
    require(!all_ready, w.path + ": is not running, but all its services are");
}

} // namespace lab
