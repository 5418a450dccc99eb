// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// With the argument ordinary_path: what an ordinary life takes. Without:
// A pool with order, supervision, hooks, tasks and a pool inside is started, crashes, restarts and is stopped, again and again: each time
// another allocation fails, or several in a row, until there is none left that could.

#include "failing_new.hpp"
#include "ordinary_path.hpp"
#include "outcome.hpp"
#include <stint.hpp>
#include <stint/testing.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>

#include <array>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>

namespace
{

using namespace std::chrono_literals;
using stint::testing::script;
namespace asio = boost::asio;

constexpr auto stop_timeout = 5s;
constexpr auto after_the_ladder = stop_timeout + 5 * stint::default_abort_grace; // of services and pools

/// No coroutine comes of it.
asio::awaitable<void> fail_to_begin(stint::lifecycle&) { throw std::runtime_error("cannot begin"); }

/// What was kept bare for want of memory may be recorded now.
void fail_again(stint::service&, stint::lifecycle&, const std::exception_ptr& e) { std::rethrow_exception(e); }

asio::awaitable<void> say_goodbye(stint::service&, stint::lifecycle& life, stint::time_point)
{
    life.note("says goodbye");
    auto turn = asio::post(life.get_executor(), asio::deferred);
    co_await std::move(turn);
}

/// The failures are in the order of time, none is there twice, and the first one is the error.
bool is_consistent(const stint::lifecycle& life)
{
    const auto all = life.failures();
    const auto is_same = [](const auto& a, const auto& b) { return a.error == b.error && a.service == b.service; };
    bool consistent = life.error() == (all.empty() ? nullptr : all.front().error);
    for (std::size_t i = 1; i < all.size(); ++i)
        consistent = consistent && all[i - 1].when <= all[i].when && !is_same(all[i - 1], all[i]);
    return consistent;
}

class life_of_a_pool
{
public:
    explicit life_of_a_pool(stint::testing::context& on) : on_(on) {}

    outcome live()
    {
        if (!insist(
                told_, [this] { start(); }, 1))
            return {true, true, {}}; // nothing has begun
        insist(told_, [this] { on_.advance(3s); });
        insist(told_, [this] { life_->stop(stop_timeout); });
        insist(told_, [this] { on_.advance(after_the_ladder); });
        failing_new::stop_failing();
        for (const auto* const each : lives_)
        {
            for (const auto& f : each->failures())
                told_ = told_ || is_bad_alloc(f.error);
            consistent_ = consistent_ && is_consistent(*each);
        }
        const bool joined = on_.left().operations == 0; // also of what the pool does not know any more
        return {told_, is_final(life_->state()) && heard_.expired() && joined && consistent_,
                to_string(life_->report(), on_.now())};
    }

private:
    void start()
    {
        auto next = lives_.begin();
        const auto keep = [&next](const stint::lifecycle& life) { *next++ = &life; };
        keep(app_.add(make_service("cache", on_, script().ready().serve()))); // ready as it starts, then "late" may
        keep(inner_.add(make_service("worker", on_, script().ready().spawn(script().pause(1s)).serve())));
        keep(app_.add(make_service("db", on_, script().pause(1s).ready().serve().pause(100ms))));
        keep(app_.add(inner_, {.after = "db"}));
        keep(app_.add(make_service("flaky", on_, script().ready().serve(500ms).crash("flaky")),
                      {.on_crash = stint::reaction::restart}));
        auto& misconfigured = app_.add("misconfigured", fail_to_begin, {.on_crash = stint::reaction::ignore});
        misconfigured.on_crashed(fail_again);
        keep(misconfigured);
        keep(app_.add(make_service("late", on_, script().ready().serve()), {.after = "cache"}));
        // Lists of few need no memory: more than those start at once, and after one.
        for (const auto* const name : {"1", "2", "3", "4", "5"})
        {
            app_.add(make_service(name, on_, script().ready().serve()));
            app_.add(make_service(name + std::string("b"), on_, script().ready().serve()), {.after = "cache"});
        }
        life_ = stint::make_lifecycle(on_.get_executor(), app_);
        keep(*life_);
        life_->on_running([](stint::service&, stint::lifecycle& life) { life.note("serves"); });
        life_->on_stopping(say_goodbye);
        life_->on_event([this](const stint::event& e) { told_ = told_ || is_bad_alloc(e.error); });
        const auto waiting = std::make_shared<int>();
        heard_ = waiting;
        life_->async_run([this, waiting](const std::exception_ptr& error) { told_ = told_ || is_bad_alloc(error); });
    }

