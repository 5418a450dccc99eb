// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The example server where it cannot start, and its arguments.

#include "support/child_process.hpp"
#include "support/client.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <string>
#include <vector>

using stint_test::child_process;

BOOST_AUTO_TEST_SUITE(echo_start)

BOOST_AUTO_TEST_CASE(port_in_use_is_a_failed_start)
{
    const stint_test::listener other;
    child_process server(STINT_EXAMPLE_DIR "/echo_server", {std::to_string(other.port())});
    BOOST_TEST(server.wait() == 2);
    BOOST_TEST(server.said("app/echo has crashed. Cause: bind: Address already in use"), server.output());
}

BOOST_AUTO_TEST_CASE(bad_arguments_get_the_usage)
{
    const std::vector<std::vector<std::string>> cases{{"x"}, {"70000"}, {"0", "soon"}, {""}};
    for (const auto& arguments : cases)
    {
        child_process server(STINT_EXAMPLE_DIR "/echo_server", arguments);
        BOOST_TEST(server.wait() == 2);
        BOOST_TEST(server.said("usage: echo_server [PORT [SHUTDOWN_SECONDS]]"), server.output());
    }
}

BOOST_AUTO_TEST_CASE(says_where_it_listens_and_how_to_stop_it)
{
    child_process server(STINT_EXAMPLE_DIR "/echo_server", {"0"});
    server.wait_for("Stop it with Ctrl+C");
    BOOST_TEST(server.said("It listens on 127.0.0.1:"), server.output());
    server.wait_for("All services are now running");
    server.signal(SIGINT);
    BOOST_TEST(server.wait() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
