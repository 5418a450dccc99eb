// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/plain_world.hpp"
#include <stint/blocking.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <condition_variable>
#include <latch>
#include <mutex>
#include <signal.h>
#include <thread>

using namespace test;

namespace
{

/// Blocks until a stop is requested.
void wait_for(std::stop_token stop)
{
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait(lock, stop, [] { return false; });
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(blocking, plain_world)

BOOST_AUTO_TEST_CASE(runs_on_a_thread_of_its_own_until_the_stop)
{
    std::atomic<std::thread::id> where{};
    const auto life = make("poll", stint::blocking([&](std::stop_token stop) {
                               where = std::this_thread::get_id();
                               wait_for(stop);
                           }));
    const auto end = run(*life);
    until([&] { return where.load() != std::thread::id(); });
    BOOST_TEST((where.load() != std::this_thread::get_id()));
    BOOST_TEST(life->state() == state::running);
    life->stop();
    until([&] { return end.came(); });
    BOOST_TEST(end.clean());
    check(log, {"poll starting", "poll running", "poll stopping", "poll stopped"});
}

BOOST_AUTO_TEST_CASE(what_it_throws_crashes_the_service)
{
    const auto life = make("poll", stint::blocking([](std::stop_token) { throw std::runtime_error("no disk"); }));
    const auto end = run(*life);
    until([&] { return end.came(); });
    BOOST_TEST(end.text() == "no disk");
}

BOOST_AUTO_TEST_CASE(it_may_end_by_itself)
{
    const auto life = make("job", stint::blocking([](std::stop_token) {}));
    const auto end = run(*life);
    until([&] { return end.came(); });
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(it_may_say_itself_when_it_is_ready_and_what_it_does)
{
    const auto life = make("poll", stint::blocking([&](std::stop_token stop, stint::lifecycle& own) {
                               own.note("loading");
                               asio::co_spawn(own.get_executor(), own.running(), asio::use_future).get();
                               wait_for(stop);
                           }));
    const auto end = run(*life);
    until([&] { return life->state() == state::running; });
    BOOST_TEST(life->report().at(0).note == "loading");
    life->stop();
    until([&] { return end.came(); });
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_stop_before_the_run_starts_no_thread)
{
    bool ran = false;
    const auto life = make("poll", stint::blocking([&](std::stop_token) { ran = true; }));
    life->stop();
    const auto end = run(*life);
    until([&] { return end.came(); });
    BOOST_TEST(!ran);
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(signals_are_for_other_threads)
{
    sigset_t blocked;
    ::sigemptyset(&blocked);
    const auto life
        = make("job", stint::blocking([&](std::stop_token) { ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked); }));
    const auto end = run(*life);
    until([&] { return end.came(); });
    BOOST_TEST(::sigismember(&blocked, SIGTERM) == 1);
    sigset_t own;
    ::pthread_sigmask(SIG_BLOCK, nullptr, &own);
    BOOST_TEST(::sigismember(&own, SIGTERM) == 0);
}

BOOST_AUTO_TEST_CASE(a_thread_that_does_not_heed_the_stop_is_given_up_and_may_end_later)
{
    std::latch release(1);
    std::latch over(1);
    const auto life = make("deaf", stint::blocking([&](std::stop_token) {
                               release.wait();
                               over.count_down();
                           }));
    stint::service_params params;
    params.abort_grace = 1ms;
    life->set_params(params);
    const auto end = run(*life);
    until([&] { return life->state() == state::running; });
    life->stop(1ms);
    until([&] { return end.came(); });
    BOOST_TEST(end.failed_with(stint::error::shutdown_timeout));
    BOOST_TEST(is(thrown_by([&] {
                      auto again = life->async_run(asio::use_future);
                      settle();
                      again.get();
                  }),
                  stint::error::already_running)); // its code is still there
    release.count_down();
    over.wait();
    until([&] { return life->report().empty(); });
}

BOOST_AUTO_TEST_CASE(a_thread_may_outlive_the_context)
{
    const auto release = std::make_shared<std::latch>(1);
    const auto over = std::make_shared<std::latch>(1);
    {
        asio::io_context own;
        auto service = stint::make_service("deaf", stint::blocking([=](std::stop_token) {
                                               release->wait();
                                               over->count_down();
                                           }));
        const auto life = stint::make_lifecycle(own.get_executor(), *service);
        life->async_run([](std::exception_ptr) {});
        own.poll();
        BOOST_TEST(life->state() == state::running);
    }
    release->count_down();
    over->wait();
}

BOOST_AUTO_TEST_SUITE_END()
