// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/make_service.hpp>
#include <stint/testing/script.hpp>

#include <boost/asio/deferred.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace stint::testing
{
namespace
{

std::string with(const char* what, duration span)
{
    std::ostringstream text;
    text << what << ' ' << std::chrono::duration<double, std::milli>(span).count() << " ms";
    return text.str();
}

asio::awaitable<void> wait_until_cancelled()
{
    asio::steady_timer timer(co_await asio::this_coro::executor, never);
    co_await timer.async_wait(asio::deferred);
}

asio::awaitable<void> wait_for_ever()
{
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await wait_until_cancelled();
}

asio::awaitable<void> serve_for(context& on, lifecycle& life, duration span)
{
    co_await life.until_stop(on.sleep(span));
}

asio::awaitable<void> announce_stop(lifecycle& life) { co_await life.stopping(); }

class scripted_service final : public service
{
public:
    scripted_service(std::string name, testing::context& on, std::vector<script> runs)
        : name_(std::move(name)), on_(on), runs_(std::move(runs))
    {
        if (runs_.empty())
            runs_.emplace_back();
    }

    std::string name() const override { return name_; }

private:
    asio::awaitable<void> run(lifecycle& life) override
    {
        const auto last = runs_.size() - 1;
        return script::play(runs_[std::min(run_++, last)], on_, life);
    }

    const std::string name_;
    testing::context& on_;
    std::vector<script> runs_;
    std::size_t run_ = 0;
};

} // namespace

script& script::wait(std::string text, std::function<asio::awaitable<void>(context&, lifecycle&)> f)
{
    steps_.push_back(std::make_shared<step>(step{std::move(text), std::move(f), {}}));
    return *this;
}

script& script::act(std::string text, std::function<void(context&, lifecycle&)> f)
{
    steps_.push_back(std::make_shared<step>(step{std::move(text), {}, std::move(f)}));
    return *this;
}

script& script::ready()
{
    return wait("ready", [](context&, lifecycle& life) { return life.running(); });
}

script& script::pause(duration span)
{
    return wait(with("pause", span), [span](context& on, lifecycle&) { return on.sleep(span); });
}

script& script::serve()
{
    return wait("serve", [](context&, lifecycle& life) { return life.stop_requested(); });
}

script& script::serve(duration span)
{
    return wait(with("serve", span), [span](context& on, lifecycle& life) { return serve_for(on, life, span); });
}

script& script::announce_stopping()
{
    return wait("announce stopping", [](context&, lifecycle& life) { return announce_stop(life); });
}

script& script::ignore_stop()
{
    return wait("ignore stop", [](context&, lifecycle&) { return wait_until_cancelled(); });
}

script& script::hang()
{
    return wait("hang", [](context&, lifecycle&) { return wait_for_ever(); });
}

script& script::crash(std::string why)
{
    auto text = "crash \"" + why + '"';
    return act(std::move(text), [why = std::move(why)](context&, lifecycle&) { throw std::runtime_error(why); });
}

script& script::stop()
{
    return act("stop", [](context&, lifecycle& life) { life.stop(); });
}

script& script::stop(duration timeout)
{
    return act(with("stop within", timeout), [timeout](context&, lifecycle& life) { life.stop(timeout); });
}

script& script::stop_tree()
{
    return act("stop tree", [](context&, lifecycle& life) { life.stop_tree(); });
}

script& script::do_not_restart()
{
    return act("do not restart", [](context&, lifecycle& life) { life.do_not_restart(); });
}

script& script::note(std::string what)
{
    auto text = "note \"" + what + '"';
    return act(std::move(text), [what = std::move(what)](context&, lifecycle& life) { life.note(what); });
}

script& script::block(duration span)
{
    return act(with("block", span),
               [span](context& on, lifecycle&) { on.clock().move_to(saturating_add(on.now(), span)); });
}

script& script::spawn(script task)
{
    auto text = "spawn (" + task.text() + ')';
    return act(std::move(text),
               [task = std::move(task)](context& on, lifecycle& life) { life.spawn(play(task, on, life)); });
}

script& script::spawn_elsewhere(script task)
{
    auto text = "spawn elsewhere (" + task.text() + ')';
    return act(std::move(text), [task = std::move(task)](context& on, lifecycle& life) {
        life.spawn(play(task, on, life), on.get_executor());
    });
}

script& script::call(std::string name, std::function<void(lifecycle&)> f)
{
    return act(std::move(name), [f = std::move(f)](context&, lifecycle& life) { f(life); });
}

std::string script::text() const
{
    std::string text;
    for (const auto& s : steps_)
        text += (text.empty() ? "" : ", ") + s->text;
    return text;
}

asio::awaitable<void> script::play(script what, context& on, lifecycle& life)
{
    for (const auto& s : what.steps_)
    {
        if (s->wait)
        {
            auto work = s->wait(on, life);
            co_await std::move(work);
        }
        else
            s->act(on, life);
    }
}

std::unique_ptr<service> make_service(std::string name, context& on, std::vector<script> runs)
{
    return std::make_unique<scripted_service>(std::move(name), on, std::move(runs));
}

std::unique_ptr<service> make_service(std::string name, context& on, script each_run)
{
    return make_service(std::move(name), on, std::vector<script>{std::move(each_run)});
}

lifecycle& add_hook(lifecycle& life, state when, context& on, script what)
{
    return life.on_state_change([when, &on, what = std::move(what)](service&, lifecycle& l, state entered) {
        return script::play(entered == when ? what : script(), on, l);
    });
}

} // namespace stint::testing
