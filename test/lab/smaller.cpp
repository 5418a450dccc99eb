// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "lab/scenario.hpp"

#include <algorithm>
#include <functional>

namespace lab
{
namespace
{

/// Counts the places where something can be left out, and leaves it out at one of them.
class trimmer
{
public:
    explicit trimmer(std::size_t at) : at_(at) {}

    bool done() const { return done_; }

    void trim(scenario& s)
    {
        without_one(s.operations);
        for (auto& o : s.operations)
        {
            smaller_number(o.steps);
            smaller_number(o.at);
            for (auto& a : o.added)
                trim(a);
        }
        trim(s.app, s);
        reset(s.order, std::uint64_t{0});
        reset(s.stopped_first, std::optional<int>());
        reset(s.never_at_once, false);
        reset(s.context_goes_first, false);
    }

private:
    bool here()
    {
        if (done_ || count_++ != at_)
            return false;
        return done_ = true;
    }

    template <class T>
    void without_one(std::vector<T>& all)
    {
        for (std::size_t i = 0; i < all.size(); ++i)
        {
            if (here())
            {
                all.erase(all.begin() + static_cast<std::ptrdiff_t>(i));
                return;
            }
        }
    }

    void smaller_number(int& n)
    {
        if (n != 0 && here())
            n = 0;
        else if (n > 1 && here())
            n /= 2;
    }

    template <class T>
    void reset(T& value, T to)
    {
        if (value != to && here())
            value = to;
    }

    void trim(steps& all)
    {
        without_one(all);
        for (auto& s : all)
        {
            smaller_number(s.ms);
            trim(s.task);
        }
    }

    void trim(service_plan& s)
    {
        if (s.runs.size() > 1)
            without_one(s.runs);
        for (auto& r : s.runs)
            trim(r);
        without_one(s.hooks);
        for (auto& h : s.hooks)
            trim(h.does);
        without_one(s.after);
        reset(s.on_end, stint::reaction::stop_pool);
        reset(s.on_crash, stint::reaction::stop_pool);
        for (auto* const span : {&s.start_timeout, &s.stop_timeout, &s.abort_grace, &s.drain_delay, &s.hurried_after})
            reset(*span, std::optional<int>());
        reset(s.own_executor, false);
        reset(s.reload, reloading::no_hook);
        for (auto& p : s.inner)
        {
            for (std::size_t i = 0; i < p.services.size(); ++i)
                trim_service(p, i, nullptr);
            reset(p.strategy, stint::restart_strategy::one_for_one);
        }
        if (!s.inner.empty() && here())
        {
            s.inner.clear();
            s.runs = {{{step::kind::ready}, {step::kind::serve}}};
        }
    }

    void trim_service(pool_plan& p, std::size_t i, scenario* whole)
    {
        if (!here())
            return trim(p.services[i]);
        const auto name = p.services[i].name;
        p.services.erase(p.services.begin() + static_cast<std::ptrdiff_t>(i));
        const auto forget
            = [&](service_plan& s) { s.after.erase(std::remove(s.after.begin(), s.after.end(), name), s.after.end()); };
        std::for_each(p.services.begin(), p.services.end(), forget);
        if (!whole)
            return;
        for (auto& o : whole->operations)
            std::for_each(o.added.begin(), o.added.end(), forget);
    }

    void trim(pool_plan& p, scenario& whole)
    {
        for (std::size_t i = 0; i < p.services.size(); ++i)
            trim_service(p, i, &whole);
        reset(p.strategy, stint::restart_strategy::one_for_one);
    }

    const std::size_t at_;
    std::size_t count_ = 0;
    bool done_ = false;
};

} // namespace

std::vector<scenario> smaller(const scenario& s)
{
    std::vector<scenario> all;
    for (std::size_t at = 0;; ++at)
    {
        auto copy = s;
        trimmer t(at);
        t.trim(copy);
        if (!t.done())
            return all;
        all.push_back(std::move(copy));
    }
}

} // namespace lab
