// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "saved_signal_actions.hpp"

#include <pthread.h>

namespace stint::detail
{

std::mutex saved_signal_actions::mutex_;
const saved_signal_actions* saved_signal_actions::current_ = nullptr;
sigset_t saved_signal_actions::mask_;

saved_signal_actions::saved_signal_actions(std::span<const int> signals)
{
    for (const int signal : signals)
    {
        actions_.push_back({signal, {}});
        ::sigaction(signal, nullptr, &actions_.back().second);
    }
    [[maybe_unused]] static const int registered = ::pthread_atfork(before_fork, in_parent, in_child); // for ever
    const std::lock_guard lock(mutex_);
    current_ = this;
}

saved_signal_actions::~saved_signal_actions()
{
    const std::lock_guard lock(mutex_);
    current_ = nullptr;
    restore();
}

void saved_signal_actions::restore() const
{
    for (const auto& [signal, action] : actions_)
        ::sigaction(signal, &action, nullptr);
}

void saved_signal_actions::before_fork()
{
    mutex_.lock();
    sigset_t ours;
    ::sigemptyset(&ours);
    if (current_)
    {
        for (const auto& saved : current_->actions_)
            ::sigaddset(&ours, saved.first);
    }
    ::pthread_sigmask(SIG_BLOCK, &ours, &mask_); // the child gets none until it has these actions
}

void saved_signal_actions::in_parent() { unblock(); }

void saved_signal_actions::in_child()
{
    if (current_)
        current_->restore();
    unblock();
}

void saved_signal_actions::unblock()
{
    const auto mask = mask_;
    mutex_.unlock();
    ::pthread_sigmask(SIG_SETMASK, &mask, nullptr);
}

} // namespace stint::detail
