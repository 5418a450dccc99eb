// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "lab/exploration.hpp"
#include "lab/simulation.hpp"

#include <ostream>
#include <string>
#include <vector>

namespace lab
{
namespace
{

/// Goes through all sequences of choices, the last choice first.
class choices
{
public:
    std::size_t choose(std::size_t count)
    {
        if (at_ == made_.size())
            made_.push_back({0, count});
        return made_[at_++].chosen;
    }

    /// False when all have been tried.
    bool next()
    {
        at_ = 0;
        while (!made_.empty() && made_.back().chosen + 1 == made_.back().count)
            made_.pop_back();
        if (made_.empty())
            return false;
        ++made_.back().chosen;
        return true;
    }

private:
    struct choice
    {
        std::size_t chosen;
        std::size_t count;
    };
    std::vector<choice> made_;
    std::size_t at_ = 0;
};

service_plan two_steps(const char* name, bool own_executor)
{
    service_plan s;
    s.name = name;
    s.runs = {{{step::kind::ready}, {step::kind::serve}}};
    s.own_executor = own_executor;
    return s;
}

std::vector<scenario> small_scenarios()
{
    std::vector<scenario> all;
    for (const bool ordered : {false, true})
    {
        for (const bool restarts : {false, true})
        {
            for (int kind = 0; kind <= static_cast<int>(operation::kind::drop_context); ++kind)
            {
                for (int ending = 0; ending < 3; ++ending) // of the second service: serves, returns, crashes
                {
                    scenario s;
                    s.app.services = {two_steps("a", true), two_steps("b", true)};
                    auto& b = s.app.services.back();
                    if (ending == 1)
                        b.runs.front().pop_back();
                    if (ending == 2)
                        b.runs.front().back() = {step::kind::crash};
                    if (restarts)
                        b.on_end = b.on_crash = stint::reaction::restart;
                    b.first_delay = 0;
                    b.most_restarts = 1;
                    if (ordered)
                        b.after = {"a"};
                    operation o;
                    o.what = static_cast<operation::kind>(kind);
                    o.target = "b";
                    o.ms = 10;
                    o.steps = -1; // at each moment
                    if (o.what == operation::kind::add)
                        o.added.push_back(two_steps("c", true));
                    s.operations.push_back(o);
                    all.push_back(s);
                }
            }
        }
    }
    return all;
}

} // namespace

count explore_exhaustively(std::uint64_t limit, std::ostream& out)
{
    count c;
    std::size_t complete = 0;
    const auto all = small_scenarios();
    for (const auto& s : all)
    {
        choices path;
        std::uint64_t tried = 0;
        bool more = true;
        while (more && tried < limit)
        {
            const auto r = simulate(s, false, [&](std::size_t n) { return path.choose(n); });
            ++tried;
            ++c.schedules;
            if (!r.broken.empty())
            {
                ++c.violations;
                out << to_string(s) << "broken: " << r.broken << '\n';
                return c;
            }
            more = path.next();
        }
        complete += more ? 0U : 1U;
    }
    out << all.size() << " scenarios, " << complete << " of them in every order\n";
    return c;
}

} // namespace lab
