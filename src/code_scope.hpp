// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_CODE_SCOPE_HPP
#define STINT_SRC_CODE_SCOPE_HPP

#include "shared_strand.hpp"
#include <stint/detail/busy_code.hpp>
#include <stint/detail/service_context.hpp>
#include <stint/detail/stop_waiter.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace stint::detail
{

class default_lifecycle;

/** The code of a service on one of its strands, or that of its hooks.

    Lets a lifecycle refuse to be awaited by its own code, find the stop waiters of a strand, and tell who occupies a thread.
*/
class code_scope
{
public:
    /// @param s outlives this
    code_scope(const void* l, const service_context& s, std::shared_ptr<shared_strand> where, bool h)
        : life(l), service(&s), strand(std::move(where)), is_hook(h)
    {
    }

    /// Of the strand of a pool, or of a socket: code that is no service's.
    explicit code_scope(std::shared_ptr<shared_strand> where) : strand(std::move(where)) {}

    bool on_a_thread() const noexcept { return turn() != 0; }

    /// Calls a function that cancels code of the scope, on the strand but never from within that code: where a coroutine is cancelled and then
    /// ends, and was never suspended, Asio 1.81 lets an exception out of run() of the context. Nor before what is on its way to the strand: where
    /// it is cancelled before it has begun, too. From any thread.
    template <class F>
    void call_from_outside(F f) const
    {
        if (on_a_thread() || strand->never_blocks)
            strand->post(std::move(f));
        else
            strand->dispatch(std::move(f));
    }

    void add_if_busy(std::vector<busy_code>& found) const
    {
        if (const auto now = turn(); now != 0)
            found.push_back({service->path(), this, now});
    }

    const void* const life = nullptr;               // to compare with, never to follow
    const service_context* const service = nullptr; // null: no service's code
    const std::shared_ptr<shared_strand> strand;
    stop_waiters waiters;
    const bool is_hook = false;

private:
    friend class scope_entry;

    std::uint32_t turn() const noexcept { return turn_.load(std::memory_order_relaxed); }
    void turn(std::uint32_t number) noexcept { turn_.store(number, std::memory_order_relaxed); }

    std::atomic<std::uint32_t> turn_ = 0; // which one of the strand's; 0: the code executes on no thread
};

/// Code of a service that executes on the service's strand: its scope, and the lifecycle, which it need not keep alive.
struct own_code
{
    explicit operator bool() const noexcept { return scope != nullptr; }

    std::shared_ptr<code_scope> scope; // null: it is other code
    std::weak_ptr<default_lifecycle> life;
};

/// Code of a scope executes on its strand as long as this lives.
class scope_entry
{
public:
    explicit scope_entry(code_scope& scope) noexcept
        : scope_(scope), around_(scope.turn()), turn_(*scope.strand), interruption_(*scope.strand)
    {
        if (around_ == 0)
            scope_.turn(scope_.strand->number_turn());
    }
    ~scope_entry() { scope_.turn(around_); }
    scope_entry(const scope_entry&) = delete;
    scope_entry& operator=(const scope_entry&) = delete;

private:
    code_scope& scope_;
    const std::uint32_t around_; // the turn that this is within
    const shared_strand::turn turn_;
    const shared_strand::interruption interruption_;
};

} // namespace stint::detail

#endif
