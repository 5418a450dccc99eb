// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_ACCEPT_MACHINE_HPP
#define STINT_SRC_ACCEPT_MACHINE_HPP

#include <stint/time.hpp>

#include <boost/system/error_code.hpp>

#include <cstddef>

namespace stint::detail
{

/** Every rule of a server that accepts connections: how many, and what a failed accept means.

    A value: no I/O, no clock, no threads.
*/
class accept_machine
{
public:
    /// What the shell has to do after a failed accept.
    enum class action
    {
        accept_again, ///< that one connection was lost
        pause,        ///< the system lacks something: accept again after pause()
        fail          ///< the socket will never accept again
    };

    static constexpr duration first_pause = std::chrono::milliseconds(10);
    static constexpr duration longest_pause = std::chrono::seconds(1);
    /// After so many lost connections in a row, it pauses: this must not spin.
    static constexpr int most_lost = 16;
    /// It says at most once in this time that it is full, and that it pauses.
    static constexpr duration told_every = std::chrono::seconds(10);

    explicit accept_machine(std::size_t limit) : limit_(limit) {}

    /// The server starts to accept.
    void begin();
    /// True if somebody was told that it pauses, and should be told that this is over.
    bool accepted();
    action failed(const boost::system::error_code& ec);
    /// True of an error after which the socket will never accept again.
    static bool is_final(const boost::system::error_code& ec);
    void session_ended() { --open_; }
    /// It does not accept because it is full. True if somebody should be told.
    bool tell_of_limit(time_point now);
    /// It pauses. True if somebody should be told.
    bool tell_of_pause(time_point now);

    bool full() const { return open_ >= limit_; }
    std::size_t open() const { return open_; }
    /// How long to wait before the next accept.
    duration pause() const { return pause_; }

private:
    static bool is_due(time_point& told, time_point now);

    std::size_t limit_;
    std::size_t open_ = 0;
    duration pause_ = duration::zero();
    int lost_ = 0;
    bool pause_is_told_ = false;
    time_point limit_told_ = never;
    time_point pause_told_ = never;
};

} // namespace stint::detail

#endif
