// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "bytes.hpp"
#include "machine/pool_model.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

// A pool that goes through anything, given to the machine and to the naive model of test/machine: both answer alike. What the model
// does not know, whom a service waits for and until when, is held against what it says.

using fuzz::require;
using reference::pool_model;
using stint::reaction;
using machine = stint::detail::pool_machine;
using phase = machine::phase;

namespace
{

constexpr std::size_t most_services = 8;
constexpr auto any_service = most_services;
/// The model knows nothing of a clock that ends.
constexpr stint::duration longest{std::int64_t{1} << 40};

machine::policy any_policy(fuzz::bytes& in)
{
    const auto reactions = {reaction::restart, reaction::ignore, reaction::stop_pool, reaction::restart};
    machine::policy p;
    p.on_end = in.one_of(reactions);
    p.on_crash = in.one_of(reactions);
    p.restart = {.first_delay = in.span(longest),
                 .longest_delay = in.span(longest),
                 .jitter = in.share(),
                 .most = in.one_of({stint::restart_params::unlimited, std::size_t{0}, std::size_t{1}, std::size_t{3}}),
                 .within = in.span(longest)};
    return p;
}

class both
{
public:
    explicit both(stint::restart_strategy s) : machine_(s), model_(s) {}

    void add(fuzz::bytes& in)
    {
        const auto i = put(in);
        if (running_)
            give([&](auto& pool) { return pool.admit(i, now_); });
    }

    void perform(fuzz::bytes& in)
    {
        enum
        {
            ready,
            leaves,
            ends,
            wakes,
            time_passes,
            admit,
            removed,
            restarted,
            stopped,
            all_stopped,
            fails,
            withdrawn,
            kinds
        };
        if (!running_)
            run();
        const bool goes_on = !model_.ends();
        switch (in.below(kinds))
        {
        case ready:
            if (const auto i = one(in, [&](auto n) { return model_.alive(n) && !model_.ready(n); }); i != any_service)
                give([&](auto& pool) { return pool.child_ready(i, now_); });
            break;
        case leaves:
            if (const auto i = one(in, [&](auto n) { return model_.alive(n); }); i != any_service)
                give([&](auto& pool) { return pool.child_leaving(i); });
            break;
        case ends:
            if (const auto i = one(in, [&](auto n) { return model_.alive(n); }); i != any_service)
                end(i, {.crashed = in.flag(), .for_good = in.below(5) == 1, .chance = in.share()});
            break;
        case wakes: wake(); break;
        case time_passes:
            now_ += in.span(longest);
            if (machine_.next_wake() <= now_)
                wake();
            break;
        case admit:
            if (goes_on && one(in, [&](auto n) { return !model_.present(n); }) != any_service)
                add(in);
            break;
        case removed:
            if (const auto i = one(in, [&](auto n) { return model_.present(n) && graph_.dependents(n).empty(); });
                goes_on && i != any_service)
                give([&](auto& pool) { return pool.remove(i); });
            break;
        case restarted:
            if (const auto i = one(in, [&](auto n) { return model_.present(n); }); goes_on && i != any_service)
            {
                const auto scope = in.one_of({stint::restart_scope::service, stint::restart_scope::with_dependents});
                give([&](auto& pool) { return pool.restart(i, scope, now_); });
            }
            break;
        case stopped: stop(); break;
        case all_stopped:
            stop();
            if (running_)
                give([](auto& pool) { return pool.stop_all(); });
            break;
        case fails:
            if (const auto i = one(in, [&](auto n) { return model_.alive(n); }); i != any_service)
                fail(i, in);
            break;
        case withdrawn:
            if (const auto i = one(in, [&](auto n) { return model_.may_be_withdrawn(n); }); i != any_service)
                give([&](auto& pool) { return pool.withdraw(i, now_); });
            break;
        }
    }

    void run()
    {
        announced_ = left_ = 0;
        running_ = true;
        give([&](auto& pool) { return pool.start(graph_, now_); });
    }

    /// Whoever is asked obeys.
    void finish()
    {
        stop();
        for (std::size_t i = 0; i != most_services * most_services; ++i)
        {
            if (running_ && model_.asked(i % most_services))
                end(i % most_services, {});
        }
        require(!running_, "a pool that was stopped ends when its services do");
    }

private:
    std::size_t put(fuzz::bytes& in)
    {
        const auto p = any_policy(in);
        const auto needs = in.word();
        std::vector<std::string> after;
        for (std::size_t n = 0; n != model_.size(); ++n)
        {
            if ((needs >> n & needs >> (n + 8) & 1U) != 0 && model_.present(n) && !model_.leaves_the_pool(n))
                after.push_back(graph_.name(n));
        }
        const auto i = graph_.add(std::to_string(names_++), after).number;
        machine_.add(i, p);
        model_.add(i, p);
        return i;
    }

    /// The first from some number on; any_service if there is none.
    template <class Which>
    static std::size_t one(fuzz::bytes& in, Which which)
    {
        const auto from = in.below(most_services);
        for (std::size_t k = 0; k != most_services; ++k)
        {
            if (const auto i = (from + k) % most_services; which(i))
                return i;
        }
        return any_service;
    }

