// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The server of run.py that is expected to lose requests: it ends as many do, in io.stop(). It does not use stint.
// usage: naive_server ADDRESS PORT

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <cstdlib>
#include <string>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

asio::awaitable<void> download(beast::tcp_stream& stream)
{
    http::response<http::empty_body> response(http::status::ok, 11);
    response.chunked(true);
    http::response_serializer<http::empty_body> header(response);
    co_await http::async_write_header(stream, header, asio::use_awaitable);
    const std::string part(65536, 's');
    asio::steady_timer pace(stream.get_executor());
    for (int i = 0; i < 128; ++i)
    {
        co_await asio::async_write(stream, http::make_chunk(asio::buffer(part)), asio::use_awaitable);
        pace.expires_after(std::chrono::milliseconds(20));
        co_await pace.async_wait(asio::use_awaitable);
    }
    co_await asio::async_write(stream, http::make_chunk_last(), asio::use_awaitable);
}

asio::awaitable<void> session(tcp::socket socket)
{
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer;
    try
    {
        for (bool keep = true; keep;)
        {
            http::request<http::string_body> request;
            co_await http::async_read(stream, buffer, request, asio::use_awaitable);
            keep = request.keep_alive();
            const std::string target(request.target());
            if (target == "/stream")
            {
                co_await download(stream);
                continue;
            }
            if (target.rfind("/slow?ms=", 0) == 0)
            {
                asio::steady_timer timer(stream.get_executor(), std::chrono::milliseconds(std::atoi(&target[9])));
                co_await timer.async_wait(asio::use_awaitable);
            }
            http::response<http::string_body> response(http::status::ok, 11, "This is a naive HTTP server.\n");
            response.keep_alive(keep);
            response.prepare_payload();
            co_await http::async_write(stream, response, asio::use_awaitable);
        }
    }
    catch (const std::exception&)
    {
    }
}

asio::awaitable<void> accept(tcp::endpoint where)
{
    const auto executor = co_await asio::this_coro::executor;
    tcp::acceptor acceptor(executor, where);
    for (;;)
    {
        auto socket = co_await acceptor.async_accept(asio::use_awaitable);
        asio::co_spawn(executor, session(std::move(socket)), asio::detached);
    }
}

int main(int argc, char** argv)
{
    if (argc != 3)
        return 2;
    asio::io_context io;
    asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](auto, int) { io.stop(); });
    const tcp::endpoint where(asio::ip::make_address(argv[1]), static_cast<unsigned short>(std::atoi(argv[2])));
    asio::co_spawn(io, accept(where), asio::detached);
    io.run();
}
