// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_LIFECYCLE_HOOKS_HPP
#define STINT_LIFECYCLE_HOOKS_HPP

#include <stint/config.hpp>
#include <stint/detail/hook.hpp>
#include <stint/detail/reload_hook.hpp>
#include <stint/event.hpp>
#include <stint/state.hpp>

#include <memory>
#include <optional>

namespace stint
{

class lifecycle;

/** The hooks of a @ref lifecycle, functions of the user's that it calls.

    They are called on the executor of the lifecycle, one after the other in the order of their registration; one that returns
    an `asio::awaitable<void>` is awaited. All hooks of a state end before the next state is entered, or are cancelled: at the
    start timeout, at the deadline, the last ones an abort grace after it at least. What a hook throws crashes the service; what one of
    `stopped` throws comes too late for that, and `async_run` completes with it. Each function returns the lifecycle.

    Hooks are registered before the service runs, or from its code.
*/
class STINT_DECL lifecycle_hooks
{
public:
    /// Every state: `f(service&, lifecycle&, state)`.
    template <class F>
    lifecycle& on_state_change(F&& f);

    /// `f(service&, lifecycle&)`, before the service is started.
    template <class F>
    lifecycle& on_starting(F&& f);

    /// `f(service&, lifecycle&)`, when the service says that it is ready.
    template <class F>
    lifecycle& on_running(F&& f);

    /// `f(service&, lifecycle&, time_point deadline)`, while the service still serves.
    template <class F>
    lifecycle& on_stopping(F&& f);

    /// `f(service&, lifecycle&)`, after everything of the service has ended.
    template <class F>
    lifecycle& on_stopped(F&& f);

    /// `f(service&, lifecycle&, std::exception_ptr)`, after everything of the service has ended or was given up.
    template <class F>
    lifecycle& on_crashed(F&& f);

    /// `f(service&, lifecycle&)`, when the service is to reload: @ref lifecycle::async_reload. It may return an @ref undo, or an
    /// `asio::awaitable` of one, that takes back what it did if another service cannot reload. What it throws makes the reload
    /// fail, not the service.
    template <class F>
    lifecycle& on_reload(F&& f);

    /// An @ref observer of the events of this service and of all that runs below it.
    lifecycle& on_event(observer f);

protected:
    lifecycle_hooks() = default;
    ~lifecycle_hooks() = default;

private:
    virtual void add_hook(std::unique_ptr<detail::hook> h) = 0;
    virtual void add_reload_hook(std::unique_ptr<detail::reload_hook> h) = 0;
    virtual void add_observer(observer f) = 0;

    template <class... Args, class F, class Unpack>
    lifecycle& add_hook_for(std::optional<stint::state> only, F&& f, Unpack unpack);
    lifecycle& self() noexcept;
};

} // namespace stint

#endif
