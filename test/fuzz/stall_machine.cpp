// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "stall_machine.hpp"

#include "bytes.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

// Any code is busy for any time. Which calls blocked a thread is found a second time, from all that was seen so far.

using fuzz::require;
using stint::detail::busy_code;

namespace
{

constexpr std::size_t scopes = 4;

/// What was busy when: the call of each scope, if there is one.
struct look
{
    stint::time_point when;
    std::array<std::optional<std::uint32_t>, scopes> turns;
};

using told = std::tuple<std::string, stint::duration, bool>;

std::string name_of(std::size_t scope) { return scope == 0 ? std::string() : "app/" + std::to_string(scope); }

class thread
{
public:
    explicit thread(stint::duration limit) : limit_(limit), machine_(limit) {}

    void perform(fuzz::bytes& in)
    {
        now_ = fuzz::later(now_, in.span());
        look seen{now_, {}};
        std::vector<busy_code> busy;
        const auto which = in.byte();
        for (std::size_t s = 0; s != scopes; ++s)
        {
            turns_[s] -= which >> (4 + s) & 1U; // most calls go on; the number of a call may overflow
            if ((which >> s & 1U) == 0)
                continue;
            seen.turns[s] = turns_[s];
            busy.push_back({name_of(s), &places_[s], turns_[s]});
        }
        std::vector<told> got;
        for (const auto& each : machine_.sample(now_, busy))
            got.emplace_back(each.service, each.lasted, each.over);
        seen_.push_back(seen);
        std::vector<told> expected;
        for (std::size_t s = 0; s != scopes; ++s)
            expect(s, expected);
        std::sort(got.begin(), got.end());
        std::sort(expected.begin(), expected.end());
        require(got == expected, "a call that lasts too long is told once, and its end once");
    }

private:
    /// When the call began that was seen in a look; nothing if none was.
    std::optional<stint::time_point> began(std::size_t scope, std::size_t at) const
    {
        const auto turn = seen_[at].turns[scope];
        if (!turn)
            return {};
        while (at != 0 && seen_[at - 1].turns[scope] == turn)
            --at;
        return seen_[at].when;
    }

    bool too_long(std::size_t scope, std::size_t at) const
    {
        const auto since = began(scope, at);
        return since && seen_[at].when - *since >= limit_;
    }

    void expect(std::size_t scope, std::vector<told>& expected) const
    {
        const auto at = seen_.size() - 1;
        const bool same = at != 0 && seen_[at - 1].turns[scope] == seen_[at].turns[scope];
        const bool was_too_long = at != 0 && too_long(scope, at - 1);
        if (!same && was_too_long)
            expected.emplace_back(name_of(scope), now_ - *began(scope, at - 1), true);
        if (too_long(scope, at) && !(same && was_too_long))
            expected.emplace_back(name_of(scope), now_ - *began(scope, at), false);
    }

    const stint::duration limit_;
    stint::detail::stall_machine machine_;
    const std::array<char, scopes> places_{};
    std::array<std::uint32_t, scopes> turns_{};
    std::vector<look> seen_;
    stint::time_point now_{};
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::bytes in(data, size);
    thread t(std::max(in.span(), stint::duration(1)));
    while (!in.empty())
        t.perform(in);
    return 0;
}
