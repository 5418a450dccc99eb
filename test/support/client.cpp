// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/client.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace stint_test
{
namespace
{

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

int new_socket()
{
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0)
        fail("socket");
    return made;
}

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

} // namespace

client::client(std::uint16_t port) : socket_(new_socket())
{
    const timeval limit{30, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    const auto address = loopback(port);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    {
        const int error = errno;
        ::close(socket_);
        errno = error;
        fail("connect");
    }
}

client::~client()
{
    if (socket_ >= 0)
        ::close(socket_);
}

client::client(client&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_))
{
}

void client::send(std::string_view text) const
{
    while (!text.empty())
    {
        const auto size = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
        if (size < 0)
            fail("send");
        text.remove_prefix(static_cast<std::size_t>(size));
    }
}

/// False at the end of the connection.
bool client::receive()
{
    char buffer[4096];
    const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
    if (size < 0)
        fail("recv");
    received_.append(buffer, static_cast<std::size_t>(size));
    return size > 0;
}

std::string client::line()
{
    for (;;)
    {
        if (const auto end = received_.find('\n'); end != std::string::npos)
        {
            auto found = received_.substr(0, end);
            received_.erase(0, end + 1);
            return found;
        }
        if (!receive())
            throw std::runtime_error("the connection ended; received: '" + received_ + "'");
    }
}

std::string client::rest()
{
    while (receive())
    {
    }
    return std::exchange(received_, {});
}

bool client::is_cut()
{
    try
    {
        rest();
        return true;
    }
    catch (const std::system_error& e)
    {
        return e.code() == std::errc::connection_reset;
    }
}

listener::listener() : socket_(new_socket()), port_(0)
{
    auto address = loopback(0);
    socklen_t size = sizeof address;
    auto* const where = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, where, size) != 0 || ::listen(socket_, 1) != 0 || ::getsockname(socket_, where, &size) != 0)
        fail("listen");
    port_ = ntohs(address.sin_port);
}

listener::~listener() { ::close(socket_); }

} // namespace stint_test
