// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_SERVICE_RUNNER_HPP
#define STINT_SRC_SERVICE_RUNNER_HPP

#include <stint/service.hpp>

namespace stint::detail
{

/// What runs a service.
class service_runner
{
public:
    virtual void service_destroyed() noexcept = 0;

protected:
    ~service_runner() = default;
};

/// What only those may ask a service who run it.
struct service_access
{
    /// False if somebody else runs it.
    static bool claim(service& s, service_runner& runner)
    {
        service_runner* nobody = nullptr;
        return s.runner_ == &runner || s.runner_.compare_exchange_strong(nobody, &runner) || nobody == &runner;
    }

    static void release(service& s, service_runner& runner)
    {
        auto* self = &runner;
        s.runner_.compare_exchange_strong(self, nullptr);
    }

    static asio::any_io_executor own_executor(const service& s) { return s.own_executor(); }
    static observer own_observer(const service& s) { return s.own_observer(); }
    static auto times_below(const service& s) { return s.times_below(); }
    static std::optional<duration> own_stop_timeout(const service& s) { return s.own_stop_timeout(); }
    static void deadline_moved(service& s, time_point deadline) { s.deadline_moved(deadline); }
    static void drain_skipped(service& s) { s.drain_skipped(); }
    /// Of a pool; null of another service.
    static std::shared_ptr<service_context> context(const service& s) { return s.own_context(); }
    static bool is_pool(const service& s) { return s.is_pool(); }
    /// True of a pool with this context, or with such a pool below it.
    static bool is_above(const service& s, const service_context& c) { return s.is_above(c); }
    static void report_below(const service& s, report& r) { s.report_below(r); }
    static void snapshot_below(const service& s, std::vector<snapshot>& all) { s.snapshot_below(all); }
    static asio::awaitable<undo> reload_below(service& s) { return s.reload_below(); }
    static void add_busy_below(const service& s, std::vector<busy_code>& found) { s.add_busy_below(found); }
};

} // namespace stint::detail

#endif
