// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_RELOAD_HOOK_HPP
#define STINT_DETAIL_RELOAD_HOOK_HPP

#include <stint/config.hpp>
#include <stint/undo.hpp>

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace stint
{

class service;
class lifecycle;

namespace detail
{

/// A function of the user's that is called when a service is to reload.
class reload_hook
{
public:
    reload_hook() = default;
    virtual ~reload_hook() = default;
    reload_hook(const reload_hook&) = delete;
    reload_hook& operator=(const reload_hook&) = delete;

    virtual asio::awaitable<undo> call(service& s, lifecycle& life) = 0;
};

template <class T>
concept reload_result = std::is_void_v<T> || std::is_same_v<T, asio::awaitable<void>> || std::is_same_v<
    T, asio::awaitable<undo>> || std::is_convertible_v<T, undo>;

template <class F>
concept reload_function
    = std::is_invocable_v<F&, service&, lifecycle&> && reload_result<std::invoke_result_t<F&, service&, lifecycle&>>;

template <class F>
std::unique_ptr<reload_hook> make_reload_hook(F&& function)
{
    class adapted final : public reload_hook
    {
    public:
        explicit adapted(F&& f) : function_(std::forward<F>(f)) {}

        asio::awaitable<undo> call(service& s, lifecycle& life) override
        {
            using result = std::invoke_result_t<std::decay_t<F>&, service&, lifecycle&>;
            undo back;
            if constexpr (std::is_void_v<result>)
                std::invoke(function_, s, life);
            else if constexpr (std::is_same_v<result, asio::awaitable<void>>)
                co_await std::invoke(function_, s, life);
            else if constexpr (std::is_same_v<result, asio::awaitable<undo>>)
                back = co_await std::invoke(function_, s, life);
            else
                back = undo(std::invoke(function_, s, life));
            co_return back;
        }

    private:
        std::decay_t<F> function_;
    };
    return std::make_unique<adapted>(std::forward<F>(function));
}

} // namespace detail
} // namespace stint

#endif
