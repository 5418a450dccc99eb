// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_THREAD_TURNS_HPP
#define STINT_SRC_THREAD_TURNS_HPP

#include <boost/intrusive/list.hpp>

#include <atomic>
#include <cstdint>
#include <vector>

namespace stint::detail
{

/** The turns of one thread, one after another.

    Somebody who looks now and then sees whether some thread is in the same one as before, without a look at what executes there.
*/
class thread_turns : public boost::intrusive::list_base_hook<>
{
public:
    struct turn
    {
        bool operator==(const turn&) const = default;

        const thread_turns* thread;
        std::uint64_t number;
    };

    static thread_turns& of_this_thread()
    {
        static thread_local thread_turns own;
        return own;
    }

    /// Those that the threads of the process are in. From any thread.
    static std::vector<turn> in_progress();

    // On the thread.
    void enter() noexcept { advance(); }
    void leave() noexcept { advance(); }

private:
    thread_turns();
    ~thread_turns();

    void advance() noexcept { number_.store(number_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); }

    std::atomic<std::uint64_t> number_ = 0; // odd in a turn
};

} // namespace stint::detail

#endif
