// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_DETAIL_HOOK_HPP
#define STINT_DETAIL_HOOK_HPP

#include <stint/config.hpp>
#include <stint/state.hpp>
#include <stint/time.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace stint
{

class service;
class lifecycle;

namespace detail
{

/// What the hooks of a state are called with.
struct hook_arguments
{
    stint::service& service;
    stint::lifecycle& life;
    stint::state state;
    time_point deadline;
    std::exception_ptr error;
};

/// A function of the user's that runs when a service enters a state; what it returns is awaited.
class hook
{
public:
    explicit hook(std::optional<stint::state> only) : only_(only) {}
    virtual ~hook() = default;
    hook(const hook&) = delete;
    hook& operator=(const hook&) = delete;

    bool concerns(stint::state s) const { return !only_ || *only_ == s; }
    virtual std::optional<asio::awaitable<void>> call(const hook_arguments& with) = 0;

private:
    std::optional<stint::state> only_;
};

template <class F, class... Args>
concept hook_function
    = std::is_invocable_r_v<
          asio::awaitable<void>, F&,
          Args...> || (std::is_invocable_v<F&, Args...> && std::is_void_v<std::invoke_result_t<F&, Args...>>);

/// @param unpack calls the user's function with those of the arguments that it takes
template <class F, class Unpack>
std::unique_ptr<hook> make_hook(std::optional<stint::state> only, F&& function, Unpack unpack)
{
    class adapted final : public hook
    {
    public:
        adapted(std::optional<stint::state> s, F&& f, Unpack u) : hook(s), function_(std::forward<F>(f)), unpack_(u) {}

        std::optional<asio::awaitable<void>> call(const hook_arguments& with) override
        {
            if constexpr (std::is_void_v<decltype(unpack_(function_, with))>)
            {
                unpack_(function_, with);
                return std::nullopt;
            }
            else
                return unpack_(function_, with);
        }

    private:
        std::decay_t<F> function_;
        [[no_unique_address]] Unpack unpack_;
    };
    return std::make_unique<adapted>(only, std::forward<F>(function), unpack);
}

} // namespace detail
} // namespace stint

#endif