    stint::testing::context& on_;
    stint::pool inner_{on_, {.name = "inner"}};
    stint::pool app_{on_};
    std::shared_ptr<stint::lifecycle> life_;
    std::array<const stint::lifecycle*, 8> lives_{};
    std::weak_ptr<int> heard_;
    bool told_ = false;
    bool consistent_ = true; // what the lifecycles say of their failures
};

constexpr std::uint64_t long_turns = 0;
constexpr std::uint64_t short_turns = 3;

/// @tparam Seed of the clock: how many steps a pool takes in a turn
template <std::uint64_t Seed>
outcome live_in_virtual_time()
{
    stint::testing::context context({}, Seed);
    auto result = life_of_a_pool(context).live();
    failing_new::stop_failing();
    context.settle();
    if (!context.left().empty())
    {
        result.over = false;
        result.remaining += "something is left in the context";
    }
    return result;
}

/// An addition fails, is tried again, and the pool is used all the same.
template <std::uint64_t Seed>
outcome live_with_failed_additions()
{
    stint::testing::context context({}, Seed);
    stint::pool app{context};
    bool told = false;
    const auto add = [&](const char* name, const stint::service_params& params) {
        app.add(make_service(name, context, script().ready().serve()), params);
    };
    insist(told, [&] { add("api", {.after = "db"}); });
    insist(told, [&] { add("db", {}); });
    const char* const unused = "a service that is not needed"; // no short string
    insist(told, [&] { add(unused, {}); });
    const auto life = stint::make_lifecycle(context.get_executor(), app);
    int begun = 0;
    int completed = 0;
    const auto completes = [&](const std::exception_ptr& e) {
        told = told || is_bad_alloc(e);
        ++completed;
    };
    const auto begin = [&](auto operation) {
        insist(told, operation);
        ++begun;
    };
    life->on_event([&](const stint::event& e) { told = told || is_bad_alloc(e.error); });
    begin([&] { app.async_remove(unused, stop_timeout, completes); });
    insist(told, [&] { context.settle(); });
    begin([&] { life->async_run(completes); });
    insist(told, [&] { context.settle(); });
    insist(told, [&] { add("late", {}); });
    insist(told, [&] { context.settle(); });
    begin([&] { life->async_reload(completes); });
    begin([&] { app.async_remove("api", stop_timeout, completes); });
    begin([&] { app.async_restart("db", stint::restart_scope::service, completes); });
    insist(told, [&] { context.settle(); });
    insist(told, [&] { life->stop(2 * stop_timeout); });
    insist(told, [&] { context.settle(); });
    insist(told, [&] { life->stop(stop_timeout); });
    insist(told, [&] { context.advance(after_the_ladder); });
    failing_new::stop_failing();
    return {told, is_final(life->state()) && completed >= begun, to_string(life->report(), context.now())};
}

void cancel_a_wait()
{
    stint::testing::context context;
    const auto service = make_service("a", context, script());
    const auto life = stint::make_lifecycle(context.get_executor(), *service);
    asio::cancellation_signal signal;
    life->async_wait(asio::bind_cancellation_slot(signal.slot(), [](const std::exception_ptr&) {}));
    signal.emit(asio::cancellation_type::terminal);
    context.settle();
}

/// What is wrong; empty if nothing is.
std::string try_failure(long number, int in_a_row, outcome (*live)())
{
    const long before = failing_new::live();
    std::string wrong;
    {
        outcome result;
        failing_new::fail_at(number, in_a_row);
        try
        {
            result = live();
        }
        catch (const std::bad_alloc&) // by a constructor of what lives
        {
            result = {true, true, {}};
        }
        failing_new::stop_failing();
        const bool is_to_be_told = in_a_row == 1; // of several the one before may be kept, and not this
        if (failing_new::has_failed() && is_to_be_told && !result.told)
            wrong += " nobody is told;";
        if (!result.over)
            wrong += " it does not end:\n" + result.remaining;
    }
    if (wrong.empty() && failing_new::live() != before)
        wrong = " " + std::to_string(failing_new::live() - before) + " blocks of memory are not freed;";
    return wrong;
}

struct sweep
{
    long failures = 0;
    long violations = 0;

    void over(const char* name, outcome (*live)(), long only)
    {
        for (long number = 1; number != 5; ++number)
            try_failure(number, 1, live); // for what is allocated once and kept: by a first life, by a first failure
        for (const auto in_a_row : rows)
        {
            long number = only == 0 ? 1 : only;
            do
            {
                const auto wrong = try_failure(number, in_a_row, live);
                failures += failing_new::has_failed();
                violations += !wrong.empty();
                if (!wrong.empty())
                    std::cout << name << ", allocation " << number << ", " << in_a_row << " in a row:" << wrong
                              << std::endl;
            } while (failing_new::made() >= number++ && only == 0);
        }
    }
};

} // namespace

int main(int argc, char** argv)
{
    if (argc > 1 && argv[1] == std::string("ordinary_path"))
        return the_ordinary_path_is_free() ? 0 : 1;
    cancel_a_wait(); // whose error is allocated once and kept
    const long only = argc > 1 ? std::atol(argv[1]) : 0;
    sweep s;
    s.over("virtual time", &live_in_virtual_time<long_turns>, only);
    s.over("virtual time, short turns", &live_in_virtual_time<short_turns>, only);
    s.over("failed additions", &live_with_failed_additions<long_turns>, only);
    s.over("failed additions, short turns", &live_with_failed_additions<short_turns>, only);
    s.over("real clock", &live_by_the_real_clock, only);
    std::cout << "failures " << s.failures << " violations " << s.violations << std::endl;
    return s.violations == 0 && s.failures > 0 ? 0 : 1;
}
