// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "exception_of.hpp"
#include "lifecycle_access.hpp"
#include "process_guard.hpp"
#include "service_runner.hpp"
#include "start_thread.hpp"
#include "try_to.hpp"
#include <stint/error.hpp>
#include <stint/exit_code.hpp>
#include <stint/log.hpp>
#include <stint/make_lifecycle.hpp>
#include <stint/run.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace stint
{
namespace
{

/// The guard of a run. Shared with what may outlive run(): code that was given up, and handlers.
struct guard_of_run
{
    /// As long as this lives, the guard is there.
    class presence
    {
    public:
        presence(guard_of_run& of, detail::process_guard& guard) : of_(of) { of_.set(&guard); }
        ~presence() { of_.set(nullptr); }
        presence(const presence&) = delete;
        presence& operator=(const presence&) = delete;

    private:
        guard_of_run& of_;
    };

    bool is_there() const
    {
        const std::lock_guard lock(mutex_);
        return guard_ != nullptr;
    }

    void expect_end(time_point deadline) noexcept
    {
        detail::try_to([&] {
            const std::lock_guard lock(mutex_);
            if (guard_)
                guard_->expect_end(deadline);
        });
    }

private:
    void set(detail::process_guard* guard)
    {
        const std::lock_guard lock(mutex_);
        guard_ = guard;
    }

    mutable std::mutex mutex_; // what was given up may stop it when run() returns
    detail::process_guard* guard_ = nullptr;
};

observer observer_for(const service& s, const logger& chosen)
{
    const auto log = chosen ? chosen.get() : detail::service_access::own_observer(s);
    return log ? log : default_logger().get();
}

/// Runs the context on this thread until it is stopped, whatever its handlers throw.
void run_context(asio::io_context& io, const std::function<void(std::exception_ptr)>& thrown)
{
    for (;;)
    {
        try
        {
            io.run();
            return;
        }
        catch (...)
        {
            thrown(std::current_exception());
        }
    }
}

} // namespace

int run(asio::io_context& io, service& s, run_params params)
{
    if (params.threads < 1)
        throw_error(error::invalid_threads, s.name() + ": stint::run");
    if (params.shutdown_timeout < duration::zero())
        throw_error(error::invalid_timeout, s.name() + ": stint::run: shutdown_timeout");
    if (params.blocked_limit < duration::zero())
        throw_error(error::invalid_timeout, s.name() + ": stint::run: blocked_limit");

    const auto life = make_lifecycle(io.get_executor(), s);
    const auto crash_timeout = detail::service_access::own_stop_timeout(s).value_or(params.shutdown_timeout);
    service_params times;
    times.stop_timeout = crash_timeout;
    times.abort_grace = params.abort_grace;
    times.drain_delay = params.drain_delay;
    life->set_params(times);

    const auto log = observer_for(s, params.logger);
    if (params.logger || !detail::service_access::own_observer(s))
        life->on_event(log);

    // Asked for when it matters: services may be added meanwhile.
    const auto patience = [&s, grace = params.abort_grace] {
        const auto below = detail::service_access::times_below(s);
        const auto last_hooks = saturating_add(grace, grace);
        return detail::process_guard::patience{
            .blocked = std::max(grace, below.grace),
            .ladder
            = saturating_add(saturating_add(std::max(grace, below.until_joined), last_hooks), std::chrono::seconds(1))};
    };
    const auto guarded = std::make_shared<guard_of_run>();
    detail::lifecycle_access::watch_stops(*life, [guarded](time_point deadline) { guarded->expect_end(deadline); });
    detail::process_guard guard(*life, params.shutdown_timeout, patience, log); // from here on signals come
    const guard_of_run::presence until_return(*guarded, guard);

    const exit_code code_of_life(*life);
    life->on_event([guarded, path = life->path(), crash_timeout](const event& e) {
        if (e.service == path && is_final(e.state))
            guarded->expect_end(saturating_add(clock::now(), crash_timeout));
    });
    life->on_stopping([guarded](service&, lifecycle&, time_point deadline) { guarded->expect_end(deadline); });

    std::atomic<bool> outside_failure = false;
    const auto tell = [&](const std::exception_ptr& e, const char* details) {
        log({code::service_error, life->path(), life->state(), clock::now(), e, details});
    };
    const auto fail = [&](const std::exception_ptr& e) {
        outside_failure = true;
        detail::try_to([&] {
            tell(e, "(By the io_context or a handler of it that belongs to no service. The services are stopped.)");
        });
        life->stop(params.shutdown_timeout);
    };

    if (params.prepare)
        params.prepare(*life);
    if (params.blocked_limit != duration::zero())
        guard.watch_for_stalls(io.get_executor(), params.blocked_limit);

    std::atomic<bool> ended = false;
    bool refused = false;
    const auto begin = [&] {
        try
        {
            life->async_run([&](const std::exception_ptr& e) {
                refused = e && !life->error();
                if (refused)
                    tell(e, "(It is not started.)");
                ended = true;
                // Behind what is ready to run by now. Where the context is stopped before, this comes in another run.
                asio::post(io, [&io, guarded] {
                    if (guarded->is_there())
                        io.stop();
                });
            });
        }
        catch (...)
        {
            ended = true;
            io.stop(); // lets the threads end
            throw;
        }
    };

    std::atomic<bool> stopped_early = false;
    const auto work = [&] {
        run_context(io, fail);
        if (!ended && !stopped_early.exchange(true)) // by the first thread that leaves: code may block the others
            fail(detail::exception_of(error::context_stopped, life->path()));
    };

    const auto there_is_work = asio::make_work_guard(io);
    bool begun = false;
    while (!ended)
    {
        stopped_early = false;
        io.restart();
        {
            std::vector<std::jthread> threads;
            try // with fewer threads than were asked for, it stops
            {
                for (int i = 1; i < params.threads; ++i)
                    threads.push_back(detail::start_thread<std::jthread>(work, "cannot start a thread"));
            }
            catch (...)
            {
                fail(std::current_exception());
            }
            if (!std::exchange(begun, true)) // after a failure of the above, nothing is started
                begin();
            work();
        }
    }
    if (refused)
        return exit_code::start_failed;
    return outside_failure && !life->error() ? exit_code::crashed : code_of_life.value();
}

} // namespace stint
