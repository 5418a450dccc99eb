// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// An HTTP server that can be restarted behind a load balancer: it finishes its requests. When a stop is asked for, /readyz turns 503
// while everything is still served, each answer says `Connection: close`, and 500 ms later idle connections are closed.
// test/zero_loss/run.py counts what is lost. Copy endpoint.hpp with it.
//
// usage: http_server ADDRESS:PORT      0 takes a free port
//
// It serves /, /slow?ms=N, /stream and /readyz.

#include "endpoint.hpp"
#include <stint.hpp>
#include <stint/listener.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/lexical_cast/try_lexical_convert.hpp>

#include <array>
#include <iostream>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr auto client_limit = 30s; // for a whole request, and for each part of an answer
constexpr std::size_t body_limit = 1024 * 1024;

class http_session
{
public:
    /// @param process the lifecycle of the outermost pool, which hears of a stop before `life` does
    http_session(tcp::socket socket, stint::lifecycle& life, const stint::lifecycle& process)
        : stream_(std::move(socket)), life_(life), process_(process)
    {
    }

    asio::awaitable<void> run()
    {
        stream_.socket().set_option(tcp::no_delay(true));
        for (bool open = true; open;)
        {
            if (!co_await request_comes())
                co_return;
            http::request_parser<http::string_body> parser;
            parser.body_limit(body_limit);
            stream_.expires_after(client_limit);
            auto reading = http::async_read(stream_, buffer_, parser, asio::as_tuple(asio::deferred));
            const auto [ec, size] = co_await std::move(reading);
            if (ec == http::error::end_of_stream)
                co_return;
            if (ec) // of a connection that is lost, this fails too
                open = co_await answer(parser.get(), http::status::bad_request, ec.message() + '\n', false);
            else
                open = co_await serve(parser.get());
        }
        co_await read_to_the_end();
    }

private:
    using request = http::request<http::string_body>;

    /// The one wait that a stop ends. What has come is answered: in the buffer, or still in the kernel.
    asio::awaitable<bool> request_comes()
    {
        if (buffer_.size() > 0)
            co_return true;
        auto reading = stream_.socket().async_read_some(buffer_.prepare(4096), asio::deferred);
        const auto came = co_await life_.until_stop(std::move(reading));
        buffer_.commit(came.value_or(0));
        co_return came || stream_.socket().available() > 0;
    }

    /// @return false if no further request is taken from this connection
    asio::awaitable<bool> serve(const request& asked)
    {
        const std::string_view target = asked.target();
        if (target == "/")
            co_return co_await answer(asked, http::status::ok, "This is stint's HTTP server.\n");
        if (target == "/readyz" && is_ready())
            co_return co_await answer(asked, http::status::ok, "ready\n");
        if (target == "/readyz")
            co_return co_await answer(asked, http::status::service_unavailable, "not ready\n");
        if (target == "/stream")
            co_return co_await download(asked);
        if (target.substr(0, target.find('?')) != "/slow")
            co_return co_await answer(asked, http::status::not_found, "There is no such page.\n");

        long delay = 0;
        const auto digits = target.find("?ms=") == 5 ? std::string(target.substr(9)) : std::string();
        if (!boost::conversion::try_lexical_convert(digits, delay) || delay < 0 || delay > 10'000)
            co_return co_await answer(asked, http::status::bad_request, "It is /slow?ms=N with N up to 10000.\n");
        asio::steady_timer timer(stream_.get_executor(), std::chrono::milliseconds(delay));
        co_await timer.async_wait(asio::deferred); // work in hand: only the deadline cuts it
        co_return co_await answer(asked, http::status::ok, "That took a while.\n");
    }

    asio::awaitable<bool> answer(const request& asked, http::status status, std::string text, bool may_keep = true)
    {
        http::response<http::string_body> response(status, asked.version(), std::move(text));
        response.set(http::field::content_type, "text/plain");
        response.keep_alive(may_keep && keeps_open(asked));
        response.prepare_payload();
        if (asked.method() == http::verb::head)
            response.body().clear();
        stream_.expires_after(client_limit);
        co_await http::async_write(stream_, response, asio::deferred);
        co_return response.keep_alive();
    }

    /// 8 MiB in 2.5 s or more.
    asio::awaitable<bool> download(const request& asked)
    {
        if (asked.version() < 11 || asked.method() != http::verb::get)
            co_return co_await answer(asked, http::status::bad_request, "That is for GET of HTTP/1.1.\n");
        http::response<http::empty_body> response(http::status::ok, asked.version());
        response.set(http::field::content_type, "application/octet-stream");
        response.chunked(true);
        response.keep_alive(keeps_open(asked));
        http::response_serializer<http::empty_body> header(response);
        stream_.expires_after(client_limit);
        co_await http::async_write_header(stream_, header, asio::deferred);

        const std::string part(65536, 's');
        asio::steady_timer pace(stream_.get_executor());
        for (int i = 0; i < 128; ++i)
        {
            stream_.expires_after(client_limit);
            co_await asio::async_write(stream_, http::make_chunk(asio::buffer(part)), asio::deferred);
            pace.expires_after(20ms);
            co_await pace.async_wait(asio::deferred);
        }
        co_await asio::async_write(stream_, http::make_chunk_last(), asio::deferred);
        co_return response.keep_alive();
    }

    bool is_ready() const { return process_.state() == stint::state::running; }

    /// While the process leaves, the last answer says so. A client that sends on and on is not served for ever.
    bool keeps_open(const request& asked)
    {
        if (!asked.keep_alive() || is_ready())
            return asked.keep_alive();
        return buffer_.size() + stream_.socket().available() > 0 && --requests_while_leaving_ > 0;
    }

    /// Closing a socket that has unread bytes resets the connection, and the client may lose the answer with it.
    asio::awaitable<void> read_to_the_end()
    {
        stream_.socket().shutdown(tcp::socket::shutdown_send);
        stream_.expires_after(1s);
        for (std::array<char, 4096> dropped;;)
            co_await stream_.async_read_some(asio::buffer(dropped), asio::deferred);
    }

    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    stint::lifecycle& life_;
    const stint::lifecycle& process_;
    int requests_while_leaving_ = 100;
};

int main(int argc, char** argv)
{
    const auto where = endpoint_argument(argc, argv);
    if (!where)
        return 2;

    asio::io_context io;
    const stint::lifecycle* process = nullptr;
    const auto serve = [&process](tcp::socket socket, stint::lifecycle& life) -> asio::awaitable<void> {
        try
        {
            http_session session(std::move(socket), life, *process);
            co_await session.run();
        }
        catch (const boost::system::system_error&) // the client has left or is too slow, or the deadline has passed
        {
        }
    };
    stint::listener<tcp> front("http", *where, serve, {.session_executor = io.get_executor()});
    stint::pool app{io};
    app.add(front).on_running([&front](stint::service&, stint::lifecycle&) {
        std::cout << "The HTTP server listens on " << front.local_endpoint() << std::endl;
    });
    stint::run_params params;
    params.shutdown_timeout = 20s;
    params.drain_delay = 500ms; // two checks of a load balancer that asks every 200 ms
    params.threads = 2;
    params.prepare = [&process](stint::lifecycle& life) { process = &life; };
    return stint::run(io, app, params);
}
