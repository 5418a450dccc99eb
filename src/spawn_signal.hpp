// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_SPAWN_SIGNAL_HPP
#define STINT_SRC_SPAWN_SIGNAL_HPP

#include <stint/config.hpp>

#include <boost/asio/cancellation_type.hpp>

#include <cstddef>
#include <new>
#include <utility>

namespace stint::detail
{

/// Cancels a coroutine that co_spawn has launched, as an asio::cancellation_signal. What co_spawn puts into the slot is kept in place.
class spawn_signal
{
public:
    /// As much of an asio::cancellation_slot as co_spawn uses.
    class slot_type
    {
    public:
        explicit slot_type(spawn_signal& of) : of_(&of) {}

        bool is_connected() const noexcept { return true; }

        template <class Handler, class... Args>
        Handler& emplace(Args&&... args)
        {
            static_assert(sizeof(kept_handler<Handler>) <= sizeof(memory_));
            of_->clear();
            auto* const made = ::new (&of_->memory_) kept_handler<Handler>(std::forward<Args>(args)...);
            of_->kept_ = made;
            return made->handler;
        }

    private:
        spawn_signal* of_;
    };

    spawn_signal() = default;
    ~spawn_signal() { clear(); }
    spawn_signal(const spawn_signal&) = delete;
    spawn_signal& operator=(const spawn_signal&) = delete;

    slot_type slot() noexcept { return slot_type(*this); }

    void emit(asio::cancellation_type type)
    {
        if (kept_)
            kept_->call(type);
    }

    /// The coroutine has ended. Not from within emit().
    void clear() noexcept
    {
        if (kept_)
            std::exchange(kept_, nullptr)->~kept();
    }

private:
    struct kept
    {
        virtual ~kept() = default;
        virtual void call(asio::cancellation_type type) = 0;
    };

    template <class Handler>
    struct kept_handler final : kept
    {
        template <class... Args>
        explicit kept_handler(Args&&... args) : handler(std::forward<Args>(args)...)
        {
        }
        void call(asio::cancellation_type type) override { handler(type); }

        Handler handler;
    };

    alignas(void*) std::byte memory_[2 * sizeof(void*)];
    kept* kept_ = nullptr;
};

} // namespace stint::detail

#endif
