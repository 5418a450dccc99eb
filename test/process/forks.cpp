// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A service that forks, and becomes another program in the child. Argument: what happens before that.
//   child    the child gets SIGTERM
//   pending  the child gets SIGTERM while it still blocks signals
//   parent   the child sends SIGTERM to its parent
//   careless the child gets SIGTERM; it was forked without a thought of signals
//   raised   the parent gets SIGTERM while it forks
//   group    nothing: the driver sends a signal to both
//   sockets  a server accepts a connection
//   spawned  the same, and the program is started by stint::child_process
//   slow     stint::child_process looks long for its program
//   program  that is the other program: it says what it has

#include "process/held_input.hpp"
#include "process/program.hpp"
#include <stint/child_process.hpp>
#include <stint/listener.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

using asio::ip::tcp;
using unix_domain = asio::local::stream_protocol;

namespace
{

const char* const self = "/proc/self/exe";

/// The descriptors of this process.
std::vector<int> descriptors()
{
    std::vector<int> found;
    DIR* const directory = ::opendir("/proc/self/fd");
    while (const auto* const entry = ::readdir(directory))
    {
        const int number = std::atoi(entry->d_name);
        if (entry->d_name[0] != '.' && number != ::dirfd(directory))
            found.push_back(number);
    }
    ::closedir(directory);
    return found;
}

/// What it is: a socket, a pipe ...
std::string kind_of(int descriptor)
{
    char target[100];
    const auto size = ::readlink(("/proc/self/fd/" + std::to_string(descriptor)).c_str(), target, sizeof target);
    const std::string text(target, size < 0 ? 0 : static_cast<std::size_t>(size));
    return text.substr(0, text.find(":["));
}

/// Those that this program was started with are no business of the test.
void close_inherited_on_exec()
{
    for (const int descriptor : descriptors())
    {
        if (descriptor > STDERR_FILENO)
            ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    }
}

/// The other program.
int tell_what_it_has()
{
    std::string text = "program:";
    for (const int descriptor : descriptors())
        text += descriptor > STDERR_FILENO ? " +" + kind_of(descriptor) : ' ' + std::to_string(descriptor);
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
    {
        if (line.find("SigBlk:") == 0)
            text += ", blocks " + line.substr(line.find_first_not_of("\t ", 7));
    }
    say(text);
    return 0;
}

/// Signals come to this thread, too.
template <class Call>
auto unless_interrupted(Call call)
{
    auto result = call();
    while (result < 0 && errno == EINTR)
        result = call();
    return result;
}

/// A child that waits until it may become the other program. Unless it is careless, it blocks signals until it has the default actions, as
/// a process should that has handlers.
class forked
{
public:
    explicit forked(const std::string& what)
    {
        if (::pipe2(here_, O_CLOEXEC) != 0 || ::pipe2(go_, O_CLOEXEC) != 0)
            throw std::runtime_error("no pipe");
        char* const arguments[] = {const_cast<char*>(self), const_cast<char*>("program"), nullptr};
        const bool careless = what == "careless";
        const bool pending = what == "pending";
        const bool tells_parent = what == "parent";
        sigset_t all;
        sigset_t before;
        ::sigfillset(&all);
        ::pthread_sigmask(careless ? SIG_UNBLOCK : SIG_BLOCK, &all, &before);
        if (what == "raised")
            ::raise(SIGTERM);
        id_ = ::fork();
        if (id_ == 0) // only calls that a signal handler may make
        {
            struct sigaction by_default = {};
            by_default.sa_handler = SIG_DFL;
            for (const int number : {SIGINT, SIGTERM, SIGHUP})
            {
                if (!careless)
                    ::sigaction(number, &by_default, nullptr);
            }
            if (pending)
                wait();
            ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
            if (tells_parent)
                ::kill(::getppid(), SIGTERM);
            wait();
            ::execv(self, arguments);
            ::_exit(127);
        }
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        char c = 0;
        if (id_ < 0 || unless_interrupted([&] { return ::read(here_[0], &c, 1); }) != 1)
            throw std::runtime_error("no child");
    }
    ~forked()
    {
        for (const int each : {here_[0], here_[1], go_[0], go_[1]})
            ::close(each);
    }
    forked(const forked&) = delete;
    forked& operator=(const forked&) = delete;

