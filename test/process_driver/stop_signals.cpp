// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// SIGINT and SIGTERM: the first, the second, the third, and early ones.

#include "support/child_process.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <string>

using stint_test::child_process;
using namespace std::chrono_literals;

namespace
{

constexpr int both[] = {SIGINT, SIGTERM};
const std::string long_deadline = "60000"; // longer than any test waits

child_process ignores(const std::string& what)
{
    return child_process(STINT_PROCESS_DIR "/process_ignores", {what, long_deadline});
}

class stopwatch
{
public:
    bool below(std::chrono::seconds limit) const { return std::chrono::steady_clock::now() - start_ < limit; }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

} // namespace

BOOST_AUTO_TEST_SUITE(stop_signals)

BOOST_AUTO_TEST_CASE(first_asks_to_stop)
{
    for (const int number : both)
    {
        for (const auto* threads : {"1", "4"})
        {
            child_process child(STINT_PROCESS_DIR "/process_graceful", {threads});
            child.wait_for("ready");
            const stopwatch since_signal;
            child.signal(number);
            BOOST_TEST(child.wait() == 0);
            BOOST_TEST(since_signal.below(10s));
            BOOST_TEST(child.said("app/db/shards/two cleaned up"), child.output());
            BOOST_TEST(child.said(number == SIGINT ? "A signal asks app to stop. (SIGINT, within 20 s"
                                                   : "A signal asks app to stop. (SIGTERM, within 20 s"),
                       child.output());
        }
    }
}

BOOST_AUTO_TEST_CASE(they_arrive_where_they_are_inherited_blocked)
{
    const std::string start = "import os, signal, sys\n"
                              "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM])\n"
                              "os.execv(sys.argv[1], sys.argv[1:])";
    child_process child("/usr/bin/env", {"python3", "-c", start, STINT_PROCESS_DIR "/process_graceful", "1"});
    child.wait_for("ready");
    child.signal(SIGTERM);
    BOOST_TEST(child.wait() == 0);
}

BOOST_AUTO_TEST_CASE(the_end_of_who_reads_the_log_does_not_cut_a_stop)
{
    const std::string pipe = "trap '' TERM; { " STINT_PROCESS_DIR "/process_graceful 1; echo \"code $?\" >&2; }"
                             " | sed -u /ready/q >&2"; // which ends then
    child_process shell("/bin/sh", {"-c", pipe});
    shell.wait_for("ready");
    shell.signal(SIGTERM);
    shell.wait_for("code ");
    BOOST_TEST(shell.rest_of_line("code ") == "0");
}

BOOST_AUTO_TEST_CASE(first_is_graceful_and_the_second_cancels_at_once_and_says_who_is_there)
{
    for (const int number : both)
    {
        auto child = ignores("request");
        child.wait_for("ready");
        child.signal(number);
        child.wait_for("asked to stop");
        child.wait_for("SERVICE_STOPPED app/web");
        child.wait_for("SERVICE_STOPPING app/db/ledger");
        BOOST_TEST(!child.said("SERVICE_DEADLINE"), child.output());

        const stopwatch since_second;
        child.signal(number);
        BOOST_TEST(child.wait() == 3);
        BOOST_TEST(since_second.below(10s));

        BOOST_TEST(child.said("again: everything is cancelled"), child.output());
        child.wait_for("SHUTDOWN_REPORT");
        const auto report = child.output().substr(child.output().find("SHUTDOWN_REPORT"));
        BOOST_TEST(report.find("app: stopping for ") != std::string::npos, report);
        BOOST_TEST(report.find("app/db: stopping for ") != std::string::npos, report);
        BOOST_TEST(report.find("app/db/ledger: stopping for ") != std::string::npos, report);
        BOOST_TEST(report.find("2 tasks, note: copying the ledger") != std::string::npos, report);
        BOOST_TEST(report.substr(0, report.find("note:")).find("app/web: ") == std::string::npos, report);
        BOOST_TEST(child.said("SERVICE_STOPPED app/db/ledger"), child.output());
    }
}

BOOST_AUTO_TEST_CASE(second_may_be_the_other_one)
{
    auto child = ignores("request");
    child.wait_for("ready");
    child.signal(SIGTERM);
    child.wait_for("asked to stop");
    child.signal(SIGINT);
    BOOST_TEST(child.wait() == 3);
    BOOST_TEST(child.said("SIGINT again"), child.output());
}

BOOST_AUTO_TEST_CASE(second_gives_up_who_ignores_even_the_cancellation)
{
    auto child = ignores("cancellation");
    child.wait_for("ready");
    child.signal(SIGTERM);
    child.wait_for("asked to stop");
    const stopwatch since_second;
    child.signal(SIGTERM);
    BOOST_TEST(child.wait() == 3);
    BOOST_TEST(since_second.below(10s));
    BOOST_TEST(child.said("SERVICE_GIVEN_UP app/db/ledger"), child.output());
}

BOOST_AUTO_TEST_CASE(third_ends_the_process)
{
    for (const int number : both)
    {
        child_process child(STINT_PROCESS_DIR "/process_blocked", {"condition", long_deadline, "1", "run"});
        child.wait_for("blocked");
        child.signal(number);
        child.wait_for("asks app to stop");
        child.signal(number);
        child.wait_for("again: everything is cancelled");
        const stopwatch since_third;
        child.signal(number);
        BOOST_TEST(child.wait() == 128 + number);
        BOOST_TEST(since_third.below(10s));
    }
}

BOOST_AUTO_TEST_CASE(during_the_start_stops_who_waits_for_the_stop)
{
    for (const auto* what : {"stop", "hook"})
    {
        child_process child(STINT_PROCESS_DIR "/process_start_hangs", {what});
        child.wait_for("starting");
        child.signal(SIGTERM);
        BOOST_TEST(child.wait() == 0);
        BOOST_TEST(child.said("slow cleaned up"), child.output());
        BOOST_TEST(child.said("app/web cleaned up"), child.output());
        BOOST_TEST(!child.said("never running"), child.output());
    }
}

BOOST_AUTO_TEST_CASE(during_a_start_that_hangs_cuts_it_at_the_deadline)
{
    child_process child(STINT_PROCESS_DIR "/process_start_hangs", {"nothing"});
    child.wait_for("starting");
    const stopwatch since_signal;
    child.signal(SIGINT);
    BOOST_TEST(child.wait() == 3);
    BOOST_TEST(since_signal.below(10s));
    BOOST_TEST(child.said("app/web cleaned up"), child.output());
    BOOST_TEST(!child.said("never running"), child.output());
}

BOOST_AUTO_TEST_CASE(before_anything_runs_is_not_lost)
{
    for (const auto* when : {"handler", "starting", "hook"})
    {
        child_process child(STINT_PROCESS_DIR "/process_early_signal", {when});
        BOOST_TEST(child.wait() == 0);
        BOOST_TEST(child.said("SIGTERM, within 20 s"), child.output());
    }
}

BOOST_AUTO_TEST_CASE(are_given_back)
{
    child_process child(STINT_PROCESS_DIR "/process_signals_given_back");
    child.wait_for("ready");
    BOOST_TEST(child.said("during: SIGINT changed"), child.output());
    child.signal(SIGINT);
    child.wait_for("waiting");
    BOOST_TEST(child.said("run: 0\nafter: SIGINT own restarts masks, SIGTERM default\nhandled: 1\n"), child.output());
    child.signal(SIGTERM);
    BOOST_TEST(child.wait() == -SIGTERM);
}

BOOST_AUTO_TEST_SUITE_END()
