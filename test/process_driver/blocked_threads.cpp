// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A service occupies the thread for ever: the helper thread ends the process all the same.

#include "support/child_process.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <string>

using stint_test::child_process;
using namespace std::chrono_literals;

namespace
{

/// From now to its end. The helper thread forces it about 1.5 s after the last deadline.
void ends_by_force(child_process& child)
{
    const auto start = std::chrono::steady_clock::now();
    BOOST_TEST(child.wait() == 3);
    BOOST_TEST((std::chrono::steady_clock::now() - start < 10s));
    const auto at = child.output().find("The process is ended by force; still there:");
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, child.output());
    const auto report = child.output().substr(at);
    const auto from = report.find("app/db/stuck: ");
    BOOST_REQUIRE_MESSAGE(from != std::string::npos, report);
    const auto line = report.substr(from, report.find('\n', from) - from);
    BOOST_TEST(line.find("occupies a thread") != std::string::npos, line);
    BOOST_TEST(line.find("note: waiting for the lock") != std::string::npos, line);
}

} // namespace

BOOST_AUTO_TEST_SUITE(blocked_threads)

BOOST_AUTO_TEST_CASE(are_ended_after_the_deadline)
{
    for (const auto* how : {"pause", "condition"})
    {
        for (const auto* where : {"run", "task"})
        {
            BOOST_TEST_CONTEXT(how << ' ' << where)
            {
                child_process child(STINT_PROCESS_DIR "/process_blocked", {how, "200", "1", where});
                child.wait_for("blocked");
                child.signal(SIGTERM);
                ends_by_force(child);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(are_ended_when_other_threads_are_free)
{
    child_process child(STINT_PROCESS_DIR "/process_blocked", {"condition", "200", "4", "run"});
    child.wait_for("blocked");
    child.signal(SIGINT);
    ends_by_force(child);
}

/// Nobody learns of it on the strand.
BOOST_AUTO_TEST_CASE(are_ended_whoever_asks_for_the_stop)
{
    for (const auto* who : {"throw", "stop", "io"})
    {
        BOOST_TEST_CONTEXT(who)
        {
            child_process child(STINT_PROCESS_DIR "/process_blocked", {"condition", "200", "2", "run", who});
            ends_by_force(child);
        }
    }
}

BOOST_AUTO_TEST_CASE(are_ended_after_a_deadline_that_was_moved_forward_meanwhile)
{
    child_process child(STINT_PROCESS_DIR "/process_blocked", {"condition", "60000", "1", "hook", "hurry"});
    child.wait_for("ready");
    child.signal(SIGTERM);
    ends_by_force(child);
}

BOOST_AUTO_TEST_CASE(are_ended_when_a_hook_blocks)
{
    child_process child(STINT_PROCESS_DIR "/process_blocked", {"condition", "200", "1", "hook"});
    child.wait_for("ready");
    child.signal(SIGINT);
    child.wait_for("blocked");
    ends_by_force(child);
}

BOOST_AUTO_TEST_CASE(are_ended_soon_after_the_second_signal)
{
    for (const int number : {SIGINT, SIGTERM})
    {
        child_process child(STINT_PROCESS_DIR "/process_blocked", {"condition", "60000", "1", "run"});
        child.wait_for("blocked");
        child.signal(number);
        child.wait_for("asks app to stop");
        child.signal(number);
        ends_by_force(child);
        BOOST_TEST(child.said("Still there:"), child.output());
    }
}

BOOST_AUTO_TEST_SUITE_END()