    void signal(int number) const { ::kill(id_, number); }
    void go() const
    {
        if (::write(go_[1], "gg", 2) != 2) // it may wait twice
            throw std::runtime_error("cannot tell the child");
    }

    /// How it ended.
    std::string end() const
    {
        int status = 0;
        unless_interrupted([&] { return ::waitpid(id_, &status, 0); });
        return WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                                   : "exit code " + std::to_string(WEXITSTATUS(status));
    }

private:
    void wait() const
    {
        char c = 'h';
        if (::write(here_[1], &c, 1) != 1 || ::read(go_[0], &c, 1) != 1)
            ::_exit(126);
    }

    int here_[2] = {-1, -1};
    int go_[2] = {-1, -1};
    pid_t id_ = -1;
};

asio::awaitable<void> forking(stint::lifecycle& life, std::string what)
{
    co_await life.running();
    const forked child(what);
    say("forked");
    const bool killed = what == "child" || what == "careless" || what == "pending";
    if (killed)
    {
        child.signal(SIGTERM);
        if (what == "pending")
            child.go();
        say("child: " + child.end());
        ::kill(::getpid(), SIGHUP); // behind whatever the child has told us
    }
    if (what == "sockets")
    {
        child.go();
        say("child: " + child.end());
    }
    co_await life.stop_requested();
    say("told to stop");
    if (!killed && what != "sockets")
    {
        child.go();
        say("child: " + child.end());
    }
}

template <class Socket>
asio::awaitable<void> idle(Socket, stint::lifecycle& life)
{
    co_await life.stop_requested();
}

/// Has each kind of socket: two that listen, and both ends of a connection.
class servers
{
public:
    explicit servers(asio::io_context& io) : client_(io) {}

    void add_to(stint::pool& app)
    {
        app.add(web_);
        app.add(local_);
        stint::service_params after_web;
        after_web.after = {"web"};
        app.add(
            "client",
            [this](stint::lifecycle& life) -> asio::awaitable<void> {
                co_await client_.async_connect(web_.local_endpoint(), asio::deferred);
                ::fcntl(client_.native_handle(), F_SETFD, FD_CLOEXEC); // it is ours
                while (web_.connections() == 0)
                {
                    auto turn = asio::post(asio::bind_executor(life.get_executor(), asio::deferred));
                    co_await std::move(turn);
                }
                co_await life.running();
                co_await life.stop_requested();
            },
            after_web);
    }

private:
    const std::string path_ = "/tmp/stint-test-" + std::to_string(::getpid()) + "-forks.sock";
    stint::listener<tcp> web_{"web", tcp::endpoint(asio::ip::address_v4::loopback(), 0), idle<tcp::socket>};
    stint::listener<unix_domain> local_{"local", unix_domain::endpoint(path_), idle<unix_domain::socket>};
    tcp::socket client_;
};

/// So many places that the child is not yet another program for some time.
void search_long()
{
    std::string path;
    for (int i = 0; i != 40000; ++i)
        path += "/x:";
    ::setenv("PATH", (path + "/usr/bin:/bin").c_str(), 1);
}

} // namespace

int main(int argc, char** argv)
{
    const auto what = argument(argc, argv, 1);
    if (what == "program")
        return tell_what_it_has();
    close_inherited_on_exec();
    hold_standard_input();
    asio::io_context io;
    servers with_sockets(io);
    stint::pool app{io};
    app.add("steady", steady).on_reload([](stint::service&, stint::lifecycle& life) {
        say("reloaded: " + std::string(to_string(life.state())));
    });
    stint::service_params last;
    last.after = {"steady"};
    if (what == "sockets" || what == "spawned")
    {
        with_sockets.add_to(app);
        last.after = {"steady", "client", "local"};
    }
    last.on_end = stint::reaction::ignore;
    last.on_crash = stint::reaction::ignore;
    if (what == "slow")
    {
        search_long();
        app.add("program", stint::child_process("cat"), last);
    }
    else if (what == "spawned")
        app.add("program", stint::child_process(self, {"program"}), last);
    else
        app.add(
            "forking", [what](stint::lifecycle& life) { return forking(life, what); }, last);
    return stint::run(io, app, {.logger = telling_ready()});
}
