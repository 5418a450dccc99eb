// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Ctrl+C at a real terminal skips the drain delay. SIGTERM does not, nor does a SIGINT from elsewhere.

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <poll.h>
#include <pty.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

using namespace std::chrono_literals;

namespace
{

/// A program that has a terminal of its own.
class terminal
{
public:
    explicit terminal(const char* program, const char* argument)
    {
        id_ = ::forkpty(&master_, nullptr, nullptr, nullptr);
        if (id_ == 0)
        {
            ::execl(program, program, argument, nullptr);
            ::_exit(127);
        }
        BOOST_TEST_REQUIRE(id_ > 0);
    }
    ~terminal()
    {
        if (id_ > 0)
        {
            ::kill(id_, SIGKILL);
            ::waitpid(id_, nullptr, 0);
        }
        ::close(master_);
    }
    terminal(const terminal&) = delete;
    terminal& operator=(const terminal&) = delete;

    pid_t id() const { return id_; }
    void press_ctrl_c() const { BOOST_TEST_REQUIRE(::write(master_, "\x03", 1) == 1); }

    void wait_for(const std::string& text)
    {
        while (said_.find(text) == std::string::npos)
            BOOST_TEST_REQUIRE(read_more(), "it has said: " << said_);
    }

    int wait()
    {
        while (read_more())
        {
        }
        int status = 0;
        ::waitpid(std::exchange(id_, -1), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

private:
    bool read_more()
    {
        pollfd wanted{master_, POLLIN, 0};
        char buffer[1000];
        if (::poll(&wanted, 1, 30000) <= 0)
            return false;
        const auto size = ::read(master_, buffer, sizeof buffer); // fails when the program has ended
        if (size > 0)
            said_.append(buffer, static_cast<std::size_t>(size));
        return size > 0;
    }

    pid_t id_ = -1;
    int master_ = -1;
    std::string said_;
};

/// A server with a drain delay of 15 s.
struct server : terminal
{
    server() : terminal(STINT_PROCESS_DIR "/process_drain", "15000") { wait_for("ready"); }
    const std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    bool quick() const { return std::chrono::steady_clock::now() - start < 10s; }
};

} // namespace

BOOST_AUTO_TEST_SUITE(terminal)

BOOST_AUTO_TEST_CASE(ctrl_c_skips_the_drain_delay)
{
    server s;
    s.press_ctrl_c();
    s.wait_for("no longer serving");
    BOOST_TEST(s.wait() == 0);
    BOOST_TEST(s.quick());
}

BOOST_AUTO_TEST_CASE(sigterm_does_not)
{
    server s;
    ::kill(s.id(), SIGTERM);
    s.wait_for("draining");
    s.press_ctrl_c(); // the second signal, which cuts
    BOOST_TEST(s.wait() == 3);
    BOOST_TEST(s.quick());
}

BOOST_AUTO_TEST_SUITE_END()
