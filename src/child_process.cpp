// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/child_process.hpp>
#include <stint/error.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/system/system_error.hpp>

#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace stint
{
namespace
{

[[noreturn]] void fail(int error, const std::string& what)
{
    throw boost::system::system_error(boost::system::error_code(error, boost::system::system_category()), what);
}

/// Then the system tells nobody how a process has ended: wait(2), NOTES.
bool ends_are_discarded()
{
    struct sigaction of_children = {};
    ::sigaction(SIGCHLD, nullptr, &of_children);
    return of_children.sa_handler == SIG_IGN || (of_children.sa_flags & SA_NOCLDWAIT) != 0;
}

/// posix_spawn(3) sees to what fork(2) in a process with threads and signal handlers gets wrong: the child neither runs our code
/// nor hands signals on to us.
class spawn_attributes
{
public:
    spawn_attributes()
    {
        sigset_t none;
        sigset_t all;
        ::sigemptyset(&none);
        ::sigfillset(&all);
        ::posix_spawnattr_init(&attributes_);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        ::posix_spawnattr_setflags(&attributes_,
                                   POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
    ~spawn_attributes() { ::posix_spawnattr_destroy(&attributes_); }
    spawn_attributes(const spawn_attributes&) = delete;
    spawn_attributes& operator=(const spawn_attributes&) = delete;

    const posix_spawnattr_t* get() const { return &attributes_; }

private:
    posix_spawnattr_t attributes_;
};

/// Only the standard streams are handed on: Asio's sockets are not close-on-exec, and would stay open with the child.
class spawn_files
{
public:
    spawn_files()
    {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    }
    ~spawn_files() { ::posix_spawn_file_actions_destroy(&actions_); }
    spawn_files(const spawn_files&) = delete;
    spawn_files& operator=(const spawn_files&) = delete;

    const posix_spawn_file_actions_t* get() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_;
};

/// A process that was started; killed when this is destroyed before its end.
class process
{
public:
    process(const std::string& program, const std::vector<std::string>& arguments)
    {
        std::vector<char*> argv{const_cast<char*>(program.c_str())};
        for (const auto& a : arguments)
            argv.push_back(const_cast<char*>(a.c_str()));
        argv.push_back(nullptr);
        if (ends_are_discarded())
            fail(ECHILD, "cannot watch " + program + ": SIGCHLD is ignored in this process: leave it at SIG_DFL");
        const spawn_attributes attributes;
        const spawn_files files;
        if (const int error
            = ::posix_spawnp(&id_, program.c_str(), files.get(), attributes.get(), argv.data(), ::environ))
            fail(error, "cannot start " + program);
    }
    ~process()
    {
        if (id_ < 0)
            return;
        kill(SIGKILL);
        const bool will_end = ::kill(id_, SIGKILL) == 0; // not one that has become another user's
        while (::waitpid(id_, nullptr, will_end ? 0 : WNOHANG) < 0 && errno == EINTR)
        {
        }
    }
    process(const process&) = delete;
    process& operator=(const process&) = delete;

    pid_t id() const { return id_; }
    void kill(int signal) const
    {
        ::kill(-id_, signal);
        if (::getpgid(id_) != id_) // it has left its group
            ::kill(id_, signal);
    }

    /// Makes the descriptor readable when the process has ended.
    void watch(asio::posix::stream_descriptor& ended, const std::string& program) const
    {
        const auto what = "cannot watch " + program + ": pidfd_open";
        const auto fd = static_cast<int>(::syscall(SYS_pidfd_open, id_, 0));
        if (fd < 0)
            fail(errno, what);
        boost::system::error_code ec;
        ended.assign(fd, ec);
        if (!ec)
            return;
        ::close(fd);
        fail(ec.value(), what);
    }

    /// The descriptor alone does not say so: with several threads, a wait of Asio's may complete although nothing has come.
    bool has_ended() const
    {
        siginfo_t info{};
        return ::waitid(P_PID, static_cast<id_t>(id_), &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid != 0;
    }

    /// The status of wait(2), of a process that has ended.
    int reap()
    {
        int status = 0;
        if (::waitpid(std::exchange(id_, -1), &status, 0) < 0)
            fail(errno, "waitpid");
        return status;
    }

private:
    pid_t id_ = -1;
};

std::string end_of(int status)
{
    return WIFSIGNALED(status) ? "it was killed by signal " + std::to_string(WTERMSIG(status))
                               : "its exit code is " + std::to_string(WEXITSTATUS(status));
}

} // namespace

child_process::child_process(std::string program, std::vector<std::string> arguments)
    : program_(std::move(program)), arguments_(std::move(arguments))
{
}

asio::awaitable<void> child_process::operator()(lifecycle& life) const
{
    process child(program_, arguments_);
    asio::posix::stream_descriptor ended(life.get_executor());
    child.watch(ended, program_);
    life.note("process " + std::to_string(child.id()));
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await life.running();

    bool stops = false;
    while (!stops && !child.has_ended())
    {
        auto end = ended.async_wait(asio::posix::stream_descriptor::wait_read, asio::deferred);
        stops = !co_await life.until_stop(std::move(end));
    }
    if (stops)
    {
        child.kill(SIGTERM);
        child.kill(SIGCONT); // one that is stopped would not hear of it
        bool deadline = false;
        while (!deadline && !child.has_ended())
        {
            const auto cancellation = co_await asio::this_coro::cancellation_state;
            deadline = cancellation.cancelled() != asio::cancellation_type::none; // it came before this wait
            if (deadline)
                break;
            auto heeded = ended.async_wait(asio::posix::stream_descriptor::wait_read, asio::as_tuple(asio::deferred));
            const auto [ec] = co_await std::move(heeded);
            deadline = ec.failed();
        }
        if (deadline)
        {
            child.kill(SIGKILL);
            co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
            while (!child.has_ended())
                co_await ended.async_wait(asio::posix::stream_descriptor::wait_read, asio::deferred);
        }
    }
    const bool asked = life.deadline() != never;
    if (asked)
        child.kill(SIGKILL); // what is left of its group
    const int status = child.reap();
    // 128 + n is how shells and virtual machines say that the signal n has ended them.
    const bool clean
        = WIFSIGNALED(status) ? asked : WEXITSTATUS(status) == 0 || (asked && WEXITSTATUS(status) == 128 + SIGTERM);
    if (!clean)
        throw_error(error::process_failed, life.path() + ": " + program_ + ": " + end_of(status));
}

} // namespace stint
