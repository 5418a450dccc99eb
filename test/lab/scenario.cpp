// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "lab/scenario.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace lab
{
namespace
{

class maker
{
public:
    explicit maker(std::uint64_t seed) : random_(seed) {}

    scenario make()
    {
        scenario s;
        s.app = pool(0);
        const int count = below(5);
        for (int i = 0; i < count; ++i)
        {
            auto next = make_operation(s.app);
            const auto earlier = [](const operation& a, const operation& b) { return a.at < b.at; };
            const auto place = std::upper_bound(s.operations.begin(), s.operations.end(), next, earlier);
            s.operations.insert(place, std::move(next));
        }
        s.order = one_in(4) ? 0 : random_() | 1U;
        if (one_in(24))
            s.stopped_first = span();
        s.never_at_once = one_in(4);
        s.context_goes_first = one_in(4);
        return s;
    }

private:
    int below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
    bool one_in(int n) { return below(n) == 0; }
    int span()
    {
        static constexpr int spans[] = {0, 1, 5, 10, 20, 50, 100, 1000};
        return spans[below(8)];
    }
    std::optional<int> perhaps_span(int one_of) { return one_in(one_of) ? std::optional(span()) : std::nullopt; }

    steps task()
    {
        switch (below(8))
        {
        case 0: return {{step::kind::serve}};
        case 1: return {{step::kind::pause, span()}};
        case 2: return {{step::kind::serve}, {step::kind::pause, span()}};
        case 3: return {{step::kind::ignore_stop}};
        case 4: return {{step::kind::pause, span()}, {step::kind::crash}};
        case 5: return {{step::kind::serve_for, span()}};
        case 6: return {{step::kind::spawn_elsewhere, 0, {{step::kind::serve_for, span()}}}};
        default: return {};
        }
    }

    void add_extras(steps& to, bool in_service)
    {
        while (one_in(3))
        {
            switch (below(in_service ? 10 : 6))
            {
            case 0: to.push_back({step::kind::pause, span()}); break;
            case 1: to.push_back({step::kind::note}); break;
            case 2: to.push_back({one_in(2) ? step::kind::stop_itself : step::kind::stop_within, span()}); break;
            case 3: to.push_back({step::kind::block, span()}); break;
            case 4: to.push_back({one_in(3) ? step::kind::stop_tree : step::kind::do_not_restart}); break;
            case 5: to.push_back({one_in(2) ? step::kind::restart_itself : step::kind::remove_itself}); break;
            case 6: to.push_back({step::kind::spawn, 0, task()}); break;
            case 7: to.push_back({step::kind::spawn_elsewhere, 0, task()}); break;
            case 8: to.push_back({step::kind::wait_for_itself}); break;
            default: to.push_back({step::kind::announce_stopping}); break;
            }
        }
    }

    steps run()
    {
        steps s;
        if (one_in(3))
            s.push_back({step::kind::pause, span()});
        if (one_in(24))
            s.push_back({step::kind::crash});
        if (!one_in(12))
            s.push_back({step::kind::ready});
        add_extras(s, true);
        switch (below(12))
        {
        case 0: s.push_back({one_in(4) ? step::kind::cancelled : step::kind::crash}); break;
        case 1: break;
        case 2: s.push_back({step::kind::serve_for, span()}); break;
        case 3: s.push_back({step::kind::ignore_stop}); break;
        case 4:
            s.push_back({step::kind::serve_for, span()});
            s.push_back({step::kind::crash});
            break;
        case 5: s.push_back({one_in(4) ? step::kind::hang : step::kind::serve}); break;
        default: s.push_back({step::kind::serve}); break;
        }
        add_extras(s, true);
        if (one_in(4))
            s.push_back({step::kind::pause, span()});
        return s;
    }

    stint::reaction reaction()
    {
        static constexpr stint::reaction all[]
            = {stint::reaction::stop_pool, stint::reaction::ignore, stint::reaction::restart};
        return all[below(3)];
    }

    hook_plan hook()
    {
        static constexpr const char* states[] = {"starting", "running", "stopping", "stopped", "crashed"};
        hook_plan h{states[below(5)], {}};
        if (one_in(2))
            h.does.push_back({step::kind::pause, span()});
        add_extras(h.does, false);
        if (one_in(6))
            h.does.push_back({step::kind::crash});
        else if (one_in(12))
            h.does.push_back({one_in(2) ? step::kind::hang : step::kind::ignore_stop});
        return h;
    }

    service_plan service(int depth, const std::vector<service_plan>& others)
    {
        service_plan s;
        s.name = std::string(1, static_cast<char>('a' + names_++));
        const bool plain = one_in(2);
        for (const auto& other : others)
        {
            if (one_in(3))
                s.after.push_back(other.name);
        }
        if (!plain)
        {
            s.on_end = reaction();
            s.on_crash = reaction();
            s.most_restarts = static_cast<std::size_t>(below(4));
            s.first_delay = span();
            s.start_timeout = perhaps_span(4);
            s.stop_timeout = perhaps_span(4);
            s.abort_grace = perhaps_span(4);
            s.drain_delay = perhaps_span(6);
            if (one_in(8))
            {
                s.hurried_after = below(7);
                if (one_in(2))
                    s.abort_grace = 0;
            }
            s.reload = static_cast<reloading>(below(5));
        }
        s.own_executor = one_in(3);
        for (int i = below(3); i > 1; --i)
            s.hooks.push_back(hook());
        if (depth < 2 && one_in(5))
            s.inner.push_back(pool(depth + 1));
        else
        {
            s.runs.push_back(run());
            if (!plain && one_in(2))
                s.runs.push_back(run());
        }
        return s;
    }

    pool_plan pool(int depth)
    {
        static constexpr stint::restart_strategy all[]
            = {stint::restart_strategy::one_for_one, stint::restart_strategy::one_for_all,
               stint::restart_strategy::rest_for_one};
        pool_plan p;
        p.strategy = all[below(3)];
        const int count = depth == 0 ? 1 + below(4) : below(3);
        for (int i = 0; i < count; ++i)
            p.services.push_back(service(depth, p.services));
        return p;
    }

    operation make_operation(const pool_plan& app)
    {
        static constexpr operation::kind frequent[]
            = {operation::kind::stop,   operation::kind::stop_and_wait, operation::kind::stop_service,
               operation::kind::remove, operation::kind::restart,       operation::kind::restart_with_dependents,
               operation::kind::add,    operation::kind::reload,        operation::kind::wait,
               operation::kind::look};
        operation o;
        o.what = one_in(4) ? static_cast<operation::kind>(below(static_cast<int>(operation::kind::drop_context) + 1))
                           : frequent[below(10)];
        o.at = span();
        o.steps = one_in(2) ? below(30) : 0;
        o.ms = span();
        if (!app.services.empty())
            o.target = app.services[static_cast<std::size_t>(below(static_cast<int>(app.services.size())))].name;
        if (o.what == operation::kind::add)
            o.added.push_back(service(1, app.services));
        return o;
    }

    std::mt19937_64 random_;
    int names_ = 0;
};

} // namespace

scenario make_scenario(std::uint64_t seed) { return maker(seed).make(); }

} // namespace lab
