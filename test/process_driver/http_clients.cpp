// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The HTTP example with many connections, over real sockets, until a real signal.

#include "support/child_process.hpp"
#include "support/client.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <deque>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

using stint_test::child_process;
using stint_test::client;
using namespace std::chrono_literals;

namespace
{

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true; // slower, and each connection costs more
#else
constexpr bool sanitized = false;
#endif
#if defined(__OPTIMIZE__)
constexpr auto exit_limit = 1s;
#else
constexpr auto exit_limit = 2s;
#endif
constexpr std::size_t idle_clients = sanitized ? 500 : 10000;

const std::string program = STINT_EXAMPLE_DIR "/http_server";

class http_server : public child_process
{
public:
    http_server() : child_process(program, {"127.0.0.1:0"}) { wait_for("listens on 127.0.0.1:"); }
    /// With so many descriptors.
    explicit http_server(int descriptors)
        : child_process("/bin/sh",
                        {"-c", "ulimit -n " + std::to_string(descriptors) + "; exec " + program + " 127.0.0.1:0"})
    {
        wait_for("listens on 127.0.0.1:");
    }

    client connect() const { return client(port_after("listens on 127.0.0.1:")); }

    /// Processor time that it has used so far.
    std::chrono::milliseconds processor_time() const
    {
        std::ifstream file("/proc/" + std::to_string(id()) + "/stat");
        std::string field;
        for (int i = 0; i != 13; ++i)
            file >> field;
        long user = 0;
        long system = 0;
        file >> user >> system;
        return std::chrono::milliseconds((user + system) * 1000 / ::sysconf(_SC_CLK_TCK));
    }
};

const std::string request = "GET / HTTP/1.1\r\nHost: test\r\n\r\n";

/// The header of an answer and its text, which is one line.
std::string answer(client& c)
{
    std::string header;
    for (auto line = c.line(); line != "\r"; line = c.line())
        header += line + '\n';
    return header + c.line();
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

void raise_descriptor_limit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    BOOST_TEST_REQUIRE(limit.rlim_max > idle_clients + 100);
}

} // namespace

BOOST_AUTO_TEST_SUITE(http_clients)

BOOST_AUTO_TEST_CASE(ten_thousand_idle_ones_are_told_goodbye_in_order_within_a_second)
{
    raise_descriptor_limit();
    http_server server;
    std::vector<client> clients;
    for (std::size_t i = 0; i != idle_clients; ++i)
    {
        clients.push_back(server.connect());
        clients.back().send(request);
        const auto answered = answer(clients.back());
        if (!has(answered, "200 OK") || has(answered, "Connection: close"))
            BOOST_TEST_REQUIRE(answered == "", answered);
    }
    const auto start = std::chrono::steady_clock::now();
    server.signal(SIGTERM);
    BOOST_TEST(server.wait() == 0);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    BOOST_TEST_MESSAGE(idle_clients << " idle connections: " << took.count() << " s from SIGTERM to exit");
    BOOST_TEST((sanitized || took < exit_limit), took.count());
    for (auto& c : clients)
    {
        if (!c.rest().empty()) // throws if the connection was reset
            BOOST_ERROR("something came after the answer");
    }
}

BOOST_AUTO_TEST_CASE(a_thousand_in_the_middle_of_a_request_are_all_answered)
{
    http_server server;
    std::vector<client> clients;
    for (int i = 0; i != 1000; ++i)
    {
        clients.push_back(server.connect());
        clients.back().send(request.substr(0, 20));
    }
    server.signal(SIGTERM);
    server.wait_for("Services are now stopping");
    for (auto& c : clients)
        c.send(request.substr(20));
    std::size_t answered = 0;
    for (auto& c : clients)
    {
        const auto all = c.rest(); // to the orderly end
        answered += has(all, "200 OK") && has(all, "Connection: close") && has(all, "This is stint's HTTP server.\n");
    }
    BOOST_TEST(answered == clients.size());
    BOOST_TEST(server.wait() == 0);
}

BOOST_AUTO_TEST_CASE(those_that_never_finish_are_cut_and_counted)
{
    http_server server;
    std::vector<client> clients;
    for (int i = 0; i != 7; ++i)
    {
        clients.push_back(server.connect());
        clients.back().send(request.substr(0, 20));
    }
    server.signal(SIGTERM);
    server.wait_for("http is stopping"); // rung 2: the drain delay is over
    server.signal(SIGTERM);
    BOOST_TEST(server.wait() == 3);
    for (auto& c : clients)
        BOOST_TEST(c.is_cut());
    BOOST_TEST(server.said("app/http: stopping for"), server.output());
    BOOST_TEST(server.said("s, 7 tasks"), server.output());
}

BOOST_AUTO_TEST_CASE(readyz_says_first_that_the_server_leaves)
{
    http_server server;
    auto before = server.connect();
    before.send("GET /readyz HTTP/1.1\r\nHost: test\r\n\r\n");
    BOOST_TEST(has(answer(before), "200 OK"));
    server.signal(SIGTERM);
    server.wait_for("Services are now stopping");
    auto late = server.connect(); // it still accepts, and serves
    late.send("GET /readyz HTTP/1.1\r\nHost: test\r\n\r\n");
    const auto said = answer(late);
    BOOST_TEST(has(said, "503"), said);
    BOOST_TEST(has(said, "Connection: close"), said);
    before.send(request);
    BOOST_TEST(has(answer(before), "Connection: close"));
    BOOST_TEST(server.wait() == 0);
}

#if !defined(__SANITIZE_ADDRESS__) // UndefinedBehaviorSanitizer needs descriptors itself

BOOST_AUTO_TEST_CASE(a_lack_of_descriptors_costs_no_processor_time_and_passes)
{
    constexpr int descriptors = 50;
    http_server server(descriptors);
    auto slow = server.connect();
    std::deque<client> clients;
    for (int i = 0; i != descriptors + 50; ++i)
        clients.push_back(server.connect());
    server.wait_for("cannot accept connections");

    const auto before = server.processor_time();
    slow.send("GET /slow?ms=1500 HTTP/1.1\r\nHost: test\r\n\r\n");
    BOOST_TEST(has(answer(slow), "200 OK"));
    const auto used = server.processor_time() - before;
    BOOST_TEST_MESSAGE("without descriptors for 1.5 s: " << used.count() << " ms of processor time");
    BOOST_TEST((used < 300ms), used.count());

    while (clients.size() > 1)
        clients.pop_front();
    server.wait_for("accepts connections again");
    clients.back().send(request);
    BOOST_TEST(has(answer(clients.back()), "200 OK"));
    server.signal(SIGTERM);
    BOOST_TEST(server.wait() == 0);
}

#endif

BOOST_AUTO_TEST_SUITE_END()
