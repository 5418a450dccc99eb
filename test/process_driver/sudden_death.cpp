// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// SIGKILL at a random moment: whatever it leaves behind, the next process starts and serves on the same path. To repeat a run, set
// STINT_SEED to the seed that it printed.

#include "support/child_process.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>
#include <vector>

using stint_test::child_process;

namespace
{

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int deaths = 16; // a process takes long to start
#else
constexpr int deaths = 50;
#endif

const std::string path = "/tmp/stint-test-" + std::to_string(::getpid()) + "-death.sock";

bool file_is_there() { return ::access(path.c_str(), F_OK) == 0; }

/// Of the program unix_server.
class client
{
public:
    client() : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        const timeval limit{stint_test::patience.count(), 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~client() { ::close(socket_); }
    client(const client&) = delete;
    client& operator=(const client&) = delete;

    /// False if no answer comes: the server is gone, or not there yet.
    bool ask() const
    {
        constexpr std::string_view line = "hello\n";
        char answer[line.size()];
        return connected_ && ::send(socket_, line.data(), line.size(), MSG_NOSIGNAL) == std::ssize(line)
               && ::recv(socket_, answer, sizeof answer, MSG_WAITALL) == std::ssize(line)
               && std::string_view(answer, sizeof answer) == line;
    }

private:
    int socket_;
    bool connected_ = false;
};

constexpr int never = std::numeric_limits<int>::max();

/// Clients that ask a server until it dies, and send it a signal after the answer of that number.
class load
{
public:
    load(const child_process& server, int terminate_after, int kill_after)
        : server_(server.id()), terminate_after_(terminate_after), kill_after_(kill_after)
    {
        for (int i = 0; i != 3; ++i)
            clients_.emplace_back([this](const std::stop_token& stop) { ask(stop); });
    }

private:
    void ask(const std::stop_token& stop)
    {
        while (!stop.stop_requested())
        {
            const client c;
            while (!stop.stop_requested() && c.ask())
                answered(++answers_);
            std::this_thread::yield();
        }
    }

    void answered(int number) const
    {
        if (number == terminate_after_)
            ::kill(server_, SIGTERM);
        if (number == kill_after_)
            ::kill(server_, SIGKILL);
    }

    const pid_t server_;
    const int terminate_after_;
    const int kill_after_;
    std::atomic<int> answers_ = 0;
    std::vector<std::jthread> clients_;
};

class server : public child_process
{
public:
    /// @param drain_delay milliseconds
    /// @param last_byte of the log, at which it dies; 0: it does not
    explicit server(int drain_delay = 0, int last_byte = 0)
        : child_process(STINT_PROCESS_DIR "/process_unix_server",
                        {path, std::to_string(drain_delay), std::to_string(last_byte)})
    {
    }

    void wait_until_running() { wait_for("SERVICE_POOL_RUNNING app"); }
};

/// A life without a fault, and how long its log is at the end of its start and at its end.
struct orderly_life
{
    int started = 0;
    int ended = 0;

    orderly_life()
    {
        server s;
        s.wait_until_running();
        started = static_cast<int>(s.output().size());
        BOOST_TEST(client().ask());
        BOOST_TEST(file_is_there());
        s.signal(SIGTERM);
        BOOST_TEST(s.wait() == 0);
        BOOST_TEST(!file_is_there());
        ended = static_cast<int>(s.output().size());
    }
};

enum class moment
{
    at_once,
    starting,    // at a byte of the log
    serving,     // after an answer
    terminated,  // together with SIGTERM
    draining,    // after an answer that comes after SIGTERM
    stopping,    // at a byte of the log after SIGTERM
    last_of_all_ // none of them
};

const char* const names[] = {"at once", "starting", "serving", "terminated", "draining", "stopping"};

class death
{
public:
    death(std::mt19937& random, const orderly_life& life)
        : random_(random),
          life_(life),
          when_(static_cast<moment>(number(0, static_cast<int>(moment::last_of_all_) - 1)))
    {
    }

    const char* name() const { return names[static_cast<std::size_t>(when_)]; }

    void happen()
    {
        constexpr int long_drain = 10000; // longer than it lives
        const int answer = number(1, 200);
        switch (when_)
        {
        case moment::at_once:
        {
            server s;
            s.signal(SIGKILL);
            return died(s);
        }
        case moment::starting: return die_under_load(0, number(1, life_.started), never, never);
        case moment::serving: return die_under_load(0, 0, never, answer);
        case moment::terminated: return die_under_load(long_drain, 0, answer, answer);
        case moment::draining: return die_under_load(long_drain, 0, answer, answer + number(1, 200));
        case moment::stopping: return die_under_load(0, number(life_.started + 1, life_.ended), answer, never);
        case moment::last_of_all_: break;
        }
    }

private:
    int number(int least, int most) { return std::uniform_int_distribution(least, most)(random_); }

    static void died(server& s) { BOOST_TEST(s.wait() == -SIGKILL, s.output()); }

    void die_under_load(int drain_delay, int last_byte, int terminate_after, int kill_after) const
    {
        server s(drain_delay, last_byte);
        if (when_ != moment::starting)
            s.wait_until_running();
        const load clients(s, terminate_after, kill_after);
        died(s);
    }

    std::mt19937& random_;
    const orderly_life& life_;
    const moment when_;
};

unsigned int seed()
{
    const char* given = std::getenv("STINT_SEED");
    return given ? static_cast<unsigned int>(std::stoul(given)) : std::random_device()();
}

struct clean_path
{
    clean_path() { ::unlink(path.c_str()); }
    ~clean_path() { ::unlink(path.c_str()); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(sudden_death, clean_path)

BOOST_AUTO_TEST_CASE(at_any_moment_does_not_keep_the_next_process_from_serving)
{
    const auto first = seed();
    std::cout << "sudden_death: STINT_SEED=" << first << std::endl;
    std::mt19937 random(first);
    const orderly_life life;
    for (int i = 0; i != deaths; ++i)
    {
        death d(random, life);
        BOOST_TEST_CONTEXT("seed " << first << ", death " << i << ": " << d.name())
        {
            d.happen();
            orderly_life();
        }
    }
}

BOOST_AUTO_TEST_CASE(of_one_process_after_the_other_leaves_no_more_than_that_of_one)
{
    const auto first = seed();
    std::cout << "sudden_death: STINT_SEED=" << first << std::endl;
    std::mt19937 random(first);
    const orderly_life life;
    for (int i = 0; i != deaths / 2; ++i)
    {
        death d(random, life);
        BOOST_TEST_CONTEXT("seed " << first << ", death " << i << ": " << d.name())
        d.happen();
    }
    orderly_life();
}

BOOST_AUTO_TEST_CASE(is_no_excuse_for_taking_the_path_of_one_that_lives)
{
    {
        server dead;
        dead.wait_until_running();
        dead.signal(SIGKILL);
        BOOST_TEST(dead.wait() == -SIGKILL);
    }
    BOOST_TEST(file_is_there());
    server living;
    living.wait_until_running();
    const load clients(living, never, never);
    for (int i = 0; i != 3; ++i)
    {
        server rival;
        BOOST_TEST(rival.wait() == 2);
        BOOST_TEST(rival.said("cannot listen on " + path + ": Address already in use"), rival.output());
        BOOST_TEST(client().ask());
    }
    living.signal(SIGTERM);
    BOOST_TEST(living.wait() == 0);
    BOOST_TEST(!file_is_there());
}

BOOST_AUTO_TEST_SUITE_END()
