// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_MACHINE_POOL_MODEL_HPP
#define STINT_TEST_MACHINE_POOL_MODEL_HPP

#include "modelled_service.hpp"
#include "pool_machine.hpp"
#include "service_graph.hpp"
#include <stint/supervision.hpp>
#include <stint/time.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace reference
{

/** The rules of a pool, written down a second time, without any thought of speed.

    Nothing is counted or remembered that can be found by looking at all services. After each input everything that has to start
    or to be asked is looked for, until nothing changes any more.
*/
class pool_model
{
public:
    using machine = stint::detail::pool_machine;
    using phase = machine::phase;
    using actions = machine::actions;
    using reaction = stint::reaction;

    /// A rule that is broken on purpose, to see that this is noticed.
    enum class fault
    {
        none,
        asks_the_needed_first
    };

    explicit pool_model(stint::restart_strategy s, fault f = fault::none) : strategy_(s), fault_(f) {}

    void add(std::size_t i, const machine::policy& p)
    {
        services_.resize(std::max(services_.size(), i + 1));
        services_[i] = {.phase = phase::ended, .policy = p};
    }

    actions start(const stint::detail::service_graph& graph, stint::time_point now)
    {
        graph_ = &graph;
        leaving_ = stopping_ = announced_ = regrouping_ = false;
        group_at_ = stint::time_point::min();
        for (auto& s : services_)
            s = {.phase = s.phase == phase::absent ? phase::absent : phase::idle, .policy = s.policy};
        return settle(now);
    }

    actions admit(std::size_t i, stint::time_point now)
    {
        make_idle(services_[i]);
        return settle(now);
    }
    actions withdraw(std::size_t i, stint::time_point now)
    {
        auto& s = services_[i];
        if (s.plan == plan::halt)
            s.plan = plan::again;
        if (s.plan != plan::none || stopping_)
            return child_ended(i, {}, now);
        s.phase = phase::idle;
        return settle(now);
    }
    actions child_ready(std::size_t i, stint::time_point now)
    {
        if (services_[i].phase == phase::started)
            services_[i].ready = true;
        return settle(now);
    }
    actions child_leaving(std::size_t i)
    {
        auto& s = services_[i];
        if (s.phase == phase::started)
        {
            s.left = true;
            if (s.plan == plan::none && s.policy.on_end == reaction::stop_pool
                && s.policy.on_crash == reaction::stop_pool)
                leave();
        }
        return settle(now_);
    }

    actions child_ended(std::size_t i, const machine::ending& how, stint::time_point now)
    {
        auto& s = services_[i];
        const auto follows = std::exchange(s.plan, plan::none);
        if (follows == plan::removal)
            leave_for_ever(i);
        else if (follows == plan::again)
            make_idle(s);
        else if (follows == plan::halt || stopping_)
            end(s, follows == plan::halt);
        else
            react(i, how, now);
        todo_.finish = stopping_ && !anyone_alive();
        return settle(now);
    }
    actions remove(std::size_t i)
    {
        auto& s = services_[i];
        if (s.alive())
            s.plan = plan::removal;
        else
            leave_for_ever(i);
        if (s.phase == phase::started)
            ask(i);
        return settle(now_);
    }

    actions restart(std::size_t i, stint::restart_scope scope, stint::time_point now)
    {
        const bool alone = scope == stint::restart_scope::service;
        const bool at_once = alone && services_[i].phase == phase::started && services_[i].plan == plan::none;
        for (std::size_t member = 0; member != services_.size(); ++member)
        {
            auto& s = services_[member];
            if (member != i && (alone || !depends_on(member, i)))
                continue;
            if (s.alive())
                s.plan = s.plan == plan::removal ? s.plan : plan::again;
            else if (member == i || s.phase != phase::ended || !s.temporary())
            {
                make_idle(s);
                s.not_before = now;
            }
        }
        services_[i].after_dependents = services_[i].after_dependents || !alone;
        group_at_ = now;
        if (at_once)
            ask(i);
        return settle(now);
    }
    actions wake(stint::time_point now) { return settle(now); }
    actions stop()
    {
        stopping_ = true;
        for (auto& s : services_)
        {
            if (s.phase == phase::idle)
                end(s, false);
        }
        todo_.finish = !anyone_alive();
        return settle(now_);
    }
    actions stop_all()
    {
        for (std::size_t i = 0; i != services_.size(); ++i)
        {
            if (services_[i].phase == phase::started)
                ask(i);
        }
        return settle(now_);
    }

    std::size_t size() const { return services_.size(); }
    phase phase_of(std::size_t i) const { return i < size() ? services_[i].phase : phase::absent; }
    bool present(std::size_t i) const { return phase_of(i) != phase::absent; }
    bool alive(std::size_t i) const { return present(i) && services_[i].alive(); }
    bool asked(std::size_t i) const { return phase_of(i) == phase::asked; }
    bool may_run(std::size_t i) const
    {
        const auto& s = services_[i];
        return s.phase == phase::started && s.plan == plan::none && all_that_it_needs_is_there(i) && !ends();
    }
    bool ready(std::size_t i) const { return services_[i].ready; }
    /// It was to run, has not begun, and may not any more.
    bool may_be_withdrawn(std::size_t i) const
    {
        return alive(i) && !services_[i].ready && !services_[i].left && !may_run(i);
    }
    bool leaves_the_pool(std::size_t i) const { return services_[i].plan == plan::removal; }
    std::size_t restarts(std::size_t i) const { return services_[i].restarts; }
    bool stopping() const { return stopping_; }
    bool ends() const { return leaving_ || stopping_; }

    bool counts_as_there(std::size_t i) const
    {
        const auto& s = services_[i];
        if (s.phase == phase::started)
            return s.plan == plan::none && s.ready && !s.left;
        return s.phase == phase::ended && s.for_good && all_that_it_needs_is_there(i);
    }

    bool all_that_it_needs_is_there(std::size_t i) const
    {
        const auto& needs = graph_->needs(i);
        return std::all_of(needs.begin(), needs.end(), [this](std::size_t n) { return counts_as_there(n); });
    }

    bool crash_counts(std::size_t i) const
    {
        if (services_[i].plan != plan::none && !ends())
            return false;
        const auto r = services_[i].policy.on_crash;
        return r == reaction::stop_pool || (r == reaction::restart && ends());
    }

    bool anyone_alive() const
    {
        return std::any_of(services_.begin(), services_.end(), [](const service& s) { return s.alive(); });
    }

    /// The next moment at which something starts if nothing happens until then.
    stint::time_point next_start() const
    {
        std::vector<stint::time_point> moments{group_at_};
        for (const auto& s : services_)
            moments.push_back(s.not_before);
        std::sort(moments.begin(), moments.end());
        for (const auto t : moments)
        {
            if (t > now_ && !pool_model(*this).wake(t).start.empty())
                return t;
        }
        return stint::never;
    }

private:
    using service = modelled_service;
    using plan = service::plans;

    static void end(service& s, bool for_good)
    {
        s.phase = phase::ended;
        s.for_good = for_good;
    }
    void make_idle(service& s) const
    {
        s.phase = stopping_ ? phase::ended : phase::idle;
        s.for_good = false;
    }

    void leave()
    {
        todo_.stop_pool = todo_.stop_pool || !ends();
        leaving_ = true;
    }
    void leave_for_ever(std::size_t i)
    {
        services_[i].phase = phase::absent;
        todo_.removed = i;
    }

    /// It has ended, and nobody had asked it to.
    void react(std::size_t i, const machine::ending& how, stint::time_point now)
    {
        auto& s = services_[i];
        const auto r = how.crashed ? s.policy.on_crash : s.policy.on_end;
        const auto& p = s.policy.restart;
        end(s, r == reaction::ignore || (r == reaction::restart && how.for_good));
        if (r == reaction::stop_pool)
            leave();
        if (s.for_good || leaving_)
            return;
        std::erase_if(s.restarted_at, [&](stint::time_point t) { return t + p.within < now; });
        if (s.restarted_at.size() >= p.most)
        {
            todo_.gave_up = i;
            return leave();
        }
        s.restarted_at.push_back(now);
        ++s.restarts;
        todo_.restarts = i;
        make_idle(s);
        s.not_before = now + next_delay(s, how.chance, now);
        s.after_dependents = s.after_dependents || strategy_ == stint::restart_strategy::rest_for_one;
        const bool all = strategy_ == stint::restart_strategy::one_for_all;
        for (std::size_t other = 0; other != services_.size(); ++other)
        {
            if (other != i && (all || (strategy_ == stint::restart_strategy::rest_for_one && depends_on(other, i))))
                take_along(services_[other]);
        }
        regrouping_ = regrouping_ || all;
        if (all)
            group_at_ = std::max(group_at_, s.not_before);
    }

    static stint::duration next_delay(service& s, double chance, stint::time_point now)
    {
        const auto& p = s.policy.restart;
        const bool first = !s.last_delay || now >= s.started_at + p.within;
        const auto delay = std::min(first ? p.first_delay : 2 * *s.last_delay, p.longest_delay);
        s.last_delay = delay;
        return delay
               - stint::duration(static_cast<std::int64_t>(static_cast<double>(delay.count()) * (p.jitter * chance)));
    }

    void take_along(service& s) const
    {
        if (s.alive() && s.plan == plan::none)
            s.plan = s.temporary() ? plan::halt : plan::again;
        else if (s.phase == phase::ended && !s.temporary())
            make_idle(s);
    }

    /// Directly, or through others.
    bool depends_on(std::size_t i, std::size_t needed) const
    {
        const auto& needs = graph_->needs(i);
        return std::any_of(needs.begin(), needs.end(),
                           [&](std::size_t n) { return n == needed || depends_on(n, needed); });
    }

    bool may_start(std::size_t i) const
    {
        if (ends() || regrouping_ || services_[i].phase != phase::idle || now_ < services_[i].not_before)
            return false;
        const auto goes_down = [&](std::size_t d) { return services_[d].plan != plan::none && depends_on(d, i); };
        return !(services_[i].after_dependents && any_alive(goes_down)) && all_that_it_needs_is_there(i);
    }

    bool has_to_be_asked(std::size_t i) const
    {
        if (services_[i].phase != phase::started || (!stopping_ && services_[i].plan == plan::none))
            return false;
        const bool wrongly = fault_ == fault::asks_the_needed_first;
        return !any_alive([&](std::size_t other) { return wrongly ? depends_on(i, other) : depends_on(other, i); });
    }

    template <class Which>
    bool any_alive(Which which) const
    {
        bool any = false;
        for (std::size_t i = 0; i != size(); ++i)
            any = any || (alive(i) && which(i));
        return any;
    }

    void ask(std::size_t i)
    {
        services_[i].phase = phase::asked;
        todo_.stop.push_back(i);
    }

    void begin(std::size_t i)
    {
        auto& s = services_[i];
        s.phase = phase::started;
        s.ready = s.left = s.after_dependents = false;
        s.started_at = now_;
        todo_.start.push_back(i);
    }

    actions settle(stint::time_point now)
    {
        now_ = now;
        for (bool changed = true; changed;)
        {
            changed = regrouping_ && !anyone_alive() && now_ >= group_at_;
            if (changed)
                regrouping_ = false;
            for (std::size_t i = 0; i != services_.size(); ++i)
            {
                const auto before = phase_of(i);
                if (may_start(i))
                    begin(i);
                if (has_to_be_asked(i))
                    ask(i);
                changed = changed || phase_of(i) != before;
            }
        }
        bool all_there = true;
        for (std::size_t i = 0; i != services_.size(); ++i)
            all_there = all_there && (!present(i) || counts_as_there(i));
        todo_.announce = all_there && !announced_ && !ends();
        announced_ = announced_ || todo_.announce;
        return std::exchange(todo_, {});
    }

    const stint::restart_strategy strategy_;
    const fault fault_;
    const stint::detail::service_graph* graph_ = nullptr;
    std::vector<service> services_;
    stint::time_point now_{};
    stint::time_point group_at_ = stint::time_point::min();
    bool regrouping_ = false;
    bool announced_ = false;
    bool leaving_ = false;
    bool stopping_ = false;
    actions todo_{};
};

} // namespace reference

#endif
