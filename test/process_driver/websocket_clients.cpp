// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The chat example and its clients, over real sockets, until a real signal.

#include "support/child_process.hpp"
#include "support/client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using stint_test::child_process;
using stint_test::client;

namespace
{

class chat_server : public child_process
{
public:
    chat_server() : child_process(STINT_EXAMPLE_DIR "/websocket_chat", {"127.0.0.1:0"})
    {
        wait_for("listens on 127.0.0.1:");
    }

    std::uint16_t port() const { return port_after("listens on 127.0.0.1:"); }
};

/// Waits, but not for ever.
class chat_client
{
public:
    /// In the room when this returns.
    chat_client(const chat_server& server, const std::string& name)
    {
        const tcp::endpoint where(asio::ip::address_v4::loopback(), server.port());
        await([&](auto handler) { beast::get_lowest_layer(stream_).async_connect(where, handler); });
        await([&](auto handler) { stream_.async_handshake("test", "/", handler); });
        say(name);
        if (hear() != name)
            throw std::runtime_error("somebody spoke before " + name);
    }

    void say(const std::string& text)
    {
        await([&](auto handler) { stream_.async_write(asio::buffer(text), handler); });
    }

    std::string hear()
    {
        beast::flat_buffer buffer;
        await([&](auto handler) { stream_.async_read(buffer, handler); });
        return beast::buffers_to_string(buffer.data());
    }

    /// True if the next thing that comes is a close frame that says "going away". It is answered.
    bool hears_goodbye()
    {
        try
        {
            BOOST_TEST_MESSAGE("instead of a goodbye: " << hear());
        }
        catch (const boost::system::system_error& e)
        {
            return e.code() == websocket::error::closed && stream_.reason().code == websocket::close_code::going_away;
        }
        return false;
    }

private:
    template <class Begin>
    void await(Begin begin)
    {
        std::optional<boost::system::error_code> result;
        begin([&result](boost::system::error_code ec, auto&&...) { result = ec; });
        io_.restart();
        io_.run_for(stint_test::patience);
        if (!result)
            throw std::runtime_error("the server does not answer");
        if (*result)
            throw boost::system::system_error(*result);
    }

    asio::io_context io_;
    websocket::stream<beast::tcp_stream> stream_{io_};
};

/// A client in the room that does not speak the protocol any further.
client silent_client(const chat_server& server)
{
    client c(server.port());
    c.send("GET / HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    while (c.line() != "\r")
    {
    }
    return c;
}

} // namespace

BOOST_AUTO_TEST_SUITE(websocket_clients)

BOOST_AUTO_TEST_CASE(all_get_what_one_says)
{
    chat_server server;
    chat_client first(server, "first");
    chat_client second(server, "second");
    BOOST_TEST(first.hear() == "second");
    second.say("hello");
    BOOST_TEST(first.hear() == "hello");
    BOOST_TEST(second.hear() == "hello");
}

BOOST_AUTO_TEST_CASE(at_a_stop_each_gets_what_was_said_before_then_a_goodbye)
{
    chat_server server;
    chat_client listens(server, "listens");
    chat_client speaks(server, "speaks");
    for (int i = 0; i != 10; ++i)
    {
        speaks.say(std::to_string(i));
        BOOST_TEST(speaks.hear() == std::to_string(i));
    }
    server.signal(SIGINT);
    BOOST_TEST(speaks.hears_goodbye());
    BOOST_TEST(listens.hear() == "speaks");
    for (int i = 0; i != 10; ++i)
        BOOST_TEST(listens.hear() == std::to_string(i));
    BOOST_TEST(listens.hears_goodbye());
    BOOST_TEST(server.wait() == 0);
}

BOOST_AUTO_TEST_CASE(who_has_not_spoken_is_let_go)
{
    chat_server server;
    client silent(server.port());
    server.signal(SIGINT);
    BOOST_TEST(silent.rest() == "");
    BOOST_TEST(server.wait() == 0);
}

BOOST_AUTO_TEST_CASE(who_does_not_answer_the_goodbye_is_cut_at_the_deadline)
{
    chat_server server;
    auto silent = silent_client(server);
    server.signal(SIGINT);
    server.wait_for("chat is stopping");
    server.signal(SIGINT); // moves the deadline to now
    BOOST_TEST(server.wait() == 3);
    BOOST_TEST(silent.is_cut());
}

BOOST_AUTO_TEST_SUITE_END()
