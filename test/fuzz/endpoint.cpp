// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "../../example/endpoint.hpp"

#include "bytes.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <string>
#include <string_view>

// The address that the examples are given. What is taken is what the grammar says, read a second time with inet_pton().

namespace
{

bool is_address(const std::string& text, int family)
{
    in6_addr unused{};
    return text.find('\0') == text.npos && ::inet_pton(family, text.c_str(), &unused) == 1;
}

bool is_port(std::string_view text)
{
    text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
    return text.size() <= 5 && text.find_first_not_of("0123456789") == text.npos
           && (text.empty() || std::stoi(std::string(text)) <= 65535);
}

bool is_endpoint(const std::string& text)
{
    const auto colon = text.rfind(':');
    if (colon == text.npos || colon + 1 == text.size() || !is_port(std::string_view(text).substr(colon + 1)))
        return false;
    const auto address = text.substr(0, colon);
    if (address.size() < 2 || address.front() != '[' || address.back() != ']')
        return is_address(address, AF_INET);
    return is_address(address.substr(1, address.size() - 2), AF_INET6);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(data, data + size);
    const auto parsed = parse_endpoint(text);
    if (text.find('%') == text.npos) // a scope is the system's to understand
        fuzz::require(parsed.has_value() == is_endpoint(text), "ADDRESS:PORT is taken, and nothing else");
    if (!parsed)
        return 0;
    const auto address = parsed->address().to_string();
    const auto written
        = (parsed->address().is_v6() ? '[' + address + ']' : address) + ':' + std::to_string(parsed->port());
    fuzz::require(parse_endpoint(written) == parsed, "what was taken is taken again as it is written");
    return 0;
}
