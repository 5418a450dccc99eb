// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Each call of the system that a process makes fails once, and from each one on all fail: it says why it cannot start, or goes on.

#include "support/child_process.hpp"

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

using stint_test::child_process;

namespace
{

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true; // a process takes long to start
#else
constexpr bool sanitized = false;
#endif
constexpr int step = sanitized ? 3 : 1; // where each call is like the one before

/// The file of a socket that a process left behind which has died.
class stale_file
{
public:
    stale_file()
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path_.copy(address.sun_path, sizeof address.sun_path - 1);
        const int dead = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        BOOST_TEST_REQUIRE(::bind(dead, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        ::close(dead);
        held_ = ::open(path_.c_str(), O_PATH | O_CLOEXEC); // so that no other file gets its number
    }
    ~stale_file()
    {
        ::close(held_);
        ::unlink(path_.c_str());
    }
    stale_file(const stale_file&) = delete;
    stale_file& operator=(const stale_file&) = delete;

    const std::string& path() const { return path_; }

    /// True if there is a file, and it is another one.
    bool was_replaced() const
    {
        struct stat now;
        struct stat before;
        return ::lstat(path_.c_str(), &now) == 0 && ::fstat(held_, &before) == 0 && now.st_ino != before.st_ino;
    }

private:
    const std::string path_ = "/tmp/stint-test-" + std::to_string(::getpid()) + "-calls.sock";
    int held_ = -1;
};

/// The process with a call that fails.
class with_failing : public child_process
{
public:
    with_failing(const stale_file& file, const std::string& call, int first, int error, const std::string& how)
        : child_process(STINT_PROCESS_DIR "/process_failing_calls",
                        {file.path(), call, std::to_string(first), std::to_string(error), how}),
          reason_(std::strerror(error)),
          for_ever_(how == "on")
    {
    }

    /// Waits for the end. A clean one is that of a process which has served, or which has said that it cannot accept.
    void ends_well()
    {
        code_ = wait();
        if (code_ == 0)
        {
            BOOST_TEST(said("All services have stopped."), output());
            BOOST_TEST(said("app/steady cleaned up"), output());
            const bool served = said("web: served") && said("local: served");
            const bool cannot_accept = said("cannot accept connections and tries again. Cause: " + reason_);
            BOOST_TEST((served || (for_ever_ && cannot_accept)), output());
            return;
        }
        BOOST_TEST((code_ == 1 || code_ == 2), code_);
        BOOST_TEST(tells_the_reason(), output());
        BOOST_TEST(!said("Address already in use"), output()); // the file is stale
        BOOST_TEST(!said("web: served"), output());            // it is told when it comes, not when the process ends
    }

    int ended_with() const { return code_; }

    /// False if there were not so many calls.
    bool came(int first) const { return code_ != 0 || std::stoi(rest_of_line("calls: ")) >= first; }

private:
    bool tells_the_reason() const
    {
        const auto at = output().find(reason_);
        if (at == std::string::npos)
            return false;
        const auto begin = output().rfind('\n', at) + 1; // 0 in the first line
        const auto line = output().substr(begin, at - begin);
        const bool names_a_service = line.find("Cause: ") != std::string::npos;
        const bool names_a_call = line.find("thrown: ") != std::string::npos && line != "thrown: ";
        return names_a_service || names_a_call;
    }

    const std::string reason_;
    const bool for_ever_;
    int code_ = -1;
};

struct outcome
{
    int calls = 0;
    int harmful = 0; ///< those that the process did not survive
};

/// Lets the first, the second ... call fail, until there are no more.
outcome let_each_fail(const std::string& call, int error, const std::string& how)
{
    outcome seen;
    for (int first = 1;; first += how == "on" ? step : 1)
    {
        BOOST_TEST_CONTEXT(call << ' ' << first << ' ' << how << ": " << std::strerror(error))
        {
            const stale_file file;
            with_failing process(file, call, first, error, how);
            process.ends_well();
            BOOST_TEST(!file.was_replaced());
            BOOST_TEST_REQUIRE(first < 100);
            seen.harmful += process.ended_with() != 0;
            if (!process.came(first))
                return seen;
            seen.calls = first;
        }
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(failing_calls)

BOOST_AUTO_TEST_CASE(one_that_fails_once_is_the_reason_of_a_failed_start_or_does_no_harm)
{
    struct fault
    {
        std::string call;
        std::vector<int> errors;
        int at_least; ///< so many calls there are
        bool harmless = false;
    };
    const std::vector<fault> faults{{"socket", {EMFILE, ENFILE}, 3},
                                    {"accept", {EMFILE, ENOMEM}, 4, true}, // it is tried again
                                    {"epoll_create1", {EMFILE}, 2},
                                    {"eventfd", {ENFILE}, 2, true},        // Asio takes a pipe
                                    {"timerfd_create", {EMFILE}, 2, true}, // Asio takes the timeout of epoll_wait
                                    {"pipe", {EMFILE}, 1},
                                    {"bind", {ENOMEM}, 3},
                                    {"listen", {ENOMEM}, 2},
                                    {"pthread_create", {EAGAIN}, 5},
                                    {"posix_spawnp", {EAGAIN}, 1}};
    for (const auto& [call, errors, at_least, harmless] : faults)
    {
        for (const int error : errors)
        {
            if (sanitized && error != errors.front())
                continue;
            const auto seen = let_each_fail(call, error, "once");
            BOOST_TEST(seen.calls >= at_least, call);
            BOOST_TEST((seen.harmful == 0 || !harmless), call);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_process_without_descriptors_says_so)
{
    BOOST_TEST(let_each_fail("descriptor", EMFILE, "on").calls >= 15);
}

BOOST_AUTO_TEST_CASE(a_process_without_threads_says_so)
{
    BOOST_TEST(let_each_fail("pthread_create", EAGAIN, "on").calls >= 3);
}

BOOST_AUTO_TEST_CASE(a_process_that_is_killed_before_any_of_them_leaves_nothing_that_the_next_one_minds)
{
    const int killed = 0; // instead of an error
    for (int first = 1;; first += step)
    {
        BOOST_TEST_CONTEXT("killed before call " << first)
        {
            const stale_file file;
            with_failing victim(file, "any", first, killed, "once");
            const auto code = victim.wait();
            const bool lived_on = code == 0;
            BOOST_TEST((lived_on || code == -SIGKILL), victim.output());
            with_failing next(file, "none", 0, killed, "once");
            next.ends_well();
            BOOST_TEST(next.ended_with() == 0);
            BOOST_TEST(::access(file.path().c_str(), F_OK) != 0);
            BOOST_TEST_REQUIRE(first < 100);
            if (!lived_on)
                continue;
            BOOST_TEST(first > 20); // so many there are at least
            break;
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
