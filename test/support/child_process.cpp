// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/child_process.hpp"

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

extern char** environ;

namespace stint_test
{
namespace
{

void check(int error, const char* what)
{
    if (error != 0)
        throw std::system_error(error, std::generic_category(), what);
}

/// False if nothing can be read by then.
bool wait_readable(int descriptor, std::chrono::steady_clock::time_point until)
{
    for (;;)
    {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return false;
        pollfd wanted{descriptor, POLLIN, 0};
        const int ready = ::poll(&wanted, 1, static_cast<int>(left.count()));
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            check(errno, "poll");
    }
}

} // namespace

child_process::child_process(const std::string& program, const std::vector<std::string>& arguments)
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        check(errno, "pipe2");
    out_ = ends[0];

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);

    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    constexpr int flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    ::posix_spawnattr_setflags(&attributes, static_cast<short>(flags));

    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (auto& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);

    const int failed = ::posix_spawn(&id_, program.c_str(), &actions, &attributes, argv.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (failed != 0)
        ::close(out_);
    check(failed, program.c_str());
}

child_process::~child_process()
{
    if (!reaped_)
    {
        ::kill(-id_, SIGKILL);
        ::waitpid(id_, nullptr, 0);
    }
    ::close(out_);
}

void child_process::signal(int number) const
{
    if (::kill(-id_, number) != 0)
        check(errno, "kill");
}

/// False at the end of the output.
bool child_process::read_more(clock::time_point until)
{
    if (!wait_readable(out_, until))
        throw std::runtime_error("the child is silent; it said:\n" + output_);
    char buffer[4096];
    const auto size = ::read(out_, buffer, sizeof buffer);
    if (size < 0)
        check(errno, "read");
    output_.append(buffer, static_cast<std::size_t>(size));
    return size > 0;
}

void child_process::wait_for(std::string_view text, int times)
{
    const auto until = clock::now() + patience;
    const auto complete = [&] {
        std::size_t at = 0;
        for (int i = 0; i < times; ++i)
        {
            at = output_.find(text, at);
            if (at == std::string::npos)
                return false;
            at += text.size();
        }
        return output_.find('\n', at) != std::string::npos;
    };
    while (!complete())
    {
        if (!read_more(until))
            throw std::runtime_error("the child ended without '" + std::string(text) + "'; it said:\n" + output_);
    }
}

int child_process::wait()
{
    const auto until = clock::now() + patience;
    while (read_more(until))
    {
    }
    const auto descriptor = static_cast<int>(::syscall(SYS_pidfd_open, id_, 0));
    if (descriptor < 0)
        check(errno, "pidfd_open");
    const bool ended = wait_readable(descriptor, until);
    ::close(descriptor);
    if (!ended)
        throw std::runtime_error("the child closed its output and does not end; it said:\n" + output_);
    int status = 0;
    if (::waitpid(id_, &status, 0) != id_)
        check(errno, "waitpid");
    reaped_ = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::string child_process::rest_of_line(std::string_view begin) const
{
    const auto at = output_.find(begin);
    if (at == std::string::npos)
        throw std::runtime_error("no '" + std::string(begin) + "' in:\n" + output_);
    const auto from = at + begin.size();
    return output_.substr(from, output_.find('\n', from) - from);
}

std::uint16_t child_process::port_after(std::string_view begin) const
{
    return static_cast<std::uint16_t>(std::stoi(rest_of_line(begin)));
}

} // namespace stint_test
