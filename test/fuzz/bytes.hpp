// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_FUZZ_BYTES_HPP
#define STINT_TEST_FUZZ_BYTES_HPP

#include <stint/time.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <string>

/// What the fuzz targets share. Each is made of one input, and checks what is promised.
namespace fuzz
{

/// Ends the process if a promise is broken.
inline void require(bool holds, const char* promise)
{
    if (holds)
        return;
    std::fprintf(stderr, "broken: %s\n", promise);
    std::abort();
}

/// The input, taken from its beginning to its end. Then all that is taken is zero.
class bytes
{
public:
    bytes(const std::uint8_t* data, std::size_t size) : next_(data), end_(data + size) {}

    bool empty() const { return next_ == end_; }
    std::uint8_t byte() { return empty() ? std::uint8_t{0} : *next_++; }
    bool flag() { return (byte() & 1U) != 0; }
    /// @param n from 1 to 256
    std::size_t below(std::size_t n) { return byte() % n; }
    unsigned word()
    {
        const unsigned high = byte();
        return high << 8U | byte();
    }
    std::uint64_t number()
    {
        std::uint64_t n = 0;
        for (int i = 0; i != 8; ++i)
            n = n << 8U | byte();
        return n;
    }
    /// From 0 to 1.
    double share() { return byte() / 255.; }

    template <class T>
    T one_of(std::initializer_list<T> values)
    {
        return values.begin()[below(values.size())];
    }

    /// Any bytes. A byte before them is their number.
    std::string text(std::size_t most)
    {
        const auto wanted = below(most + 1);
        const auto size = std::min(wanted, static_cast<std::size_t>(end_ - next_));
        std::string taken(next_, next_ + size);
        next_ += size;
        return taken;
    }

    /** Mostly short ones, so that moments coincide. Then powers of two, any, and the longest there are.

        @param most nothing is longer
    */
    stint::duration span(stint::duration most = stint::duration::max())
    {
        constexpr auto longest = stint::duration::max();
        const unsigned n = byte();
        const auto any = n < 192    ? stint::duration(n % 16)
                         : n < 253  ? stint::duration(std::int64_t{1} << (n - 192))
                         : n == 253 ? stint::duration(static_cast<std::int64_t>(number() & INT64_MAX))
                         : n == 254 ? longest - stint::duration(1)
                                    : longest;
        return std::min(any, most);
    }

private:
    const std::uint8_t* next_;
    const std::uint8_t* end_;
};

/// Some time later; but `never` does not come.
inline stint::time_point later(stint::time_point now, stint::duration span)
{
    return std::min(stint::saturating_add(now, span), stint::never - stint::duration(1));
}

} // namespace fuzz

#endif
