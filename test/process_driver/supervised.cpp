// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// What is repaired while a process runs leaves no trace in its exit code; SIGHUP reloads.

#include "support/child_process.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

using stint_test::child_process;

BOOST_AUTO_TEST_SUITE(supervised)

BOOST_AUTO_TEST_CASE(a_restarted_crash_and_a_cut_service_do_not_change_the_exit_code)
{
    child_process child(STINT_PROCESS_DIR "/process_supervised");
    child.wait_for("ready");
    child.wait_for("it is back");
    BOOST_TEST(child.said("app/flaky will be restarted in"), child.output());
    BOOST_TEST(child.said("app/deaf once missed its deadline"), child.output());
    child.signal(SIGTERM);
    BOOST_TEST(child.wait() == 0, child.output());
}

BOOST_AUTO_TEST_CASE(sighup_reloads)
{
    child_process child(STINT_PROCESS_DIR "/process_supervised");
    child.wait_for("ready");
    child.wait_for("it is back"); // else its cut may fall into the stop
    child.signal(SIGHUP);
    child.wait_for("app has reloaded");
    BOOST_TEST(child.said("reload 1"), child.output());
    BOOST_TEST(child.said("A signal asks app to reload. (SIGHUP)"), child.output());
    child.signal(SIGHUP);
    child.wait_for("app could not reload. Cause: bad configuration");
    child.signal(SIGHUP); // it goes on
    child.wait_for("reload 3");
    child.signal(SIGHUP); // more come while it reloads
    child.wait_for("reload 5");
    child.signal(SIGTERM);
    BOOST_TEST(child.wait() == 0, child.output());
    BOOST_TEST(!child.said("reload 2"), child.output());
}

BOOST_AUTO_TEST_SUITE_END()
