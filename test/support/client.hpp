// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_SUPPORT_CLIENT_HPP
#define STINT_TEST_SUPPORT_CLIENT_HPP

#include <cstdint>
#include <string>
#include <string_view>

namespace stint_test
{

/// A client on a TCP connection to this machine. Waits, but not for ever: everything throws when nothing comes for long.
class client
{
public:
    explicit client(std::uint16_t port);
    ~client();
    client(client&& other) noexcept;
    client(const client&) = delete;
    client& operator=(const client&) = delete;

    void send(std::string_view text) const;

    /// A line without its end. Throws if the connection ends before.
    std::string line();

    /// All that comes until the server closes the connection in order. Throws `std::system_error` if it is reset.
    std::string rest();

    /// True if the server ended the connection, in order or not; what came before is dropped.
    bool is_cut();

private:
    bool receive();

    int socket_;
    std::string received_;
};

/// A socket that listens on a free port.
class listener
{
public:
    listener();
    ~listener();
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;

    std::uint16_t port() const { return port_; }

private:
    int socket_;
    std::uint16_t port_;
};

} // namespace stint_test

#endif
