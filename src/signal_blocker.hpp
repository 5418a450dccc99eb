// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_SIGNAL_BLOCKER_HPP
#define STINT_SRC_SIGNAL_BLOCKER_HPP

#include <initializer_list>
#include <signal.h>

namespace stint::detail
{

/// Blocks the signals that ask for something on this thread, and on those that are started meanwhile. Not those that a thread causes
/// itself.
class signal_blocker
{
public:
    signal_blocker()
    {
        sigset_t all;
        ::sigfillset(&all);
        for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPROF})
            ::sigdelset(&all, own);
        ::pthread_sigmask(SIG_BLOCK, &all, &before_);
    }
    ~signal_blocker() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    signal_blocker(const signal_blocker&) = delete;
    signal_blocker& operator=(const signal_blocker&) = delete;

private:
    sigset_t before_;
};

} // namespace stint::detail

#endif
