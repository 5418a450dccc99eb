// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_SUPPORT_TRACKER_EXECUTOR_HPP
#define STINT_TEST_SUPPORT_TRACKER_EXECUTOR_HPP

#include <boost/asio/io_context.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/require.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace test
{

struct tracker_counters
{
    int depth = 0;
    int executed = 0;
};

/// An executor that knows whether the code that asks is executed by it.
template <class Inner = boost::asio::io_context::executor_type>
class tracker_executor
{
public:
    explicit tracker_executor(Inner inner) : inner_(std::move(inner)) {}

    /// True in code that this executor, or a copy of it, executes.
    bool running_here() const { return state_->depth > 0; }
    /// How much it has executed.
    int executed() const { return state_->executed; }

    template <class Property>
    requires boost::asio::can_query_v<const Inner&, Property>
    decltype(auto) query(const Property& p) const noexcept { return boost::asio::query(inner_, p); }
    template <class Property>
    requires boost::asio::can_require_v<const Inner&, Property>
    auto require(const Property& p) const { return rebind(boost::asio::require(inner_, p)); }
    template <class Property>
    requires boost::asio::can_prefer_v<const Inner&, Property>
    auto prefer(const Property& p) const { return rebind(boost::asio::prefer(inner_, p)); }

    template <class Function>
    void execute(Function&& f) const
    {
        inner_.execute([state = state_, function = std::decay_t<Function>(std::forward<Function>(f))]() mutable {
            const entry e(*state);
            std::move(function)();
        });
    }

    friend bool operator==(const tracker_executor& a, const tracker_executor& b) noexcept
    {
        return a.inner_ == b.inner_ && a.state_ == b.state_;
    }
    friend bool operator!=(const tracker_executor& a, const tracker_executor& b) noexcept { return !(a == b); }

private:
    template <class Other>
    friend class tracker_executor;

    using counters = tracker_counters;
    struct entry
    {
        explicit entry(counters& c) : counted(c)
        {
            ++counted.depth;
            ++counted.executed;
        }
        ~entry() { --counted.depth; }
        entry(const entry&) = delete;
        entry& operator=(const entry&) = delete;
        counters& counted;
    };

    template <class Other>
    auto rebind(Other&& other) const
    {
        tracker_executor<std::decay_t<Other>> same(std::forward<Other>(other));
        same.state_ = state_;
        return same;
    }

    Inner inner_;
    std::shared_ptr<counters> state_ = std::make_shared<counters>();
};

} // namespace test

#endif
