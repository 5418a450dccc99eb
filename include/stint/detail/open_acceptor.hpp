// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_OPEN_ACCEPTOR_HPP
#define STINT_DETAIL_OPEN_ACCEPTOR_HPP

#include <stint/config.hpp>
#include <stint/detail/connection_gate.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/system/error_code.hpp>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <type_traits>

namespace stint::detail
{

template <class Protocol>
inline constexpr bool is_unix_domain = std::is_same_v<Protocol, asio::local::stream_protocol>;

template <class Endpoint>
std::string to_text(const Endpoint& where)
{
    std::ostringstream text;
    text << where;
    auto said = text.str();
    // Of a name in the abstract namespace, as /proc/net/unix shows it.
    std::replace(said.begin(), said.end(), '\0', '@');
    return said;
}

/// Removes the file of a Unix-domain socket on which nobody listens: who made it has died. False if somebody does, or if it fails for
/// another reason, which it says then.
STINT_DECL bool remove_stale_socket(const std::string& path, boost::system::error_code& ec);

/// Asio's sockets are not close-on-exec: they would stay open with the programs that this process starts.
STINT_DECL void close_on_exec(int descriptor) noexcept;

/// True if a connection waits to be accepted.
STINT_DECL bool has_waiting_connection(int descriptor) noexcept;

/// Removes the file of a Unix-domain socket at its end, if it is still the same.
class STINT_DECL unix_socket_file
{
public:
    explicit unix_socket_file(std::string path);
    ~unix_socket_file();
    unix_socket_file(const unix_socket_file&) = delete;
    unix_socket_file& operator=(const unix_socket_file&) = delete;

private:
    std::string path_;
    std::uint64_t device_ = 0;
    std::uint64_t inode_ = 0;
};

/// Sockets of other protocols have no file.
template <class Protocol>
class socket_file
{
public:
    explicit socket_file(const typename Protocol::endpoint&) {}
};

template <>
class socket_file<asio::local::stream_protocol> : unix_socket_file
{
public:
    explicit socket_file(const asio::local::stream_protocol::endpoint& where) : unix_socket_file(where.path()) {}
};

/// An acceptor that listens. What it throws says on what it cannot.
template <class Protocol>
typename Protocol::acceptor open_acceptor(const asio::any_io_executor& executor,
                                          const typename Protocol::endpoint& where, int backlog)
{
    typename Protocol::acceptor acceptor(executor);
    boost::system::error_code ec;
    acceptor.open(where.protocol(), ec);
    if constexpr (!is_unix_domain<Protocol>)
    {
        if (!ec)
            acceptor.set_option(asio::socket_base::reuse_address(true), ec);
    }
    if (!ec)
        acceptor.bind(where, ec);
    if constexpr (is_unix_domain<Protocol>)
    {
        if (ec == asio::error::address_in_use && remove_stale_socket(where.path(), ec))
            acceptor.bind(where, ec);
    }
    if (!ec)
    {
        acceptor.listen(backlog, ec);
        if (ec)
            const socket_file<Protocol> made(where); // and removed
    }
    if (ec)
        throw_listen_error(ec, "listen", to_text(where));
    return acceptor;
}

} // namespace stint::detail

#endif
