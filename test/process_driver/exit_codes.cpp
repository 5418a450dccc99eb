// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What a process ends with, and that the cause is logged before.

#include "support/child_process.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <string>
#include <vector>

namespace
{

struct crash : stint_test::child_process
{
    explicit crash(const std::string& when) : child_process(STINT_PROCESS_DIR "/process_crash", {when}) {}
};

struct ignores : stint_test::child_process
{
    ignores(const std::string& what, const std::string& deadline)
        : child_process(STINT_PROCESS_DIR "/process_ignores", {what, deadline})
    {
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(exit_codes)

BOOST_AUTO_TEST_CASE(clean_is_0)
{
    stint_test::child_process child(STINT_PROCESS_DIR "/process_graceful", {"1"});
    child.wait_for("ready");
    child.signal(SIGTERM);
    BOOST_TEST(child.wait() == 0);
    for (const auto* service : {"app/web", "app/db/writer", "app/db/shards/one", "app/db/shards/two"})
        BOOST_TEST(child.said(std::string(service) + " cleaned up"), child.output());
}

BOOST_AUTO_TEST_CASE(service_that_returns_is_0)
{
    crash child("returns");
    BOOST_TEST(child.wait() == 0);
    BOOST_TEST(child.said("app/web cleaned up"), child.output());
}

BOOST_AUTO_TEST_CASE(service_that_returns_before_it_is_running_is_0_and_is_warned_of)
{
    crash child("not_announced");
    BOOST_TEST(child.wait() == 0);
    BOOST_TEST(child.said("app/db/failing returned before it said that it is running"), child.output());
}

BOOST_AUTO_TEST_CASE(crash_while_running_is_1)
{
    const std::vector<std::pair<std::string, std::string>> cases{{"running", "disk on fire"},
                                                                 {"task", "task lost"},
                                                                 {"no_exception", "app/db/failing has crashed."},
                                                                 {"aborted", "Operation canceled"}};
    for (const auto& [when, cause] : cases)
    {
        BOOST_TEST_CONTEXT(when)
        {
            crash child(when);
            BOOST_TEST(child.wait() == 1);
            BOOST_TEST(child.said(cause), child.output());
            BOOST_TEST(child.said("app/db/failing has crashed. Cause: "), child.output());
            BOOST_TEST(child.said("app/web cleaned up"), child.output());
        }
    }
}

BOOST_AUTO_TEST_CASE(crash_while_stopping_is_1)
{
    const std::vector<std::pair<std::string, std::string>> cases{{"stopping", "cannot flush"},
                                                                 {"stopping_hook", "bad hook"}};
    for (const auto& [when, cause] : cases)
    {
        BOOST_TEST_CONTEXT(when)
        {
            crash child(when);
            child.wait_for("ready");
            child.signal(SIGINT);
            BOOST_TEST(child.wait() == 1);
            BOOST_TEST(child.said("app/db/failing has crashed. Cause: " + cause), child.output());
        }
    }
}

BOOST_AUTO_TEST_CASE(start_failure_is_2)
{
    const std::vector<std::pair<std::string, std::string>> cases{
        {"starting", "no disk"}, {"start_timeout", "start timeout"}, {"hook", "bad hook"}};
    for (const auto& [when, cause] : cases)
    {
        BOOST_TEST_CONTEXT(when)
        {
            crash child(when);
            BOOST_TEST(child.wait() == 2);
            BOOST_TEST(child.said("app/db/failing has crashed. Cause: "), child.output());
            BOOST_TEST(child.said(cause), child.output());
            BOOST_TEST(!child.said("ready"), child.output());
        }
    }
}

BOOST_AUTO_TEST_CASE(cut_at_the_deadline_is_3)
{
    ignores child("request", "200");
    child.wait_for("ready");
    child.signal(SIGTERM);
    BOOST_TEST(child.wait() == 3);
    BOOST_TEST(child.said("SERVICE_DEADLINE app/db/ledger missed its deadline"), child.output());
    BOOST_TEST(child.said("2 tasks, note: copying the ledger"), child.output());
    BOOST_TEST(child.said("SERVICE_STOPPED app/db/ledger has stopped"), child.output());
    BOOST_TEST(!child.said("SERVICE_GIVEN_UP"), child.output());
}

BOOST_AUTO_TEST_CASE(given_up_is_3)
{
    ignores child("cancellation", "200");
    child.wait_for("ready");
    child.signal(SIGTERM);
    BOOST_TEST(child.wait() == 3);
    BOOST_TEST(child.said("cancelled, ignored"), child.output());
    BOOST_TEST(child.said("SERVICE_GIVEN_UP app/db/ledger was given up"), child.output());
    BOOST_TEST(child.said("SERVICE_CRASHED app/db/ledger has crashed"), child.output());
    BOOST_TEST(child.said("SERVICE_POOL_CRASHED"), child.output());
    BOOST_TEST(child.said("SERVICE_STOPPED app/web has stopped"), child.output());
    BOOST_TEST(!child.said("PROCESS_FORCED"), child.output());
}

BOOST_AUTO_TEST_SUITE_END()
