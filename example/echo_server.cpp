// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A server: lines are echoed, each connection is a session. On Ctrl+C requests in hand are finished, idle connections are told
// goodbye at once, and a client that does not finish its line is cut at the deadline.
//
// usage: echo_server [PORT [SHUTDOWN_SECONDS]]     0 takes a free port; default 7000 and 20
//
// By hand, to show the parts. stint::listener does the accept loop, and more (see http_server.cpp).

#include <stint.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/lexical_cast.hpp>
#include <boost/log/trivial.hpp>

#include <atomic>
#include <cstdint>
#include <iostream>

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

struct statistics
{
    std::size_t connections = 0;
    std::size_t requests = 0;
};

/// Serves one connection. A request is a line.
asio::awaitable<void> session(tcp::socket socket, statistics& stats, stint::lifecycle& life)
{
    boost::system::error_code gone; // the client may be, already
    const auto client = boost::lexical_cast<std::string>(socket.remote_endpoint(gone));
    constexpr std::size_t longest_line = 65536;
    std::string lines;
    ++stats.connections;
    try
    {
        for (;;)
        {
            if (lines.empty()) // idle: the stop ends the wait; from the first byte of a line on, only the deadline does
            {
                lines.resize(512);
                auto reading = socket.async_read_some(asio::buffer(lines), asio::deferred);
                const auto size = co_await life.until_stop(std::move(reading));
                lines.resize(size.value_or(0));
                if (!size && socket.available() == 0) // else a line has come already
                    break;
            }
            const auto size = co_await asio::async_read_until(socket, asio::dynamic_buffer(lines, longest_line), '\n',
                                                              asio::deferred);
            co_await asio::async_write(socket, asio::buffer(lines.data(), size), asio::deferred);
            lines.erase(0, size);
            ++stats.requests;
        }
        co_await asio::async_write(socket, asio::buffer("goodbye\n", 8), asio::deferred);
    }
    catch (const boost::system::system_error& e)
    {
        if (e.code() == asio::error::operation_aborted)
            BOOST_LOG_TRIVIAL(warning) << "client " << client
                                       << " did not finish its request and is cut at the deadline";
        else if (e.code() != asio::error::eof)
            BOOST_LOG_TRIVIAL(warning) << "client " << client << ": " << e.what();
    }
    --stats.connections;
}

class echo_server final : public stint::service
{
public:
    echo_server(tcp::endpoint where, statistics& stats) : where_(where), stats_(stats) {}
    std::string name() const override { return "echo"; }

private:
    asio::awaitable<void> run(stint::lifecycle& life) override
    {
        tcp::acceptor acceptor(life.get_executor(), where_);
        std::cout << "An echo server, one session per connection. It listens on " << acceptor.local_endpoint()
                  << ".\nTry it with: nc 127.0.0.1 " << acceptor.local_endpoint().port()
                  << "\nStop it with Ctrl+C (again to cut all connections at once).\n"
                  << std::flush;
        co_await life.running();
        while (auto socket = co_await life.until_stop(acceptor.async_accept(asio::deferred)))
            life.spawn(session(std::move(*socket), stats_, life));
    }

    tcp::endpoint where_;
    statistics& stats_;
};

/// Does something every now and then, and finishes what it has begun.
auto every(stint::duration interval, std::function<void()> work)
{
    return [interval, work = std::move(work)](stint::lifecycle& life) -> asio::awaitable<void> {
        asio::steady_timer timer(life.get_executor(), interval);
        co_await life.running();
        while (co_await life.until_stop(timer.async_wait(asio::deferred)))
        {
            work();
            timer.expires_after(interval);
        }
    };
}

int argument(int argc, char** argv, int index, int highest, int by_default)
{
    const int value = index < argc ? boost::lexical_cast<int>(argv[index]) : by_default;
    if (value < 0 || value > highest)
        throw boost::bad_lexical_cast();
    return value;
}

int main(int argc, char** argv)
{
    try
    {
        const auto port = argument(argc, argv, 1, 65535, 7000);
        const auto seconds = argument(argc, argv, 2, 86400, 20);

        asio::io_context io;
        statistics stats;
        std::atomic<std::size_t> turns = 0; // shared by services of two pools, which have a strand each

        stint::pool workers{io, {.name = "workers"}};
        workers.add("compactor", every(1s, [&] { ++turns; }));
        workers.add("cleaner", every(3s, [&] { ++turns; }));

        stint::pool app{io};
        app.add(std::make_unique<echo_server>(
            tcp::endpoint{asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port)}, stats));
        app.add("ticker", every(10s, [&] {
                    BOOST_LOG_TRIVIAL(info) << stats.connections << " connections, " << stats.requests << " requests, "
                                            << turns << " turns of the workers";
                }));
        app.add(workers);

        return stint::run(io, app, {.shutdown_timeout = std::chrono::seconds(seconds)});
    }
    catch (const boost::bad_lexical_cast&)
    {
        std::cerr << "usage: echo_server [PORT [SHUTDOWN_SECONDS]]\n"
                     "    PORT: 0 to 65535, 0 takes a free one; 7000 by default\n"
                     "    SHUTDOWN_SECONDS: 0 to 86400; 20 by default\n";
        return 2;
    }
}
