// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "default_lifecycle.hpp"
#include "default_lifecycle_impl.hpp"
#include "scoped_value.hpp"
#include "undo_list.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include <utility>

namespace stint::detail
{

void default_lifecycle::do_reload(end_handler handler)
{
    if (!strand().get())
        return;
    const auto parked = park(std::move(handler));
    strand().post_for(*this, [this, parked] {
        try
        {
            if (machine_.state() != stint::state::running)
                std::rethrow_exception(refusal(stint::error::not_running));
            // As a task: a stop waits for it. Its handler is called on the strand.
            spawn(reload(), [self = shared_from_this(), parked](const std::exception_ptr& e, const undo&) {
                if (!parked->completed()) // or before
                    parked->complete(self->strand(), e);
            });
        }
        catch (...)
        {
            if (!parked->completed()) // spawn may fail when the coroutine has ended
                parked->complete(strand(), std::current_exception());
        }
    });
}

asio::awaitable<undo> default_lifecycle::reload()
{
    if (machine_.state() != stint::state::running)
        co_return undo{}; // for its pool it is passed over: when it starts, it reads what there is then
    if (reloading_)
        std::rethrow_exception(refusal(stint::error::already_reloading));
    const scoped_value reloading(reloading_, true);
    const auto failed = [weak = weak_from_this()](const std::exception_ptr& e) {
        if (const auto self = weak.lock())
            self->take_turn_to_tell(code::reload_failed, e);
    };
    const auto of = [this]() -> service& {
        auto* const s = service_.load();
        if (!s)
            std::rethrow_exception(refusal(stint::error::destroyed));
        return *s;
    };
    const auto done = std::make_shared<undo_list>(failed);
    std::exception_ptr error;
    try
    {
        for (std::size_t i = 0; registered_ && i != registered_->reload_hooks.size(); ++i) // one may be added meanwhile
        {
            auto& h = *registered_->reload_hooks[i];
            auto back = co_await h.call(of(), *this);
            done->add(std::move(back));
        }
        auto back = co_await service_access::reload_below(of());
        done->add(std::move(back));
    }
    catch (...)
    {
        error = std::current_exception();
    }
    if (error)
    {
        take_turn_to_tell(code::reload_failed, error);
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation()); // it is not cut short
        co_await done->roll_back();
        std::rethrow_exception(error);
    }
    take_turn_to_tell(code::service_reloaded);
    co_return undo_list::as_one(done);
}

} // namespace stint::detail
