// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_EXAMPLE_ENDPOINT_HPP
#define STINT_EXAMPLE_ENDPOINT_HPP

#include <boost/asio/ip/tcp.hpp>

#include <charconv>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

/// ADDRESS:PORT, where an IPv6 address is in brackets. Empty if it is something else.
inline std::optional<boost::asio::ip::tcp::endpoint> parse_endpoint(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == text.npos)
        return {};
    const auto digits = text.substr(colon + 1);
    std::string address(text.substr(0, colon));
    if (address.size() > 2 && address.front() == '[' && address.back() == ']')
        address = address.substr(1, address.size() - 2);
    else if (address.find(':') != address.npos)
        return {};
    boost::system::error_code bad_address;
    const auto parsed = boost::asio::ip::make_address(address, bad_address);
    std::uint16_t port = 0;
    const auto [end, bad_port] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (bad_address || bad_port != std::errc() || end != digits.data() + digits.size())
        return {};
    return boost::asio::ip::tcp::endpoint(parsed, port);
}

/// The only argument of a server. If it is missing or wrong, says so.
inline std::optional<boost::asio::ip::tcp::endpoint> endpoint_argument(int argc, char** argv)
{
    const auto where = argc == 2 ? parse_endpoint(argv[1]) : std::nullopt;
    if (!where)
        std::cerr << "usage: " << argv[0] << " ADDRESS:PORT\n"
                  << "such as 127.0.0.1:8080 or [::1]:8080; port 0 takes a free one\n";
    return where;
}

#endif
