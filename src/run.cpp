// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "process_guard.hpp"
#include "service_runner.hpp"
#include <stint/error.hpp>
#include <stint/log.hpp>
#include <stint/make_lifecycle.hpp>
#include <stint/run.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>
#include <vector>

namespace stint
{
namespace
{

enum exit_code
{
    clean = 0,
    crashed = 1,
    start_failed = 2,
    deadline_missed = 3
};

/// What the exit code depends on, gathered from the events.
struct outcome_of_run
{
    std::atomic<bool> was_running = false;
    std::atomic<bool> missed_deadline = false;
    std::atomic<bool> outside_failure = false;
};

bool is_error(const std::exception_ptr& e, error expected)
{
    try
    {
        std::rethrow_exception(e);
    }
    catch (const boost::system::system_error& failed)
    {
        return failed.code() == make_error_code(expected);
    }
    catch (...)
    {
        return false;
    }
}

int exit_code_of(const lifecycle& life, const outcome_of_run& seen)
{
    if (const auto first = life.error())
    {
        if (is_error(first, error::shutdown_timeout))
            return deadline_missed;
        return seen.was_running && !is_error(first, error::start_timeout) ? crashed : start_failed;
    }
    if (seen.outside_failure)
        return crashed;
    return seen.missed_deadline ? deadline_missed : clean;
}

observer observer_for(const service& s, const logger& chosen)
{
    if (chosen)
        return chosen.get();
    if (auto own = detail::service_access::own_observer(s))
        return own;
    return default_logger().get();
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

    const auto life = make_lifecycle(io.get_executor(), s);
    life->set_params({.start_timeout = {},
                      .stop_timeout = params.shutdown_timeout,
                      .abort_grace = params.abort_grace,
                      .drain_delay = params.drain_delay});

    const auto log = observer_for(s, params.logger);
    if (params.logger || !detail::service_access::own_observer(s))
        life->on_event(log);

    const auto grace = std::max(params.abort_grace, detail::service_access::least_abort_grace(s));
    detail::process_guard guard(*life, params.shutdown_timeout, grace + std::chrono::seconds(1), log);

    outcome_of_run seen;
    life->on_event([&](const event& e) {
        if (e.what == code::service_deadline)
            seen.missed_deadline = true;
        if (e.service != life->path())
            return;
        if (e.state == state::running)
            seen.was_running = true;
    });
    life->on_stopping([&](service&, lifecycle&, time_point deadline) { guard.expect_end(deadline); });

    const auto fail = [&](std::exception_ptr e) {
        seen.outside_failure = true;
        log({code::service_error, life->path(), life->state(), clock::now(), std::move(e), {}});
        life->stop(params.shutdown_timeout);
    };

    std::atomic<bool> ended = false;
    life->async_run([&](const std::exception_ptr&) {
        ended = true;
        asio::post(io, [&io] { io.stop(); }); // behind what is ready to run by now
    });

    const auto work = asio::make_work_guard(io);
    while (!ended)
    {
        io.restart();
        {
            std::vector<std::jthread> threads;
            for (int i = 1; i < params.threads; ++i)
                threads.emplace_back([&] { run_context(io, fail); });
            run_context(io, fail);
        }
        if (!ended)
            fail(std::make_exception_ptr(
                boost::system::system_error(make_error_code(error::context_stopped), life->path())));
    }
    return exit_code_of(*life, seen);
}

} // namespace stint
