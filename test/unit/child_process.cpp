// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/plain_world.hpp"
#include <stint/child_process.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace test;
using program = stint::child_process;

namespace
{

struct shells : plain_world
{
    std::shared_ptr<stint::lifecycle> shell(const std::string& script)
    {
        return make("shell", program("/bin/sh", {"-c", script}));
    }

    /// The number of the process, from the note of its service.
    static pid_t id(const stint::lifecycle& life)
    {
        return std::stoi(life.report().at(0).note.substr(std::string("process ").size()));
    }

    static bool exists(pid_t id) { return ::kill(id, 0) == 0; }

    /// A fifo by which a script tells that it has come so far.
    class signpost
    {
    public:
        signpost()
        {
            BOOST_TEST_REQUIRE(::mkfifo(path_.c_str(), 0600) == 0);
            end_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
        }
        ~signpost()
        {
            ::close(end_);
            ::unlink(path_.c_str());
        }
        signpost(const signpost&) = delete;
        signpost& operator=(const signpost&) = delete;

        std::string command() const { return "echo here >" + path_; }
        void wait() const
        {
            char c = 0;
            BOOST_TEST_REQUIRE(::read(end_, &c, 1) == 1);
        }

    private:
        static inline int count = 0;
        const std::string path_ = "/tmp/stint-test-" + std::to_string(::getpid()) + '-' + std::to_string(++count);
        int end_;
    };
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(child_process, shells)

BOOST_AUTO_TEST_CASE(is_running_when_it_was_started_and_ends_with_the_program)
{
    const auto life = shell("exit 0");
    const auto end = run(*life);
    until([&] { return end.came(); });
    BOOST_TEST(end.clean());
    check(log, {"shell starting", "shell running", "shell stopping", "shell stopped"});
}

BOOST_AUTO_TEST_CASE(an_exit_code_is_a_crash)
{
    const auto life = shell("exit 7");
    const auto end = run(*life);
    until([&] { return end.came(); });
    BOOST_TEST(end.failed_with(stint::error::process_failed));
    BOOST_TEST(end.text().find("shell: /bin/sh: its exit code is 7") == 0U);
}

BOOST_AUTO_TEST_CASE(so_is_a_signal_that_nobody_asked_for)
{
    const auto life = shell("kill -KILL $$");
    const auto end = run(*life);
    until([&] { return end.came(); });
    BOOST_TEST(end.failed_with(stint::error::process_failed));
    BOOST_TEST(end.text().find("shell: /bin/sh: it was killed by signal 9") == 0U);
}

BOOST_AUTO_TEST_CASE(a_program_that_is_not_there_is_named)
{
    const auto life = make("ghost", program("/no/such/program"));
    const auto end = run(*life);
    until([&] { return end.came(); });
    BOOST_TEST(end.text() == "cannot start /no/such/program: No such file or directory");
}

BOOST_AUTO_TEST_CASE(where_ends_of_children_are_discarded_none_is_started)
{
    struct sigaction before = {};
    struct sigaction discarding = {};
    discarding.sa_handler = SIG_IGN;
    BOOST_TEST_REQUIRE(::sigaction(SIGCHLD, &discarding, &before) == 0);
    const auto life = shell("exit 0");
    const auto end = run(*life);
    until([&] { return end.came(); });
    ::sigaction(SIGCHLD, &before, nullptr);
    BOOST_TEST(end.text()
               == "cannot watch /bin/sh: SIGCHLD is ignored in this process: leave it at SIG_DFL: No child processes");
}

BOOST_AUTO_TEST_CASE(the_stop_terminates_the_whole_group)
{
    signpost ready;
    const auto life = shell("sleep 1000 & " + ready.command() + "; wait");
    const auto end = run(*life);
    settle();
    ready.wait();
    BOOST_TEST(life->state() == state::running);
    const auto leader = id(*life);
    BOOST_TEST(exists(-leader));
    life->stop();
    until([&] { return end.came(); });
    BOOST_TEST(end.clean());
    until([&] { return !exists(-leader); });
}

BOOST_AUTO_TEST_CASE(the_stop_terminates_a_program_that_has_left_its_group)
{
    signpost ready;
    const auto script = "setpgrp(0, getpgrp(getppid)); system(q{" + ready.command() + "}); sleep";
    const auto life = make("perl", program("perl", {"-e", script}));
    const auto end = run(*life);
    settle();
    ready.wait();
    life->stop();
    until([&] { return end.came(); });
    BOOST_TEST(end.clean());
}

BOOST_AUTO_TEST_CASE(a_program_may_clean_up)
{
    signpost ready;
    signpost cleaned;
    const auto life
        = shell("trap '" + cleaned.command() + "; exit 0' TERM; " + ready.command() + "; while :; do sleep 0.01; done");
    const auto end = run(*life);
    settle();
    ready.wait();
    life->stop();
    until([&] { return end.came(); });
    BOOST_TEST(end.clean());
    cleaned.wait();
}

BOOST_AUTO_TEST_CASE(an_exit_code_after_the_stop_is_a_crash_too)
{
    signpost ready;
    const auto life = shell("trap 'exit 9' TERM; " + ready.command() + "; while :; do sleep 0.01; done");
    const auto end = run(*life);
    settle();
    ready.wait();
    life->stop();
    until([&] { return end.came(); });
    BOOST_TEST(end.failed_with(stint::error::process_failed));
}

BOOST_AUTO_TEST_CASE(an_exit_code_that_stands_for_the_signal_is_none)
{
    signpost ready;
    const auto life = shell("trap 'exit 143' TERM; " + ready.command() + "; while :; do sleep 0.01; done");
    const auto end = run(*life);
    settle();
    ready.wait();
    life->stop();
    until([&] { return end.came(); });
    BOOST_TEST(end.clean(), end.text());
}

BOOST_AUTO_TEST_CASE(a_process_that_is_stopped_hears_of_the_stop)
{
    const auto life = shell("kill -STOP $$");
    const auto end = run(*life);
    settle();
    siginfo_t info{};
    BOOST_TEST(::waitid(P_PID, static_cast<id_t>(id(*life)), &info, WSTOPPED | WNOWAIT) == 0);
    life->stop();
    until([&] { return end.came(); });
    BOOST_TEST(end.clean(), end.text());
    BOOST_TEST((life->deadline() > stint::clock::now())); // not by the deadline
}

BOOST_AUTO_TEST_CASE(the_deadline_kills_also_one_that_comes_with_the_stop)
{
    for (const auto timeout : {1ms, 0ms})
    {
        signpost ready;
        const auto life = shell("trap '' TERM; " + ready.command() + "; while :; do sleep 0.01; done");
        const auto end = run(*life);
        settle();
        ready.wait();
        const auto leader = id(*life);
        life->stop(timeout);
        until([&] { return end.came(); });
        BOOST_TEST(end.clean());
        until([&] { return !exists(leader); });
    }
}

BOOST_AUTO_TEST_CASE(begins_with_no_signal_blocked_or_ignored)
{
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, &before);
    const auto life
        = shell("grep -q 'SigBlk:.*0000000000000000' /proc/self/status && "
                "grep -q 'SigIgn:.*[08]0000000$' /proc/self/status"); // glibc ignores its signals 32 and 33;
    const auto end = run(*life);
    settle();
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    until([&] { return end.came(); });
    BOOST_TEST(end.clean(), end.text());
}

BOOST_AUTO_TEST_CASE(no_descriptor_but_the_standard_streams_is_handed_on)
{
    const int open_one = ::open("/dev/null", O_RDONLY); // not close-on-exec, as Asio's sockets
    const auto life = shell("test ! -e /proc/self/fd/" + std::to_string(open_one));
    const auto end = run(*life);
    until([&] { return end.came(); });
    ::close(open_one);
    BOOST_TEST(end.clean(), end.text());
}

BOOST_AUTO_TEST_CASE(is_killed_when_its_context_is_destroyed)
{
    pid_t leader = 0;
    {
        asio::io_context own;
        auto service = stint::make_service("shell", program("/bin/sh", {"-c", "sleep 1000"}));
        const auto life = stint::make_lifecycle(own.get_executor(), *service);
        life->async_run([](std::exception_ptr) {});
        own.poll();
        BOOST_TEST_REQUIRE(life->state() == state::running);
        leader = id(*life);
        BOOST_TEST(exists(leader));
    }
    BOOST_TEST(!exists(leader));
}

BOOST_AUTO_TEST_SUITE_END()
