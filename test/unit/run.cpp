// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What run refuses, and its exit codes where no signal is needed. Signals that end a process are for test/process.

#include "support/ending.hpp"
#include "support/services.hpp"
#include <stint/pool.hpp>
#include <stint/run.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <mutex>
#include <unistd.h>

using namespace test;
using namespace std::chrono_literals;

namespace
{

struct runner
{
    boost::asio::io_context io;
    std::mutex mutex;
    std::vector<stint::event> events;

    stint::run_params quietly()
    {
        stint::run_params p;
        p.logger = [this](const stint::event& e) {
            const std::lock_guard lock(mutex);
            events.push_back(e);
        };
        return p;
    }

    int run_one(body f) { return run_one(std::move(f), quietly()); }
    int run_one(body f, const stint::run_params& p)
    {
        plain_service service("a", std::move(f));
        return stint::run(io, service, p);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(run, runner)

BOOST_AUTO_TEST_CASE(prepare_is_given_the_outermost_lifecycle)
{
    auto p = quietly();
    std::vector<std::string> hooks;
    p.prepare = [&](stint::lifecycle& life) {
        BOOST_TEST(life.state() == stint::state::stopped);
        life.on_running([&](stint::service& s, stint::lifecycle& l) {
                hooks.push_back(s.name() + " is ready");
                l.stop();
            })
            .on_stopping([&](stint::service& s, stint::lifecycle&, stint::time_point) {
                hooks.push_back(s.name() + " leaves");
            });
    };
    stint::pool app{io, {.name = "outermost"}};
    app.add("a", server);
    BOOST_TEST(stint::run(io, app, p) == 0);
    BOOST_TEST(hooks == (std::vector<std::string>{"outermost is ready", "outermost leaves"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(bad_parameters)
{
    const auto refused = [&](auto set, stint::error expected) {
        auto p = quietly();
        set(p);
        return is(thrown_by([&] { run_one(server, p); }), expected);
    };
    using stint::error;
    BOOST_TEST(refused([](auto& p) { p.threads = 0; }, error::invalid_threads));
    BOOST_TEST(refused([](auto& p) { p.threads = -1; }, error::invalid_threads));
    BOOST_TEST(refused([](auto& p) { p.shutdown_timeout = -1ns; }, error::invalid_timeout));
    BOOST_TEST(refused([](auto& p) { p.blocked_limit = -1ns; }, error::invalid_timeout));
    BOOST_TEST(refused([](auto& p) { p.drain_delay = -1ns; }, error::invalid_timeout));
    BOOST_TEST(refused([](auto& p) { p.abort_grace = -1ns; }, error::invalid_timeout));
    plain_service unnamed("");
    BOOST_TEST(is(thrown_by([&] { stint::run(io, unnamed, quietly()); }), error::empty_name));
    BOOST_TEST(events.empty());
}

BOOST_AUTO_TEST_CASE(a_clean_end_is_0) { BOOST_TEST(run_one(quitter) == 0); }

BOOST_AUTO_TEST_CASE(a_crash_is_1)
{
    BOOST_TEST(run_one(crasher("disk full")) == 1);
    BOOST_TEST(stint::describe(events.back().error) == "disk full");
}

BOOST_AUTO_TEST_CASE(a_failed_start_is_2)
{
    BOOST_TEST(run_one(start_crasher("no port")) == 2);
    stint::pool app(io, {.start_timeout = 1ms});
    app.add("slow", slow_starter);
    BOOST_TEST(stint::run(io, app, quietly()) == 2);
}

BOOST_AUTO_TEST_CASE(a_service_that_runs_already_is_2)
{
    plain_service service("a", server);
    boost::asio::io_context own_io;
    const auto other = stint::make_lifecycle(own_io.get_executor(), service);
    other->async_run([](const std::exception_ptr&) {});
    own_io.poll();
    BOOST_TEST(stint::run(io, service, quietly()) == 2);
    BOOST_TEST_REQUIRE(events.size() == 1U);
    BOOST_TEST(is(events.front().error, stint::error::already_running));
    other->stop();
    own_io.run();
}

BOOST_AUTO_TEST_CASE(a_missed_deadline_is_3)
{
    const auto stops_itself = [](body f) {
        return [f](stint::lifecycle& own) {
            own.stop(1ms);
            return f(own);
        };
    };
    BOOST_TEST(run_one(stops_itself(deaf)) == 3);
    auto p = quietly();
    p.abort_grace = 1ms;
    boost::asio::io_context own_io; // what is given up stays in its context
    plain_service service("a", stops_itself(zombie));
    BOOST_TEST(stint::run(own_io, service, p) == 3);
}

BOOST_AUTO_TEST_CASE(a_deadline_that_is_long_past_is_missed_and_nothing_else)
{
    const auto result = run_one([](stint::lifecycle& own) {
        own.stop(stint::time_point::min());
        return deaf(own);
    });
    BOOST_TEST(result == 3);
}

BOOST_AUTO_TEST_CASE(a_context_that_is_stopped_meanwhile_is_1)
{
    const auto result = run_one([this](stint::lifecycle& own) -> boost::asio::awaitable<void> {
        co_await own.running();
        io.stop();
        co_await own.stop_requested();
    });
    BOOST_TEST(result == 1);
}

BOOST_AUTO_TEST_CASE(a_context_that_was_stopped_before_is_restarted)
{
    io.stop();
    BOOST_TEST(run_one(quitter) == 0);
    BOOST_TEST(run_one(quitter) == 0); // and it can be used again
}

BOOST_AUTO_TEST_CASE(a_context_that_is_stopped_after_the_end_is_none_of_the_next_run)
{
    auto p = quietly();
    p.prepare = [this](stint::lifecycle& life) { life.async_wait([this](std::exception_ptr) { io.stop(); }); };
    BOOST_TEST(run_one(quitter, p) == 0);
    BOOST_TEST(run_one(quitter) == 0);
}

/// AddressSanitizer looks whether the guard of the run is told after its end.
BOOST_AUTO_TEST_CASE(what_prepare_throws_leaves_nothing_behind)
{
    auto p = quietly();
    p.prepare = [](stint::lifecycle& life) {
        life.async_run([](std::exception_ptr) {});
        throw std::runtime_error("bad configuration");
    };
    BOOST_TEST(stint::describe(thrown_by([&] { run_one(server, p); })) == "bad configuration");
    io.restart();
    io.run();
    BOOST_TEST(run_one(quitter) == 0);
}

BOOST_AUTO_TEST_CASE(a_reload_that_is_refused_is_told)
{
    auto p = quietly();
    boost::asio::steady_timer told(io, 30s); // far more than it takes
    p.logger = [&, log = p.logger](const stint::event& e) {
        log.get()(e);
        if (e.what == stint::code::reload_failed)
            boost::asio::post(io, [&told] { told.cancel(); });
    };
    const auto starts_slowly = [&told](stint::lifecycle& own) -> boost::asio::awaitable<void> {
        ::kill(::getpid(), SIGHUP);
        auto wait = told.async_wait(boost::asio::as_tuple(boost::asio::deferred));
        const auto [ec] = co_await std::move(wait);
        BOOST_TEST(ec); // it was cancelled, and has not expired
        co_await own.running();
    };
    BOOST_TEST(run_one(starts_slowly, p) == 0);
}

BOOST_AUTO_TEST_CASE(another_handler_that_throws_is_1)
{
    boost::asio::post(io, [] { throw std::runtime_error("other"); });
    BOOST_TEST(run_one(server) == 1);
}

BOOST_AUTO_TEST_CASE(several_threads)
{
    auto p = quietly();
    p.threads = 4;
    stint::pool app(io);
    for (auto n = 0; n < 20; ++n)
        app.add(std::to_string(n), server);
    app.add("quitter", quitter);
    BOOST_TEST(stint::run(io, app, p) == 0);
}

BOOST_AUTO_TEST_CASE(the_logger_of_the_pool_is_used_if_there_is_no_other)
{
    auto seen = 0;
    stint::pool app(io, {.logger = [&](const stint::event&) { ++seen; }});
    app.add("a", quitter);
    BOOST_TEST(stint::run(io, app) == 0);
    BOOST_TEST(seen == 8);
    seen = 0;
    BOOST_TEST(stint::run(io, app, quietly()) == 0);
    BOOST_TEST(seen == 8); // the pool's own logger is still told
    BOOST_TEST(events.size() == 8U);
}

BOOST_AUTO_TEST_CASE(a_logger_of_a_pool_that_throws_crashes_nobody)
{
    const stint::logger full = [](const stint::event&) { throw std::runtime_error("no space left on device"); };
    stint::pool app(io, {.logger = full});
    stint::pool inner(io, {.name = "inner", .logger = full});
    inner.add("a", quitter);
    app.add(inner);
    BOOST_TEST(stint::run(io, app) == 0);
}

BOOST_AUTO_TEST_CASE(a_negative_shutdown_timeout_is_refused_whatever_the_pool_has)
{
    stint::pool app(io, {.stop_timeout = 5s});
    auto params = quietly();
    params.shutdown_timeout = -1s;
    BOOST_TEST(is(thrown_by([&] { stint::run(io, app, params); }), stint::error::invalid_timeout));
}

BOOST_AUTO_TEST_CASE(a_last_hook_that_is_cut_misses_the_deadline)
{
    auto params = quietly();
    params.abort_grace = 1ms;
    params.shutdown_timeout = 1ms;
    params.prepare = [](stint::lifecycle& life) {
        life.on_stopped(
            [](stint::service&, stint::lifecycle&) -> boost::asio::awaitable<void> { return wait_for_ever(); });
    };
    BOOST_TEST(run_one(quitter, params) == 3);
}

BOOST_AUTO_TEST_SUITE_END()
