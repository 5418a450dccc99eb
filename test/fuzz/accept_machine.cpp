// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "accept_machine.hpp"

#include "bytes.hpp"
#include <stint/error.hpp>

#include <algorithm>
#include <cerrno>
#include <map>
#include <optional>
#include <utility>

// A server that accepts, fails to accept and closes, in any order and with any errors.

using fuzz::require;
using machine = stint::detail::accept_machine;
using action = machine::action;
using boost::system::error_code;

namespace
{

/// Mostly one that accept(2) knows.
error_code any_error(fuzz::bytes& in)
{
    static constexpr auto known
        = {ECONNABORTED, EPROTO, EPERM, EMFILE, ENFILE, ENOBUFS, ENOMEM, EINTR, EBADF, EINVAL, ENOTSOCK};
    const auto n = in.byte();
    const int value = n < 128 ? *(known.begin() + n % known.size()) : n;
    switch (in.below(8))
    {
    case 0: return {value, stint::error_category()};
    case 1: return {value, boost::system::generic_category()};
    default: return {value, boost::system::system_category()};
    }
}

bool is_lack_of_resources(const error_code& ec)
{
    return ec.category() != stint::error_category()
           && (ec == std::errc::too_many_files_open || ec == std::errc::too_many_files_open_in_system
               || ec == std::errc::no_buffer_space || ec == std::errc::not_enough_memory);
}

class server
{
public:
    explicit server(std::size_t limit) : limit_(limit), machine_(limit) {}

    void perform(fuzz::bytes& in)
    {
        switch (in.below(6))
        {
        case 0: begin(); break;
        case 1: accept(); break;
        case 2:
        case 3: fail(any_error(in)); break;
        case 4: close(); break;
        case 5: tell(in.one_of({in.span(), machine::told_every, machine::told_every - stint::duration(1)})); break;
        }
        require(machine_.open() == open_, "open() counts the connections");
        require(machine_.full() == (open_ >= limit_), "full() is at the limit");
    }

private:
    void begin()
    {
        machine_.begin();
        lost_ = pauses_ = 0;
        limit_told_.reset();
        pause_told_.reset();
        pause_is_told_ = false;
        require(machine_.pause() == stint::duration::zero(), "a start has no pause");
    }

    void accept()
    {
        ++open_;
        lost_ = pauses_ = 0;
        require(machine_.accepted() == std::exchange(pause_is_told_, false), "the end is told of a pause that was");
        require(machine_.pause() == stint::duration::zero(), "after a connection there is no pause");
    }

    void close()
    {
        if (open_ == 0)
            return;
        --open_;
        machine_.session_ended();
    }

    void fail(const error_code& ec)
    {
        const auto before = machine_.pause();
        const auto what = machine_.failed(ec);
        const bool final = what == action::fail;
        require(final_.try_emplace({ec.value(), &ec.category()}, final).first->second == final,
                "an error that is final is always so");
        require(!is_lack_of_resources(ec) || what == action::pause, "a lack of resources pauses");
        require(ec.category() != stint::error_category() || final, "an error that no system made is final");
        if (what != action::pause)
        {
            require(machine_.pause() == before, "the pause is that of the last lack");
            lost_ += what == action::accept_again;
            require(lost_ <= machine::most_lost, "lost connections do not spin");
            return;
        }
        auto expected = machine::first_pause;
        for (int i = 0; i != pauses_; ++i)
            expected = std::min(expected * 2, machine::longest_pause);
        pauses_ = std::min(pauses_ + 1, 100); // it does not grow any more
        require(machine_.pause() == expected, "each pause is twice the last, up to the longest");
        require(is_lack_of_resources(ec) || lost_ == machine::most_lost, "a lost connection alone does not pause");
        const bool due = !pause_is_told_ && is_due(pause_told_);
        require(machine_.tell_of_pause(now_) == due, "pauses are told once in a time");
        pause_is_told_ = pause_is_told_ || due;
    }

    void tell(stint::duration passed)
    {
        now_ = fuzz::later(now_, passed);
        require(machine_.tell_of_limit(now_) == is_due(limit_told_), "a full server says so once in a time");
    }

    bool is_due(std::optional<stint::time_point>& told) const
    {
        const bool due = !told || now_ - *told >= machine::told_every;
        if (due)
            told = now_;
        return due;
    }

    const std::size_t limit_;
    machine machine_;
    std::size_t open_ = 0;
    int lost_ = 0;
    int pauses_ = 0;
    std::map<std::pair<int, const void*>, bool> final_;
    stint::time_point now_{};
    std::optional<stint::time_point> limit_told_;
    std::optional<stint::time_point> pause_told_;
    bool pause_is_told_ = false;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::bytes in(data, size);
    server s(in.one_of({std::size_t{1}, std::size_t{2}, std::size_t{10}, ~std::size_t{0}}));
    while (!in.empty())
        s.perform(in);
    return 0;
}
