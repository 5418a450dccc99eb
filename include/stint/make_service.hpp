// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_MAKE_SERVICE_HPP
#define STINT_MAKE_SERVICE_HPP

#include <stint/service.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace stint
{

/// A function that can be a service: called with a lifecycle, it returns an `asio::awaitable<void>`.
template <class F>
concept service_function = std::move_constructible<std::decay_t<F>> && requires(std::decay_t<F>& f, lifecycle& life)
{
    {
        std::invoke(f, life)
        } -> std::same_as<asio::awaitable<void>>;
};

/** Makes a service of a coroutine function.

    @param name what @ref service::name returns
    @param f called once per run, with the lifecycle

    @par Object lifetimes
    The service keeps `f`, and with it the captures of a lambda, as long as it lives: the coroutine may use them.
*/
template <class F>
std::unique_ptr<service> make_service(std::string name, F&& f)
{
    static_assert(service_function<F>, "stint: a service is made of a coroutine function: "
                                       "asio::awaitable<void> f(stint::lifecycle& life)");

    class function_service final : public service
    {
    public:
        function_service(std::string n, F&& function) : name_(std::move(n)), function_(std::forward<F>(function)) {}
        std::string name() const override { return name_; }

    private:
        asio::awaitable<void> run(lifecycle& life) override { return std::invoke(function_, life); }

        std::string name_;
        std::decay_t<F> function_;
    };
    return std::make_unique<function_service>(std::move(name), std::forward<F>(f));
}

} // namespace stint

#endif
