// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Clients are served while load balancers learn that the process is leaving.

#include "support/child_process.hpp"
#include "support/client.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <string>

using stint_test::child_process;
using stint_test::client;
using namespace std::chrono_literals;

namespace
{
std::uint16_t port_of(const child_process& child) { return child.port_after("port "); }
} // namespace

BOOST_AUTO_TEST_SUITE(drain_delay)

BOOST_AUTO_TEST_CASE(serves_until_its_end)
{
    child_process child(STINT_PROCESS_DIR "/process_drain", {"1000"});
    child.wait_for("ready");
    const auto start = std::chrono::steady_clock::now();
    child.signal(SIGTERM);
    child.wait_for("draining");
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(client(port_of(child)).rest() == "served\n");
    BOOST_TEST(child.wait() == 0);
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 1000ms));
    BOOST_TEST(child.said("no longer serving"), child.output());
}

BOOST_AUTO_TEST_CASE(ends_with_the_second_signal)
{
    child_process child(STINT_PROCESS_DIR "/process_drain", {"15000"});
    child.wait_for("ready");
    const auto start = std::chrono::steady_clock::now();
    child.signal(SIGTERM);
    child.wait_for("draining");
    BOOST_TEST(client(port_of(child)).rest() == "served\n");
    child.signal(SIGTERM);
    BOOST_TEST(child.wait() == 3);
    BOOST_TEST((std::chrono::steady_clock::now() - start < 10s));
}

BOOST_AUTO_TEST_SUITE_END()
