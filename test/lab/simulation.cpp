// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "lab/simulation.hpp"

#include "lab/actors.hpp"
#include "lab/watcher.hpp"
#include <stint/make_lifecycle.hpp>
#include <stint/pool.hpp>
#include <stint/testing/context.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/require.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <sstream>

namespace lab
{

namespace asio = stint::asio;
using std::chrono::milliseconds;

namespace
{

constexpr int most_functions = 20'000;
constexpr stint::time_point beginning{std::chrono::hours(1)};

/// How long after its deadline a service has ended for sure: the promise of the ladder, added up.
stint::duration ladder_time(const pool_plan& p);
stint::duration ladder_time(const service_plan& s)
{
    const auto grace = s.abort_grace ? stint::duration(milliseconds(*s.abort_grace)) : stint::default_abort_grace;
    const auto below = s.inner.empty() ? stint::duration::zero() : ladder_time(s.inner.front());
    return std::max(grace, below) + 2 * grace;
}
stint::duration ladder_time(const pool_plan& p)
{
    stint::duration longest = stint::duration::zero();
    for (const auto& s : p.services)
        longest = std::max(longest, ladder_time(s));
    return longest + milliseconds(100);
}

int blocked(const steps& all)
{
    int sum = 0;
    for (const auto& s : all)
        sum += (s.what == step::kind::block ? s.ms : 0) + blocked(s.task);
    return sum;
}

int blocked(const pool_plan& p)
{
    int sum = 0;
    for (const auto& s : p.services)
    {
        for (const auto& r : s.runs)
            sum += blocked(r) * static_cast<int>(s.most_restarts + 1);
        for (const auto& h : s.hooks)
            sum += blocked(h.does) * static_cast<int>(s.most_restarts + 1);
        for (const auto& i : s.inner)
            sum += blocked(i);
    }
    return sum;
}

class simulation
{
public:
    simulation(const scenario& s, bool with_story, stint::testing::chooser choose)
        : plan_(s),
          context_(std::in_place, choose ? std::move(choose) : chooser_of(s.order), s.order),
          watcher_(*context_, with_story),
          executor_(s.never_at_once ? asio::any_io_executor(
                        asio::require(context_->get_executor(), asio::execution::blocking.never))
                                    : asio::any_io_executor(context_->get_executor())),
          actors_(*context_, executor_, watcher_)
    {
    }

    result run()
    {
        try
        {
            begin();
            for (const auto& o : plan_.operations)
            {
                if (over_ || watcher_.broken())
                    break;
                move_to(beginning + milliseconds(o.at), o.steps);
                if (o.steps < 0)
                    asio::post(context_->get_executor(), [this, &o] { perform(o); });
                else if (!watcher_.broken())
                    perform(o);
            }
            if (!over_)
                end();
        }
        catch (const std::exception& e)
        {
            watcher_.require(false, std::string("an exception has left the context: ") + e.what());
        }
        clean_up();
        return {watcher_.promise(), watcher_.story()};
    }

private:
    struct wait
    {
        std::string what;
        int completions = 0;
        std::unique_ptr<asio::cancellation_signal> signal = std::make_unique<asio::cancellation_signal>();
    };

    static stint::testing::chooser chooser_of(std::uint64_t order)
    {
        if (order == 0)
            return {};
        return [state = order](std::size_t count) mutable { // xorshift64*: chosen for its speed
            state ^= state >> 12U;
            state ^= state << 25U;
            state ^= state >> 27U;
            return static_cast<std::size_t>((state * 2685821657736338717ULL) >> 33U) % count;
        };
    }

    void begin()
    {
        stint::pool_params params;
        params.strategy = plan_.app.strategy;
        pool_ = std::make_unique<stint::pool>(executor_, params);
        life_ = stint::make_lifecycle(executor_, *pool_);
        service_plan top;
        top.name = "app";
        top.inner.push_back(plan_.app);
        top_ = watcher_.watch(*life_, top, nullptr);
        watcher_.watch_events(*life_);
        for (const auto& s : plan_.app.services)
            actors_.add(*pool_, top_, s);
        blocked_ = milliseconds(blocked(plan_.app));
        if (plan_.stopped_first)
        {
            stop_asked(milliseconds(*plan_.stopped_first));
            life_->stop(milliseconds(*plan_.stopped_first));
        }
        life_->async_run(asio::bind_cancellation_slot(run_signal_.slot(), [this](const std::exception_ptr& e) {
            watcher_.require(!ended_, "async_run completes twice");
            ended_ = context_->now();
            watcher_.ended(e);
        }));
    }

    bool step()
    {
        const bool ran = context_->run_one();
        if (ran)
            watcher_.look();
        watcher_.require(++functions_ < most_functions, "it does not come to rest");
        return ran && !watcher_.broken() && !over_;
    }

    void run_until_rest()
    {
        while (step())
        {
        }
        if (!over_)
            watcher_.rests();
    }

    void move_to(stint::time_point when, int steps)
    {
        if (when > context_->now())
        {
            for (run_until_rest(); context_->clock().next() < when && !watcher_.broken() && !over_; run_until_rest())
                context_->clock().move_to(context_->clock().next());
            context_->clock().move_to(when);
        }
        for (int i = 0; i < steps && step(); ++i)
        {
        }
    }

    auto handler(const std::string& what)
    {
        waits_.push_back(std::make_unique<wait>());
        auto& w = *waits_.back();
        w.what = what;
        return asio::bind_cancellation_slot(w.signal->slot(), [&w](const std::exception_ptr&) { ++w.completions; });
    }

    void cancel_last() { waits_.back()->signal->emit(asio::cancellation_type::terminal); }

    void stop_asked(stint::duration within) { deadline_ = std::min(deadline_, context_->now() + within); }

