// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_WAITING_COROUTINE_HPP
#define STINT_SRC_WAITING_COROUTINE_HPP

#include "aborted.hpp"
#include "scoped_handler.hpp"
#include "wait_list.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/cancellation_type.hpp>

#include <cstddef>
#include <memory>
#include <new>
#include <utility>

namespace stint::detail
{

/// A coroutine of a service that waits on the service's strand, and is cancelled there.
template <class Handler, class... Args>
class waiting_coroutine final : public waiting<Args...>
{
public:
    /// @param scope what the coroutine is code of
    waiting_coroutine(Handler handler, std::shared_ptr<code_scope> scope)
        : handler_(std::move(handler)), scope_(std::move(scope))
    {
        auto slot = asio::get_associated_cancellation_slot(handler_);
        if (slot.is_connected())
            slot.assign([this](asio::cancellation_type) { cancel(); });
    }

    void complete(const any_strand& strand, Args... args) override
    {
        strand.execute(scoped_handler(std::move(handler_), scope_, std::move(args)...));
    }

    void abandon() noexcept override { const auto last = std::move(handler_); }

private:
    void cancel()
    {
        const auto* const strand = scope_->strand->get();
        if (!strand || !this->stop_waiting()) // the slot outlives its operation
            return;
        if constexpr (sizeof...(Args) == 0)
            complete(*strand);
        else
            complete(*strand, aborted());
    }

    Handler handler_;
    const std::shared_ptr<code_scope> scope_;
};

/// Where a coroutine waits: in its own frame, so that nothing is allocated.
template <class... Args>
class place_to_wait
{
public:
    place_to_wait() = default;
    ~place_to_wait()
    {
        if (taken_)
            taken_->~waiting();
    }
    place_to_wait(const place_to_wait&) = delete;
    place_to_wait& operator=(const place_to_wait&) = delete;

    /// Once.
    template <class Handler>
    waiting<Args...>& take(Handler handler, std::shared_ptr<code_scope> scope)
    {
        using coroutine = waiting_coroutine<Handler, Args...>;
        static_assert(sizeof(coroutine) <= sizeof(memory_) && alignof(coroutine) <= alignof(void*));
        return *(taken_ = ::new (&memory_) coroutine(std::move(handler), std::move(scope)));
    }

private:
    alignas(void*) std::byte memory_[8 * sizeof(void*)];
    waiting<Args...>* taken_ = nullptr;
};

} // namespace stint::detail

#endif
