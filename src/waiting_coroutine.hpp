// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_WAITING_COROUTINE_HPP
#define STINT_SRC_WAITING_COROUTINE_HPP

#include "aborted.hpp"
#include "code_scope.hpp"
#include "wait_list.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/cancellation_type.hpp>

#include <cstddef>
#include <memory>
#include <new>
#include <tuple>
#include <utility>

namespace stint::detail
{

/// A coroutine of a service that waits on the service's strand, and is cancelled there.
template <class Handler, class... Args>
class waiting_coroutine final : public waiting<Args...>, public resumption
{
public:
    waiting_coroutine(Handler&& handler, own_code&& code) : handler_(std::move(handler)), scope_(std::move(code.scope))
    {
        auto slot = asio::get_associated_cancellation_slot(handler_);
        if (slot.is_connected())
            slot.assign([this, life = std::move(code.life), scope = scope_.get()](asio::cancellation_type) {
                // The slot outlives its operation, and also this, which the lifecycle abandons when it or the context is destroyed.
                const auto alive = life.lock(); // and so is its scope
                if (alive && scope->strand->get() && this->waits())
                    end_cancelled(*scope->strand);
            });
    }

    // waiting
    void complete(shared_strand& strand, Args... args) override
    {
        strand.resume_later(*this);
        this->stop_waiting();
        results_ = {std::move(args)...};
    }

    // resumption
    void resume() override
    {
        const auto scope = std::move(scope_); // this is in the frame of the coroutine, which may end
        auto handler = std::move(handler_);
        auto results = std::move(results_);
        const scope_entry entry(*scope);
        std::apply(std::move(handler), std::move(results));
    }

    // both
    void abandon() noexcept override { const auto last = std::move(handler_); }

private:
    void end_cancelled(shared_strand& strand)
    {
        if constexpr (sizeof...(Args) == 0)
            complete(strand);
        else
            complete(strand, aborted());
    }

    Handler handler_;
    std::shared_ptr<code_scope> scope_;
    std::tuple<Args...> results_;
};

/// Where a coroutine waits: in its own frame, so that nothing is allocated.
template <class... Args>
class place_to_wait
{
public:
    using signature = void(Args...);

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
    waiting<Args...>& take(Handler&& handler, own_code&& code)
    {
        using coroutine = waiting_coroutine<Handler, Args...>;
        static_assert(sizeof(coroutine) <= sizeof(memory_) && alignof(coroutine) <= alignof(void*));
        return *(taken_ = ::new (&memory_) coroutine(std::move(handler), std::move(code)));
    }

private:
    alignas(void*) std::byte memory_[11 * sizeof(void*)];
    waiting<Args...>* taken_ = nullptr;
};

} // namespace stint::detail

#endif
