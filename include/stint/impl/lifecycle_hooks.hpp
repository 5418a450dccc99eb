// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_IMPL_LIFECYCLE_HOOKS_HPP
#define STINT_IMPL_LIFECYCLE_HOOKS_HPP

#include <stint/lifecycle.hpp>

#include <functional>
#include <utility>

namespace stint
{

template <class... Args, class F, class Unpack>
lifecycle& lifecycle_hooks::add_hook_for(std::optional<stint::state> only, F&& f, Unpack unpack)
{
    static_assert(detail::hook_function<std::decay_t<F>, Args...>,
                  "stint: a hook takes (stint::service&, stint::lifecycle&), and as a third argument that of "
                  "on_state_change the stint::state, of on_stopping the stint::time_point of the deadline, of "
                  "on_crashed the std::exception_ptr; it returns void or asio::awaitable<void>");
    add_hook(detail::make_hook(only, std::forward<F>(f), unpack));
    return self();
}

template <class F>
lifecycle& lifecycle_hooks::on_state_change(F&& f)
{
    return add_hook_for<service&, lifecycle&, stint::state>(
        std::nullopt, std::forward<F>(f), [](auto& g, const detail::hook_arguments& with) {
            return std::invoke(g, with.service, with.life, with.state);
        });
}

template <class F>
lifecycle& lifecycle_hooks::on_starting(F&& f)
{
    return add_hook_for<service&, lifecycle&>(
        stint::state::starting, std::forward<F>(f),
        [](auto& g, const detail::hook_arguments& with) { return std::invoke(g, with.service, with.life); });
}

template <class F>
lifecycle& lifecycle_hooks::on_running(F&& f)
{
    return add_hook_for<service&, lifecycle&>(
        stint::state::running, std::forward<F>(f),
        [](auto& g, const detail::hook_arguments& with) { return std::invoke(g, with.service, with.life); });
}

template <class F>
lifecycle& lifecycle_hooks::on_stopping(F&& f)
{
    return add_hook_for<service&, lifecycle&, time_point>(
        stint::state::stopping, std::forward<F>(f), [](auto& g, const detail::hook_arguments& with) {
            return std::invoke(g, with.service, with.life, with.deadline);
        });
}

template <class F>
lifecycle& lifecycle_hooks::on_stopped(F&& f)
{
    return add_hook_for<service&, lifecycle&>(
        stint::state::stopped, std::forward<F>(f),
        [](auto& g, const detail::hook_arguments& with) { return std::invoke(g, with.service, with.life); });
}

template <class F>
lifecycle& lifecycle_hooks::on_crashed(F&& f)
{
    return add_hook_for<service&, lifecycle&, std::exception_ptr>(
        stint::state::crashed, std::forward<F>(f), [](auto& g, const detail::hook_arguments& with) {
            return std::invoke(g, with.service, with.life, with.error);
        });
}

template <class F>
lifecycle& lifecycle_hooks::on_reload(F&& f)
{
    static_assert(
        detail::reload_function<std::decay_t<F>>,
        "stint: an on_reload hook takes (stint::service&, stint::lifecycle&) and returns void, stint::undo, or an "
        "asio::awaitable of one of them");
    add_reload_hook(detail::make_reload_hook(std::forward<F>(f)));
    return self();
}

inline lifecycle& lifecycle_hooks::self() noexcept { return static_cast<lifecycle&>(*this); }

} // namespace stint

#endif
