// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/plain_world.hpp"
#include <stint/from_callbacks.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <thread>

using namespace test;

namespace
{

/// A class as it was written before there were coroutines.
class old_server : public std::enable_shared_from_this<old_server>
{
public:
    old_server(stint::lifecycle& life, stint::completion done) : life_(life), done_(std::move(done)) {}

    void start()
    {
        asio::co_spawn(life_.get_executor(), life_.running(), [](std::exception_ptr) {});
        asio::co_spawn(life_.get_executor(), life_.stop_requested(),
                       [self = shared_from_this()](std::exception_ptr) { self->done_(); });
    }

private:
    stint::lifecycle& life_;
    stint::completion done_;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(from_callbacks, plain_world)

BOOST_AUTO_TEST_CASE(ends_when_the_completion_is_called)
{
    const auto life = make("old", stint::from_callbacks([](stint::lifecycle& own, stint::completion done) {
                               std::make_shared<old_server>(own, std::move(done))->start();
                           }));
    const auto end = run(*life);
    settle();
    BOOST_TEST(life->state() == state::running);
    life->stop();
    settle();
    BOOST_TEST(end.clean());
    check(log, {"old starting", "old running", "old stopping", "old stopped"});
}

BOOST_AUTO_TEST_CASE(an_error_crashes_the_service)
{
    const auto life = make("old", stint::from_callbacks([](stint::lifecycle&, stint::completion done) {
                               done(make_error_code(asio::error::connection_refused));
                           }));
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.text() == "Connection refused");
}

BOOST_AUTO_TEST_CASE(what_the_function_throws_does_so_too)
{
    const auto life = make("old", stint::from_callbacks([](stint::lifecycle&, stint::completion) {
                               throw std::runtime_error("no socket");
                           }));
    for (int again = 0; again != 2; ++again)
    {
        const auto end = run(*life);
        settle();
        BOOST_TEST(end.came());
        BOOST_TEST(end.text() == "no socket");
    }
}

BOOST_AUTO_TEST_CASE(a_completion_that_is_dropped_is_an_error_and_no_hang)
{
    const auto life = make("old", stint::from_callbacks([&](stint::lifecycle&, stint::completion done) {
                               asio::post(io, [done = std::move(done)] {}); // forgets to call it
                           }));
    const auto end = run(*life);
    settle();
    BOOST_TEST(end.failed_with(stint::error::never_completed));
}

BOOST_AUTO_TEST_CASE(it_may_be_called_on_any_thread_and_only_the_first_call_counts)
{
    std::thread other;
    const auto life = make("old", stint::from_callbacks([&](stint::lifecycle&, stint::completion done) {
                               other = std::thread([done = std::move(done)]() mutable {
                                   done();
                                   done(std::make_exception_ptr(std::runtime_error("late")));
                               });
                           }));
    const auto end = run(*life);
    until([&] { return end.came(); });
    other.join();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(the_deadline_does_not_end_the_wait_for_what_goes_on)
{
    std::optional<stint::completion> kept;
    const auto life = make("old", stint::from_callbacks([&](stint::lifecycle&, stint::completion done) {
                               kept.emplace(std::move(done));
                           }));
    const auto end = run(*life);
    settle();
    life->stop(0s);
    settle();
    BOOST_TEST(!end.came());
    (*kept)();
    settle();
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_completion_may_outlive_the_context)
{
    std::optional<stint::completion> kept;
    {
        asio::io_context own;
        auto service = stint::make_service("old", stint::from_callbacks([&](stint::lifecycle&, stint::completion done) {
                                               kept.emplace(std::move(done));
                                           }));
        const auto life = stint::make_lifecycle(own.get_executor(), *service);
        life->async_run([](std::exception_ptr) { BOOST_ERROR("it did not end"); });
        own.poll();
    }
    (*kept)();
}

BOOST_AUTO_TEST_SUITE_END()
