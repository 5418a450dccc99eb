// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A server that answers each request of a connection, with stint's sessions and without: echo stint|bare THREADS. It says its port, and runs until
// SIGTERM. The requests are HTTP's, for a load generator of others. Each connection has a strand of its own in both.

#include "measure.hpp"
#include <stint.hpp>
#include <stint/listener.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <boost/log/core.hpp>

#include <cstdlib>
#include <iostream>
#include <string>

namespace asio = boost::asio;
using asio::ip::tcp;

namespace
{

constexpr auto token = asio::as_tuple(asio::deferred);
constexpr char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const tcp::endpoint anywhere(asio::ip::address_v4::loopback(), 0);

auto read_request(tcp::socket& socket, std::string& request)
{
    return asio::async_read_until(socket, asio::dynamic_buffer(request), "\r\n\r\n", token);
}

auto write_answer(tcp::socket& socket)
{
    return asio::async_write(socket, asio::buffer(answer, sizeof answer - 1), token);
}

asio::awaitable<void> bare_session(tcp::socket socket)
{
    std::string request;
    for (;;)
    {
        const auto [failed_read, size] = co_await read_request(socket, request);
        if (failed_read)
            co_return;
        request.erase(0, size);
        const auto [failed_write, written] = co_await write_answer(socket);
        if (failed_write)
            co_return;
    }
}

asio::awaitable<void> session(tcp::socket socket, stint::lifecycle& life)
{
    std::string request;
    for (;;)
    {
        const auto read = co_await life.until_stop(read_request(socket, request));
        if (!read || std::get<0>(*read))
            co_return;
        request.erase(0, std::get<1>(*read));
        const auto [failed_write, written] = co_await write_answer(socket);
        if (failed_write)
            co_return;
    }
}

asio::awaitable<void> accept(asio::io_context& io, tcp::acceptor& acceptor)
{
    for (;;)
    {
        auto [failed, socket] = co_await acceptor.async_accept(asio::any_io_executor(asio::make_strand(io)), token);
        if (failed)
            co_return;
        const auto executor = socket.get_executor();
        asio::co_spawn(executor, bare_session(std::move(socket)), asio::detached);
    }
}

int run_bare(asio::io_context& io, int threads)
{
    tcp::acceptor acceptor(io, anywhere);
    asio::co_spawn(io, accept(io, acceptor), asio::detached);
    asio::signal_set stop(io, SIGTERM);
    stop.async_wait([&](boost::system::error_code, int) { io.stop(); });
    std::cout << acceptor.local_endpoint().port() << std::endl;
    bench::run_on(io, threads);
    return 0;
}

int run_stint(asio::io_context& io, int threads)
{
    boost::log::core::get()->set_logging_enabled(false);
    stint::listener server("echo", anywhere, session, {.session_executor = io.get_executor()});
    stint::run_params params;
    params.threads = threads;
    params.prepare = [&](stint::lifecycle& life) {
        life.on_running(
            [&](stint::service&, stint::lifecycle&) { std::cout << server.local_endpoint().port() << std::endl; });
    };
    return stint::run(io, server, params);
}

} // namespace

int main(int argc, char** argv)
{
    const std::string variant = argc == 3 ? argv[1] : "";
    const int threads = argc == 3 ? std::atoi(argv[2]) : 0;
    if (threads < 1 || (variant != "stint" && variant != "bare"))
    {
        std::cerr << "usage: echo stint|bare THREADS\n";
        return 2;
    }
    asio::io_context io{threads};
    return variant == "stint" ? run_stint(io, threads) : run_bare(io, threads);
}
