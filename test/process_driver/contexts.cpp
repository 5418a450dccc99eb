// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What else happens on the io_context that run() was given.

#include "support/child_process.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <string>

using stint_test::child_process;

namespace
{

const char* const counts_of_threads[] = {"1", "4"};

child_process context(const std::string& what, const std::string& threads)
{
    return child_process(STINT_PROCESS_DIR "/process_context", {what, threads});
}

} // namespace

BOOST_AUTO_TEST_SUITE(contexts)

BOOST_AUTO_TEST_CASE(stopped_by_a_handler_still_stops_the_services)
{
    for (const auto* threads : counts_of_threads)
    {
        for (const auto* what : {"stopped_by_handler", "stopped_twice"})
        {
            auto child = context(what, threads);
            BOOST_TEST(child.wait() == 1);
            BOOST_TEST(child.said("app/web cleaned up"), child.output());
            BOOST_TEST(child.said("the io_context was stopped while services were running"), child.output());
        }
    }
}

BOOST_AUTO_TEST_CASE(handler_that_throws_stops_the_services)
{
    for (const auto* threads : counts_of_threads)
    {
        auto child = context("throws", threads);
        BOOST_TEST(child.wait() == 1);
        BOOST_TEST(child.said("app/web cleaned up"), child.output());
        BOOST_TEST(child.said("handler lost"), child.output());
    }
}

BOOST_AUTO_TEST_CASE(handler_that_throws_no_exception_stops_the_services)
{
    auto child = context("throws_int", "1");
    BOOST_TEST(child.wait() == 1);
    BOOST_TEST(child.said("app/web cleaned up"), child.output());
}

BOOST_AUTO_TEST_CASE(endless_work_does_not_keep_the_process)
{
    for (const auto* threads : counts_of_threads)
    {
        auto child = context("endless", threads);
        child.wait_for("ready");
        child.signal(SIGTERM);
        BOOST_TEST(child.wait() == 0);
        BOOST_TEST(child.said("app/web cleaned up"), child.output());
    }
}

BOOST_AUTO_TEST_CASE(stopped_before_is_restarted)
{
    auto child = context("stopped_before", "1");
    child.wait_for("ready");
    child.signal(SIGTERM);
    BOOST_TEST(child.wait() == 0);
}

BOOST_AUTO_TEST_CASE(threads_of_services_may_outlive_main)
{
    auto child = context("static_threads", "1");
    child.wait_for("ready");
    child.signal(SIGTERM);
    BOOST_TEST(child.wait() == 0);
    BOOST_TEST(child.said("app/worker cleaned up"), child.output());
}

BOOST_AUTO_TEST_CASE(can_be_run_twice)
{
    for (const auto* threads : counts_of_threads)
    {
        auto child = context("run_twice", threads);
        child.wait_for("ready");
        child.signal(SIGTERM);
        child.wait_for("first: 0");
        child.wait_for("ready", 2);
        child.signal(SIGTERM);
        BOOST_TEST(child.wait() == 0);
    }
}

BOOST_AUTO_TEST_SUITE_END()
