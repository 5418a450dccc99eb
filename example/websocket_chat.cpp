// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// A WebSocket chat: what one client sends, all get. On Ctrl+C each client is sent what was said before, then a close frame that
// says "going away", and its answer is waited for.
//
// usage: websocket_chat ADDRESS:PORT      0 takes a free port

#include "endpoint.hpp"
#include <stint.hpp>
#include <stint/listener.hpp>

#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket.hpp>

#include <array>
#include <iostream>
#include <memory>
#include <unordered_set>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using namespace std::chrono_literals;

using message = std::shared_ptr<const std::string>; // one copy for all clients

struct client
{
    static constexpr std::size_t longest_message = 16 * 1024;
    static constexpr std::size_t most_queued = 64;

    explicit client(tcp::socket socket) : stream(std::move(socket)), outgoing(stream.get_executor(), most_queued) {}

    void drop() { beast::get_lowest_layer(stream).close(); }

    websocket::stream<beast::tcp_stream> stream;
    asio::experimental::channel<void(boost::system::error_code, message)> outgoing;
};

/// All sessions run on one strand, that of the listener: no locks. So there is no session_executor.
class chat_room
{
public:
    asio::awaitable<void> session(tcp::socket socket, stint::lifecycle& life)
    {
        const auto mine = std::make_shared<client>(std::move(socket));
        auto& stream = mine->stream;
        websocket::stream_base::timeout limits{};
        limits.handshake_timeout = 10s; // of the one to open and of the one to close
        limits.idle_timeout = 60s;
        limits.keep_alive_pings = true;
        stream.set_option(limits);
        stream.read_message_max(client::longest_message);
        try
        {
            beast::get_lowest_layer(stream).socket().set_option(tcp::no_delay(true));
            // Who has not even begun to speak need not be told goodbye.
            std::array<char, 1024> first;
            auto reading
                = beast::get_lowest_layer(stream).socket().async_read_some(asio::buffer(first), asio::deferred);
            const auto size = co_await life.until_stop(std::move(reading));
            if (!size
                && beast::get_lowest_layer(stream).socket().available() == 0) // else its handshake has come already
                co_return;
            co_await stream.async_accept(asio::buffer(first.data(), size.value_or(0)), asio::deferred);
            clients_.insert(mine);
            life.spawn(write(mine, life));
            // A stop does not end this: it goes on to the client's answer to our close frame.
            for (;;)
            {
                beast::flat_buffer buffer;
                co_await stream.async_read(buffer, asio::deferred);
                if (stream.got_text())
                    say(beast::buffers_to_string(buffer.data()));
            }
        }
        catch (const boost::system::system_error&) // closed, lost, dropped, or the deadline has passed
        {
        }
        clients_.erase(mine);
        mine->outgoing.close(); // ends its writer
    }

private:
    void say(std::string text)
    {
        const auto said = std::make_shared<const std::string>(std::move(text));
        for (const auto& c : clients_)
        {
            if (!c->outgoing.try_send(boost::system::error_code(), said))
                c->drop(); // it does not keep up; its session ends
        }
    }

    static asio::awaitable<void> write(std::shared_ptr<client> to, stint::lifecycle& life)
    {
        try
        {
            while (const auto said = co_await life.until_stop(to->outgoing.async_receive(asio::deferred)))
                co_await to->stream.async_write(asio::buffer(**said), asio::deferred);
            for (message left; to->outgoing.try_receive([&](auto, message m) { left = std::move(m); });)
                co_await to->stream.async_write(asio::buffer(*left), asio::deferred);
            co_await to->stream.async_close(websocket::close_code::going_away, asio::deferred);
        }
        catch (const boost::system::system_error&) // the session ends too
        {
        }
    }

    std::unordered_set<std::shared_ptr<client>> clients_;
};

int main(int argc, char** argv)
{
    const auto where = endpoint_argument(argc, argv);
    if (!where)
        return 2;

    asio::io_context io;
    chat_room room;
    stint::listener<tcp> chat("chat", *where, [&room](tcp::socket socket, stint::lifecycle& life) {
        return room.session(std::move(socket), life);
    });
    stint::pool app{io};
    app.add(chat).on_running([&chat](stint::service&, stint::lifecycle&) {
        std::cout << "The chat listens on " << chat.local_endpoint() << std::endl;
    });
    return stint::run(io, app);
}
