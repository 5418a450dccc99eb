// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Loggers of the user's own, and what a sink of Boost.Log sees.

#include "support/child_process.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <string>

using stint_test::child_process;

namespace
{

/// Runs and stops it; its service crashes while it cleans up.
std::string output_of(const std::string& where, const std::string& running = "|SERVICE_POOL_RUNNING|app|")
{
    child_process child(STINT_PROCESS_DIR "/process_logging", {where});
    child.wait_for(running, where == "function" ? 2 : 1);
    child.signal(SIGTERM);
    BOOST_TEST(child.wait() == 1);
    return child.output();
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

BOOST_AUTO_TEST_SUITE(logs)

BOOST_AUTO_TEST_CASE(logger_of_run_gets_all_with_attributes)
{
    const auto text = output_of("run");
    for (const auto* record : {
             "run|SERVICE_POOL_STARTING|app|starting|info|Services are starting...|",
             "run|SERVICE_POOL_STARTING|app/db|starting|info|Services are starting... (app/db)|",
             "run|SERVICE_STARTING|app/db/writer|starting|info|app/db/writer is starting...|",
             "run|SERVICE_RUNNING|app/db/writer|running|info|app/db/writer is running.|",
             "run|SERVICE_POOL_RUNNING|app|running|info|All services are now running.|",
             "run|SIGNAL_RECEIVED|app|",
             "run|SERVICE_POOL_STOPPING|app|stopping|info|Services are now stopping...|",
             "run|SERVICE_CRASHED|app/db/writer|crashed|error|app/db/writer has crashed. Cause: cannot flush|",
             "run|SERVICE_POOL_CRASHED|app|crashed|error|Services have crashed. Cause: cannot flush|",
         })
        BOOST_TEST(has(text, record), record << " in:\n" << text);
}

BOOST_AUTO_TEST_CASE(logger_of_a_pool_replaces_the_default_one)
{
    const auto text = output_of("pool");
    BOOST_TEST(has(text, "pool|SERVICE_CRASHED|app/db/writer|crashed|error|"), text);
    BOOST_TEST(has(text, "pool|SIGNAL_RECEIVED|app|"), text);
    BOOST_TEST(!has(text, "\n|SERVICE_"), text); // no record of a logger without a channel
}

BOOST_AUTO_TEST_CASE(logger_of_a_nested_pool_gets_what_is_below_it)
{
    const auto text = output_of("nested");
    BOOST_TEST(has(text, "nested|SERVICE_CRASHED|app/db/writer|crashed|error|"), text);
    BOOST_TEST(has(text, "nested|SERVICE_POOL_CRASHED|app/db|crashed|error|"), text);
    BOOST_TEST(!has(text, "nested|SERVICE_POOL_CRASHED|app|"), text);
    BOOST_TEST(has(text, "\n|SERVICE_POOL_CRASHED|app|crashed|error|"), text); // the default one
}

BOOST_AUTO_TEST_CASE(loggers_of_run_and_of_the_pool_both_log)
{
    const auto text = output_of("both");
    for (const auto* channel : {"run", "pool"})
        BOOST_TEST(has(text, std::string(channel) + "|SERVICE_CRASHED|app/db/writer|"), text);
}

BOOST_AUTO_TEST_CASE(default_one_is_the_core_of_boost_log)
{
    const auto text = output_of("none");
    BOOST_TEST(has(text, "\n|SERVICE_CRASHED|app/db/writer|crashed|error|"), text);
    BOOST_TEST(has(text, "\n|SIGNAL_RECEIVED|app|"), text);
}

BOOST_AUTO_TEST_CASE(function_is_a_logger)
{
    const auto text = output_of("function", "All services are now running.");
    BOOST_TEST(has(text, "function: app/db/writer has crashed. Cause: cannot flush"), text);
    BOOST_TEST(has(text, "function: A signal asks app to stop."), text);
    BOOST_TEST(!has(text, "|SERVICE_"), text);
}

BOOST_AUTO_TEST_SUITE_END()
