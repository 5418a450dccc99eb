// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_POOL_HPP
#define STINT_POOL_HPP

#include <stint/config.hpp>
#include <stint/make_lifecycle.hpp>
#include <stint/make_service.hpp>
#include <stint/pool_params.hpp>
#include <stint/service.hpp>
#include <stint/service_params.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace stint
{

namespace detail
{
class pool_core;

/// Something that add() takes as it is.
template <class T>
concept addable = std::convertible_to<T, std::unique_ptr<service>> || std::convertible_to<
    T, service&> || std::convertible_to<T, std::string_view>;
} // namespace detail

/** A service that runs other services.

    Its services execute on one strand, unless they are given another executor. Each starts when those that it comes after are
    `running` (@ref service_params::after), all others at once. The pool is `running` when all of them are. When one of them
    ends, for whatever reason, or the pool is asked to stop, all are stopped: first the pool becomes `stopping` and its
    `on_stopping` hooks run, then each service is asked to stop as soon as those that come after it have ended, by the deadline
    of the pool, or by its own if that is earlier. At the deadline of the pool there is no order any more. A service that has
    not started by then does not start. The pool ends when all of them have, `crashed` if one of them did.

    A pool can be in a pool.

    @par Object lifetimes
    What is added by reference must outlive the pool. Destroying a pool that runs cancels its services; it must not happen while
    a thread executes one of them. The execution context may be destroyed before or after the pool.

    @par Thread safety
    Distinct objects: Safe. Shared objects: Unsafe.
*/
class STINT_DECL pool final : public service
{
public:
    /** An empty pool.

        @param executor what the services execute on. If it is no strand, the pool makes one on it.
        @param params its knobs
        @throws boost::system::system_error @ref error::empty_name, @ref error::invalid_timeout
    */
    explicit pool(asio::any_io_executor executor, pool_params params = {});

    /// The same with the executor of an execution context.
    template <detail::execution_context_type Context>
    explicit pool(Context& context, pool_params params = {}) : pool(context.get_executor(), std::move(params))
    {
    }

    ~pool() override;

    /// The name that the pool was given.
    std::string name() const override;

    /** Adds a service that the pool owns.

        Starts with the next run of the pool.

        @param s the service
        @param params how long it may take, what it comes after, and where it executes
        @return its lifecycle, to register hooks with; it lives as long as the pool
        @throws boost::system::system_error @ref error::null_service, @ref error::empty_name, @ref error::duplicate_name,
            @ref error::duplicate_service, @ref error::pool_is_running, @ref error::invalid_timeout,
            @ref error::dependency_cycle, whose text has the names along it. The pool is unchanged then.
    */
    lifecycle& add(std::unique_ptr<service> s, const service_params& params = {});

    /// The same with a service that the caller owns. It must outlive the pool.
    lifecycle& add(service& s, const service_params& params = {});

    /// The same with a coroutine function, which the pool keeps: see @ref make_service.
    template <class F>
    requires(!std::same_as<std::decay_t<F>, service_params>) lifecycle& add(std::string_view name, F&& f,
                                                                            const service_params& params = {})
    {
        return add(make_service(std::string(name), std::forward<F>(f)), params);
    }

    /// Says what is wrong with anything else.
    template <class Something, class... Rest>
    requires(!detail::addable<Something>) void add(Something&&, Rest&&...)
    {
        static_assert(detail::addable<Something>,
                      "stint: a pool takes a std::unique_ptr to a stint::service, a reference to one, or a name and a "
                      "coroutine function: asio::awaitable<void> f(stint::lifecycle& life)");
    }

private:
    asio::awaitable<void> run(lifecycle& life) override;
    asio::any_io_executor own_executor() const override;
    observer own_observer() const override;
    std::shared_ptr<detail::service_context> context() const override;
    detail::abort_times times_below() const override;
    std::optional<duration> own_stop_timeout() const override;
    void deadline_moved(time_point deadline) override;
    void drain_skipped() override;
    bool is_pool() const override { return true; }
    void report_below(report& r) const override;
    void add_busy_below(std::vector<detail::busy_code>& found) const override;

    std::shared_ptr<detail::pool_core> core_;
};

} // namespace stint

#endif
