// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The example server and its clients, over real sockets, until a real signal.

#include "support/child_process.hpp"
#include "support/client.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <string>
#include <vector>

using stint_test::child_process;
using stint_test::client;
using namespace std::chrono_literals;

namespace
{

class echo_server : public child_process
{
public:
    explicit echo_server(const std::string& seconds) : child_process(STINT_EXAMPLE_DIR "/echo_server", {"0", seconds})
    {
        wait_for("All services are now running");
        wait_for("nc 127.0.0.1 ");
    }

    client connect() const { return client(port_after("nc 127.0.0.1 ")); }
};

class stopwatch
{
public:
    bool below(std::chrono::seconds limit) const { return std::chrono::steady_clock::now() - start_ < limit; }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

std::string ask(client& c, const std::string& line)
{
    c.send(line + '\n');
    return c.line();
}

constexpr int both[] = {SIGINT, SIGTERM};

} // namespace

BOOST_AUTO_TEST_SUITE(echo_clients)

BOOST_AUTO_TEST_CASE(are_served_side_by_side)
{
    echo_server server("20");
    auto first = server.connect();
    auto second = server.connect();
    BOOST_TEST(ask(second, "two") == "two");
    BOOST_TEST(ask(first, "one") == "one");
    BOOST_TEST(ask(second, "") == "");
    server.signal(SIGTERM);
    BOOST_TEST(first.rest() == "goodbye\n");
    BOOST_TEST(second.rest() == "goodbye\n");
    BOOST_TEST(server.wait() == 0);
}

BOOST_AUTO_TEST_CASE(that_pipeline_get_every_answer)
{
    echo_server server("20");
    auto c = server.connect();
    std::string lines;
    for (int i = 0; i < 1000; ++i)
        lines += "line " + std::to_string(i) + '\n';
    c.send(lines);
    for (int i = 0; i < 1000; ++i)
        BOOST_TEST(c.line() == "line " + std::to_string(i));
    server.signal(SIGTERM);
    BOOST_TEST(c.rest() == "goodbye\n");
    BOOST_TEST(server.wait() == 0);
}

BOOST_AUTO_TEST_CASE(that_are_idle_hear_goodbye_at_once)
{
    for (const int number : both)
    {
        echo_server server("60");
        auto idle = server.connect();
        auto silent = server.connect(); // never said anything
        BOOST_TEST(ask(idle, "hello") == "hello");
        auto after = server.connect();
        BOOST_TEST(ask(after, "the others are accepted") == "the others are accepted");
        const stopwatch since_signal;
        server.signal(number);
        BOOST_TEST(idle.rest() == "goodbye\n");
        BOOST_TEST(silent.rest() == "goodbye\n");
        BOOST_TEST(after.rest() == "goodbye\n");
        BOOST_TEST(server.wait() == 0);
        BOOST_TEST(since_signal.below(10s));
    }
}

BOOST_AUTO_TEST_CASE(finish_the_request_in_hand)
{
    for (const int number : both)
    {
        echo_server server("60");
        auto busy = server.connect();
        auto idle = server.connect();
        BOOST_TEST(ask(busy, "first") == "first");
        BOOST_TEST(ask(idle, "idle") == "idle");
        busy.send("begun ");
        BOOST_TEST(ask(idle, "the server has had time to read") == "the server has had time to read");
        server.signal(number);
        BOOST_TEST(idle.rest() == "goodbye\n"); // so the stop has come
        busy.send("and ended\n");
        BOOST_TEST(busy.line() == "begun and ended");
        BOOST_TEST(busy.rest() == "goodbye\n");
        BOOST_TEST(server.wait() == 0);
    }
}

BOOST_AUTO_TEST_CASE(that_never_finish_are_cut_at_the_deadline)
{
    echo_server server("1");
    auto stalled = server.connect();
    BOOST_TEST(ask(stalled, "hello") == "hello");
    auto idle = server.connect();
    stalled.send("never");
    BOOST_TEST(ask(idle, "idle") == "idle");
    const stopwatch since_signal;
    server.signal(SIGTERM);
    BOOST_TEST(idle.rest() == "goodbye\n");
    BOOST_TEST(stalled.is_cut());
    BOOST_TEST(server.wait() == 3);
    BOOST_TEST(since_signal.below(10s));
    BOOST_TEST(server.said("did not finish its request and is cut at the deadline"), server.output());
    BOOST_TEST(server.said("app/echo missed its deadline"), server.output());
    BOOST_TEST(server.said(", 1 task"), server.output());
}

BOOST_AUTO_TEST_CASE(are_cut_at_once_by_the_second_signal)
{
    for (const int number : both)
    {
        echo_server server("60");
        auto stalled = server.connect();
        auto idle = server.connect();
        stalled.send("never");
        BOOST_TEST(ask(idle, "idle") == "idle");
        server.signal(number);
        BOOST_TEST(idle.rest() == "goodbye\n");
        const stopwatch since_second;
        server.signal(number);
        BOOST_TEST(stalled.is_cut());
        BOOST_TEST(server.wait() == 3);
        BOOST_TEST(since_second.below(10s));
        BOOST_TEST(server.said("app/echo: stopping for "), server.output());
    }
}

BOOST_AUTO_TEST_CASE(all_see_an_orderly_close)
{
    echo_server server("60");
    std::vector<client> clients;
    for (int i = 0; i < 200; ++i)
    {
        clients.push_back(server.connect());
        clients.back().send("hello\n");
    }
    for (auto& c : clients)
        BOOST_TEST(c.line() == "hello");
    server.signal(SIGTERM);
    for (auto& c : clients)
        BOOST_TEST(c.rest() == "goodbye\n");
    BOOST_TEST(server.wait() == 0);
}

BOOST_AUTO_TEST_CASE(that_leave_are_no_failure)
{
    echo_server server("60");
    {
        auto gone = server.connect();
        BOOST_TEST(ask(gone, "hello") == "hello");
        auto in_a_line = server.connect();
        in_a_line.send("half");
    }
    auto stays = server.connect();
    BOOST_TEST(ask(stays, "still served") == "still served");
    server.signal(SIGTERM);
    BOOST_TEST(stays.rest() == "goodbye\n");
    BOOST_TEST(server.wait() == 0);
}

BOOST_AUTO_TEST_CASE(that_send_too_long_a_line_are_closed_alone)
{
    echo_server server("60");
    auto stays = server.connect();
    auto flood = server.connect();
    flood.send(std::string(65536, 'x'));
    BOOST_TEST(flood.is_cut());
    BOOST_TEST(ask(stays, "still served") == "still served");
    server.signal(SIGTERM);
    BOOST_TEST(server.wait() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