    void perform(const operation& o)
    {
        watcher_.note("from outside: operation " + std::to_string(static_cast<int>(o.what)) + ' ' + o.target);
        const milliseconds span(o.ms);
        if (!life_ || !pool_)
            return;
        switch (o.what)
        {
        case operation::kind::stop:
            stop_asked(span);
            life_->stop(span);
            break;
        case operation::kind::stop_and_wait:
            stop_asked(span);
            life_->async_stop(span, handler("async_stop"));
            break;
        case operation::kind::wait: life_->async_wait(handler("async_wait")); break;
        case operation::kind::wait_and_cancel:
            life_->async_wait(handler("async_wait"));
            cancel_last();
            break;
        case operation::kind::cancel_run:
            run_signal_.emit(o.ms % 2 ? asio::cancellation_type::terminal : asio::cancellation_type::partial);
            break;
        case operation::kind::stop_service:
            if (const auto w = watcher_.find(o.target); w && w->life)
            {
                watcher_.leaves(*w);
                w->alone = true;
                w->life->stop(span);
            }
            break;
        case operation::kind::skip_drain: life_->skip_drain(); break;
        case operation::kind::add: add(o.added.front()); break;
        case operation::kind::remove:
        case operation::kind::remove_and_cancel:
            watcher_.surgery(watcher_.find(o.target).get());
            pool_->async_remove(o.target, span, handler("async_remove"));
            if (o.what == operation::kind::remove_and_cancel)
                cancel_last();
            break;
        case operation::kind::restart:
            watcher_.surgery(watcher_.find(o.target).get());
            pool_->async_restart(o.target, stint::restart_scope::service, handler("async_restart"));
            break;
        case operation::kind::restart_with_dependents:
            watcher_.surgery(nullptr);
            pool_->async_restart(o.target, stint::restart_scope::with_dependents, handler("async_restart"));
            break;
        case operation::kind::reload: life_->async_reload(handler("async_reload")); break;
        case operation::kind::look:
            (void)to_string(life_->snapshot());
            (void)to_string(life_->report(), context_->now());
            break;
        case operation::kind::drop_lifecycle:
            watcher_.dropped();
            deadline_ = context_->now();
            life_.reset();
            break;
        case operation::kind::drop_pool:
            watcher_.dropped();
            deadline_ = context_->now();
            pool_.reset();
            break;
        case operation::kind::drop_context: over_ = true; break;
        }
    }

    void add(const service_plan& s)
    {
        try
        {
            const bool stops = life_->state() == stint::state::stopping;
            actors_.add(*pool_, top_, s);
            watcher_.require(!stops, "a service is added while the pool stops");
            blocked_ += milliseconds(blocked(pool_plan{{}, {s}}));
            added_.push_back(s);
        }
        catch (const boost::system::system_error& e)
        {
            watcher_.require(e.code() == make_error_code(stint::error::pool_is_stopping)
                                 || e.code() == make_error_code(stint::error::unknown_dependency),
                             std::string("add: ") + e.what());
        }
    }

    void end()
    {
        run_until_rest(); // what was posted from outside comes before the last stop
        if (over_)
            return;
        if (life_ && !watcher_.is_dropped())
        {
            watcher_.require(ended_ || deadline_ == stint::never || life_->deadline() <= deadline_ + blocked_,
                             "a stop from outside is lost");
            stop_asked(milliseconds(100));
            life_->stop(milliseconds(100));
        }
        auto all = plan_.app;
        all.services.insert(all.services.end(), added_.begin(), added_.end());
        const auto limit = deadline_ + std::max(ladder_time(all), stint::default_abort_grace)
                           + 2 * stint::default_abort_grace + blocked_;
        while (!watcher_.broken())
        {
            run_until_rest();
            if (watcher_.broken() || context_->clock().next() > limit)
                break;
            context_->clock().move_to(context_->clock().next());
        }
        watcher_.require(ended_.has_value(), "a stop never ends");
        watcher_.require(!ended_ || *ended_ <= limit, "a stop ends later than the ladder");
        for (const auto& w : waits_)
            watcher_.require(w->completions == 1,
                             w->what + " has completed " + std::to_string(w->completions) + " times");
    }

    void clean_up()
    {
        for (auto& w : watcher_.all())
            w->given_up = true; // from here on code is destroyed
        watcher_.dropped();
        if (plan_.context_goes_first || over_)
            context_.reset();
        else if (!watcher_.broken() && !watcher_.anything_given_up() && life_ && pool_)
        {
            life_.reset();
            pool_.reset();
            while (context_->run_one())
            {
            }
            const auto left = context_->left();
            watcher_.require(left.empty(), "after the end: " + to_string(left));
        }
        life_.reset();
        pool_.reset();
        context_.reset();
        for (const auto& w : waits_)
            watcher_.require(w->completions <= 1, w->what + " completes twice");
    }

    const scenario& plan_;
    std::optional<stint::testing::context> context_;
    watcher watcher_;
    asio::any_io_executor executor_;
    actors actors_;
    std::unique_ptr<stint::pool> pool_;
    std::shared_ptr<stint::lifecycle> life_;
    std::shared_ptr<watched> top_;
    asio::cancellation_signal run_signal_;
    std::vector<std::unique_ptr<wait>> waits_;
    std::vector<service_plan> added_;
    std::optional<stint::time_point> ended_;
    stint::time_point deadline_ = stint::never;
    stint::duration blocked_{};
    bool over_ = false;
    int functions_ = 0;
};

} // namespace

result simulate(const scenario& s, bool with_story, stint::testing::chooser choose)
{
    return simulation(s, with_story, std::move(choose)).run();
}

} // namespace lab
