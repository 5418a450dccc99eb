// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_SAVED_SIGNAL_ACTIONS_HPP
#define STINT_SRC_SAVED_SIGNAL_ACTIONS_HPP

#include <mutex>
#include <signal.h>
#include <span>
#include <utility>
#include <vector>

namespace stint::detail
{

/** What signals did before: they do it again when this is destroyed, and at once in a child of fork(2).

    Such a child has the pipe by which Asio's handlers tell of signals: with them it would tell its parent of its own.
    One at a time.
*/
class saved_signal_actions
{
public:
    explicit saved_signal_actions(std::span<const int> signals);
    ~saved_signal_actions();
    saved_signal_actions(const saved_signal_actions&) = delete;
    saved_signal_actions& operator=(const saved_signal_actions&) = delete;

private:
    void restore() const;

    static void before_fork();
    static void in_parent();
    static void in_child();
    static void unblock();

    std::vector<std::pair<int, struct sigaction>> actions_;

    static std::mutex mutex_;
    static const saved_signal_actions* current_;
    static sigset_t mask_; // of the thread that forks
};

} // namespace stint::detail

#endif
