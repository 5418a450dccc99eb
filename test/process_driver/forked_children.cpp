// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A service that starts another program, by fork and exec or by child_process: whose signal is whose, and what the program inherits.

#include "support/child_process.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <fstream>
#include <string>
#include <thread>
#include <unistd.h>

using stint_test::child_process;

namespace
{

const std::string nothing_else = "program: 0 1 2, blocks 0000000000000000\n";

class forking : public child_process
{
public:
    explicit forking(const std::string& what) : child_process(STINT_PROCESS_DIR "/process_forks", {what}) {}

    void terminate_alone() const { ::kill(id(), SIGTERM); }

    void ends_gracefully()
    {
        BOOST_TEST(wait() == 0, output());
        BOOST_TEST(said("app/steady cleaned up"), output());
    }

    bool heard_of_a_stop() const { return said("A signal asks app to stop."); }
};

/// A child of a process, as soon as there is one.
pid_t child_of(pid_t parent)
{
    const auto id = std::to_string(parent);
    const auto until = std::chrono::steady_clock::now() + stint_test::patience;
    while (std::chrono::steady_clock::now() < until)
    {
        std::ifstream children("/proc/" + id + "/task/" + id + "/children");
        pid_t child = 0;
        if (children >> child)
            return child;
        std::this_thread::yield();
    }
    throw std::runtime_error("no child came");
}

std::string program_of(pid_t process)
{
    char target[1000];
    const auto size = ::readlink(("/proc/" + std::to_string(process) + "/exe").c_str(), target, sizeof target);
    return {target, size < 0 ? 0 : static_cast<std::size_t>(size)};
}

/// Does something while a child_process is not yet another program. On a busy machine that may need more than one attempt.
template <class Action>
void until_it_comes_before_the_exec(Action action)
{
    for (int attempts = 0; attempts != 50; ++attempts)
    {
        forking process("slow");
        const auto child = child_of(process.id());
        const bool before = program_of(child) == program_of(process.id());
        action(process, child);
        if (before)
            return;
    }
    BOOST_ERROR("the child always was faster");
}

} // namespace

BOOST_AUTO_TEST_SUITE(forked_children)

BOOST_AUTO_TEST_CASE(a_signal_to_the_child_before_its_exec_ends_it_and_nobody_else)
{
    for (const auto* what : {"child", "pending", "careless"})
    {
        BOOST_TEST_CONTEXT(what)
        {
            forking process(what);
            process.wait_for("child: signal 15");
            process.wait_for("reloaded: running"); // the signals come in their order, so no other one was before that
            BOOST_TEST(!process.heard_of_a_stop(), process.output());
            process.terminate_alone();
            process.ends_gracefully();
        }
    }
}

BOOST_AUTO_TEST_CASE(a_signal_to_the_parent_is_not_lost_and_does_not_end_the_child)
{
    for (const auto* what : {"parent", "raised"})
    {
        BOOST_TEST_CONTEXT(what)
        {
            forking process(what);
            process.wait_for("told to stop");
            process.ends_gracefully();
            BOOST_TEST(process.said("child: exit code 0"), process.output());
            BOOST_TEST(process.said(nothing_else), process.output());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_signal_to_both_is_heard_by_each)
{
    forking process("group");
    process.wait_for("forked");
    process.signal(SIGTERM);
    process.ends_gracefully();
    BOOST_TEST(process.said("child: signal 15"), process.output());
    BOOST_TEST(!process.said("a third ends the process"), process.output()); // the parent has heard of it once
}

BOOST_AUTO_TEST_CASE(an_exec_inherits_nothing_but_the_standard_streams)
{
    forking process("sockets");
    process.wait_for("child: exit code 0");
    BOOST_TEST(process.said(nothing_else), process.output());
    process.terminate_alone();
    process.ends_gracefully();
}

BOOST_AUTO_TEST_CASE(child_process_hands_on_nothing_but_the_standard_streams)
{
    forking process("spawned");
    process.wait_for("program:");
    BOOST_TEST(process.said(nothing_else), process.output());
    process.terminate_alone();
    process.ends_gracefully();
}

BOOST_AUTO_TEST_CASE(a_signal_to_a_child_process_before_its_exec_ends_it_and_nobody_else)
{
    until_it_comes_before_the_exec([](forking& process, pid_t child) {
        ::kill(child, SIGTERM);
        process.wait_for("app/program has crashed. Cause: app/program: cat: it was killed by signal 15");
        ::kill(process.id(), SIGHUP);
        process.wait_for("reloaded: running");
        BOOST_TEST(!process.heard_of_a_stop(), process.output());
        process.terminate_alone();
        process.ends_gracefully();
    });
}

BOOST_AUTO_TEST_CASE(a_signal_to_the_parent_before_the_exec_of_a_child_process_is_not_lost)
{
    until_it_comes_before_the_exec([](forking& process, pid_t) {
        process.terminate_alone();
        process.ends_gracefully();
        BOOST_TEST(process.heard_of_a_stop(), process.output());
    });
}

BOOST_AUTO_TEST_SUITE_END()
