// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A whole life of a process, with calls of the system that fail: it starts, serves a client of its own, is told to stop, and ends.
// Arguments: the path of a Unix-domain socket; which call (see interposed_calls.hpp), the first that fails, with which error (a
// number; 0: it kills the process), and whether all that follow fail too (once | on).

#include "process/held_input.hpp"
#include "process/interposed_calls.hpp"
#include "process/program.hpp"
#include <stint/blocking.hpp>
#include <stint/child_process.hpp>
#include <stint/listener.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include <atomic>
#include <csignal>
#include <exception>
#include <limits>
#include <stop_token>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

using asio::ip::tcp;
using unix_domain = asio::local::stream_protocol;

namespace
{

template <class Socket>
asio::awaitable<void> answer(Socket socket, stint::lifecycle&)
{
    co_await asio::async_write(socket, asio::buffer("served\n", 7), asio::deferred);
}

/// What a server says to a client, until the stop. The socket of the client is made by a call that does not fail.
template <class Endpoint>
std::string ask(const Endpoint& where, std::stop_token stop)
{
    const auto client
        = static_cast<int>(::syscall(SYS_socket, where.protocol().family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
    std::string text;
    {
        const std::stop_callback cut(std::move(stop), [client] { ::shutdown(client, SHUT_RDWR); });
        char c = 0;
        if (::connect(client, where.data(), static_cast<socklen_t>(where.size())) == 0)
        {
            while (::read(client, &c, 1) == 1 && c != '\n')
                text += c;
        }
    }
    ::close(client);
    return text;
}

/// A third signal would end the process by force.
void terminate_once()
{
    static std::atomic_flag sent;
    if (!sent.test_and_set())
        ::kill(::getpid(), SIGTERM);
}

/// As telling_ready(); a server that cannot accept will never serve the client that waits for it.
stint::logger giving_up_on_accepts()
{
    return [log = telling_ready()](const stint::event& e) {
        log.get()(e);
        if (e.what == stint::code::accept_paused)
            terminate_once();
    };
}

int serve(const std::string& path, bool accepts_never)
{
    asio::io_context io;
    stint::listener<tcp> web("web", tcp::endpoint(asio::ip::address_v4::loopback(), 0), answer<tcp::socket>);
    stint::listener<unix_domain> local("local", unix_domain::endpoint(path), answer<unix_domain::socket>);
    stint::pool app{io};
    app.add(web);
    app.add(local);
    app.add("steady", steady);
    app.add("program", stint::child_process("cat"));
    const auto client = [&](std::stop_token stop) {
        say("web: " + ask(web.local_endpoint(), stop));
        say("local: " + ask(local.local_endpoint(), stop));
        terminate_once();
    };
    stint::service_params last;
    last.after = {"web", "local", "steady", "program"};
    last.on_end = stint::reaction::ignore;
    app.add("client", stint::blocking(client), last);

    stint::run_params params;
    params.threads = 3;
    params.logger = accepts_never ? giving_up_on_accepts() : telling_ready();
    return stint::run(io, app, params);
}

} // namespace

int main(int argc, char** argv)
{
    const auto path = argument(argc, argv, 1);
    const bool on = argument(argc, argv, 5) == "on";
    hold_standard_input();
    interposed::chosen.call = argc > 2 ? argv[2] : ""; // it is read until the very end
    interposed::chosen.first = std::stoi(argument(argc, argv, 3));
    interposed::chosen.last = on ? std::numeric_limits<int>::max() : interposed::chosen.first;
    interposed::chosen.error = std::stoi(argument(argc, argv, 4));
    int code = 1;
    try
    {
        code = serve(path, on);
    }
    catch (const std::exception& e)
    {
        say(std::string("thrown: ") + e.what());
    }
    say("calls: " + std::to_string(interposed::seen));
    return code;
}