    void end(std::size_t i, const machine::ending& how)
    {
        give([&](auto& pool) { return pool.child_ended(i, how, now_); });
    }

    /// The model does not know of this: a copy goes on from here, to the end of the service.
    void fail(std::size_t i, fuzz::bytes& in) const
    {
        auto copy = machine_;
        const bool counts = copy.child_failed(i);
        require(counts == machine_.crash_counts(i), "a failure crashes the pool if the crash would");
        bool ends = model_.ends();
        if (!ends && in.flag())
            ends = copy.restart(i, stint::restart_scope::service, now_).stop_pool;
        else if (!ends && graph_.dependents(i).empty())
            ends = copy.remove(i).stop_pool;
        require(copy.crash_counts(i) == counts || !counts, "what is asked of it later does not change that");
        ends = copy.child_ended(i, {.crashed = true}, now_).stop_pool || ends;
        require(ends || !counts, "a failure that crashes the pool ends it");
    }

    void stop()
    {
        if (running_ && !model_.stopping())
            give([](auto& pool) { return pool.stop(); });
    }

    void wake()
    {
        if (const auto next = machine_.next_wake(); next != stint::never)
            now_ = std::max(now_, next);
        give([&](auto& pool) { return pool.wake(now_); });
        require(machine_.next_wake() > now_, "who was woken is not to be woken again at once");
    }

    template <class Input>
    void give(Input input_to)
    {
        auto a = input_to(machine_);
        auto expected = input_to(model_);
        for (auto* which : {&a.start, &a.stop, &expected.start, &expected.stop})
            std::sort(which->begin(), which->end());
        require(a == expected, "the machine does what the model does");
        for (const auto i : a.start)
            require(!model_.ends() && model_.all_that_it_needs_is_there(i), "a service starts after those it needs");
        if (a.removed)
            graph_.remove(*a.removed);
        announced_ += a.announce;
        left_ += a.stop_pool;
        require(announced_ <= 1, "a pool is ready once");
        require(left_ <= 1, "a pool is asked to stop once");
        require(a.finish == (model_.stopping() && !model_.anyone_alive()), "the end is when all services have ended");
        running_ = !a.finish;
        require(machine_.running() == running_, "running()");
        compare();
    }

    void compare() const
    {
        for (std::size_t i = 0; i != model_.size(); ++i)
        {
            require(machine_.phase_of(i) == model_.phase_of(i), "phase_of()");
            if (!model_.present(i))
                continue;
            require(machine_.asked(i) == model_.asked(i), "asked()");
            require(machine_.counts_as_there(i) == model_.counts_as_there(i), "counts_as_there()");
            require(machine_.restarts(i) == model_.restarts(i), "restarts()");
            require(machine_.crash_counts(i) == model_.crash_counts(i), "crash_counts()");
            require(machine_.is_being_removed(i) == (model_.alive(i) && model_.leaves_the_pool(i)),
                    "is_being_removed()");
            if (running_)
                has_a_reason_to_wait(i);
        }
        const auto next = machine_.next_wake();
        require(model_.ends() ? next == stint::never : next <= model_.next_start(),
                "the pool wakes when it has to, and not when it ends");
    }

    /// Nobody is forgotten: who is to start waits for others or for a moment, and who is to stop waits for others.
    void has_a_reason_to_wait(std::size_t i) const
    {
        const auto others = machine_.waits_for(i);
        const auto at = machine_.restart_at(i, now_);
        require(at > now_, "a delay ends in the future");
        for (const auto n : others)
            require(model_.present(n) && n != i, "a service waits for others, which are there");
        switch (machine_.phase_of(i))
        {
        case phase::absent: break;
        case phase::idle:
            require(model_.ends() || !others.empty() || at != stint::never, "who does not start has a reason");
            require(at == stint::never || machine_.next_wake() <= at || !others.empty(),
                    "the pool wakes for who waits for a moment");
            break;
        case phase::started:
            require(!model_.stopping() || !others.empty(), "who is not asked to stop has a reason");
            for (const auto n : others)
                require(has(graph_.dependents(i), n), "who is to stop waits for what comes after it");
            require(at == stint::never, "who has started waits for no moment");
            break;
        case phase::asked:
        case phase::ended: require(others.empty() && at == stint::never, "who ends waits for nobody"); break;
        }
    }

    static bool has(std::span<const std::size_t> all, std::size_t one)
    {
        return std::find(all.begin(), all.end(), one) != all.end();
    }

    stint::detail::service_graph graph_;
    machine machine_;
    pool_model model_;
    stint::time_point now_{};
    std::size_t names_ = 0;
    int announced_ = 0;
    int left_ = 0;
    bool running_ = false;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using enum stint::restart_strategy;
    fuzz::bytes in(data, size);
    both pools(in.one_of({one_for_one, one_for_all, rest_for_one}));
    for (auto count = 1 + in.below(5); count != 0; --count)
        pools.add(in);
    pools.run();
    while (!in.empty())
        pools.perform(in);
    pools.finish();
    return 0;
}
