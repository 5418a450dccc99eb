// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "lab/scenario.hpp"

#include <sstream>

namespace lab
{
namespace
{

const char* name_of(step::kind k)
{
    switch (k)
    {
    case step::kind::ready: return "ready";
    case step::kind::pause: return "pause";
    case step::kind::serve: return "serve";
    case step::kind::serve_for: return "serve for";
    case step::kind::ignore_stop: return "ignore stop";
    case step::kind::hang: return "hang";
    case step::kind::crash: return "crash";
    case step::kind::cancelled: return "throw operation_aborted";
    case step::kind::stop_itself: return "stop itself";
    case step::kind::stop_within: return "stop itself within";
    case step::kind::stop_tree: return "stop tree";
    case step::kind::do_not_restart: return "do not restart";
    case step::kind::announce_stopping: return "announce stopping";
    case step::kind::note: return "note";
    case step::kind::block: return "block";
    case step::kind::spawn: return "spawn";
    case step::kind::spawn_elsewhere: return "spawn elsewhere";
    case step::kind::restart_itself: return "restart itself";
    case step::kind::remove_itself: return "remove itself";
    case step::kind::wait_for_itself: return "wait for itself";
    }
    return "?";
}

const char* name_of(operation::kind k)
{
    switch (k)
    {
    case operation::kind::stop: return "stop";
    case operation::kind::stop_and_wait: return "stop and wait";
    case operation::kind::wait: return "wait";
    case operation::kind::wait_and_cancel: return "wait, and cancel that";
    case operation::kind::cancel_run: return "cancel the run";
    case operation::kind::stop_service: return "stop the service";
    case operation::kind::skip_drain: return "skip the drain delay";
    case operation::kind::add: return "add";
    case operation::kind::remove: return "remove";
    case operation::kind::remove_and_cancel: return "remove, and cancel the wait";
    case operation::kind::restart: return "restart";
    case operation::kind::restart_with_dependents: return "restart with dependents";
    case operation::kind::reload: return "reload";
    case operation::kind::look: return "take a snapshot and a report";
    case operation::kind::drop_lifecycle: return "drop the lifecycle";
    case operation::kind::drop_pool: return "drop the pool";
    case operation::kind::drop_context: return "drop the context";
    }
    return "?";
}

const char* name_of(reloading r)
{
    switch (r)
    {
    case reloading::no_hook: return "";
    case reloading::works: return "works";
    case reloading::can_be_undone: return "can be undone";
    case reloading::fails: return "fails";
    case reloading::takes_time: return "takes time";
    }
    return "?";
}

bool has_time(step::kind k)
{
    return k == step::kind::pause || k == step::kind::serve_for || k == step::kind::stop_within
           || k == step::kind::block;
}

std::string to_string(const steps& all)
{
    std::string text;
    for (const auto& s : all)
    {
        text += (text.empty() ? "" : ", ") + std::string(name_of(s.what));
        if (has_time(s.what))
            text += ' ' + std::to_string(s.ms) + " ms";
        if (s.what == step::kind::spawn || s.what == step::kind::spawn_elsewhere)
            text += " (" + to_string(s.task) + ')';
    }
    return text.empty() ? "nothing" : text;
}

void write(std::ostream& out, const service_plan& s, const std::string& indent);

void write(std::ostream& out, const pool_plan& p, const std::string& indent)
{
    if (p.strategy != stint::restart_strategy::one_for_one)
        out << indent << to_string(p.strategy) << '\n';
    for (const auto& s : p.services)
        write(out, s, indent);
}

void write(std::ostream& out, const service_plan& s, const std::string& indent)
{
    out << indent << s.name << (s.inner.empty() ? "" : " (a pool)");
    for (const auto& needed : s.after)
        out << ", after " << needed;
    if (s.on_end != stint::reaction::stop_pool || s.on_crash != stint::reaction::stop_pool)
        out << ", on end " << to_string(s.on_end) << ", on crash " << to_string(s.on_crash);
    if (s.on_end == stint::reaction::restart || s.on_crash == stint::reaction::restart)
        out << ", " << s.most_restarts << " restarts at most, first after " << s.first_delay << " ms";
    const auto span = [&](const char* what, const std::optional<int>& ms) {
        if (ms)
            out << ", " << what << ' ' << *ms << " ms";
    };
    span("start timeout", s.start_timeout);
    span("stop timeout", s.stop_timeout);
    span("abort grace", s.abort_grace);
    span("drain delay", s.drain_delay);
    if (s.hurried_after)
        out << ", stopped twice on each word after the first " << *s.hurried_after;
    if (s.own_executor)
        out << ", on a strand of its own";
    if (s.reload != reloading::no_hook)
        out << ", its reload " << name_of(s.reload);
    out << '\n';
    for (const auto& r : s.runs)
        out << indent << "    runs: " << to_string(r) << '\n';
    for (const auto& h : s.hooks)
        out << indent << "    hook of " << h.state << ": " << to_string(h.does) << '\n';
    for (const auto& p : s.inner)
        write(out, p, indent + "    ");
}

} // namespace

std::string to_string(const scenario& s)
{
    std::ostringstream out;
    out << "the pool:\n";
    write(out, s.app, "    ");
    if (s.stopped_first)
        out << "is stopped before it runs, within " << *s.stopped_first << " ms\n";
    out << "from outside:" << (s.operations.empty() ? " nothing" : "") << '\n';
    for (const auto& o : s.operations)
    {
        out << "    at " << o.at << " ms, " << (o.steps < 0 ? "as one of several" : "after " + std::to_string(o.steps))
            << " functions: " << name_of(o.what);
        if (o.what == operation::kind::stop || o.what == operation::kind::stop_and_wait
            || o.what == operation::kind::stop_service || o.what == operation::kind::remove
            || o.what == operation::kind::remove_and_cancel)
            out << " within " << o.ms << " ms";
        if (o.what == operation::kind::stop_service || o.what == operation::kind::remove
            || o.what == operation::kind::remove_and_cancel || o.what == operation::kind::restart
            || o.what == operation::kind::restart_with_dependents)
            out << ' ' << o.target;
        out << '\n';
        for (const auto& a : o.added)
            write(out, a, "        ");
    }
    if (s.order == 0)
        out << "what is ready first runs first";
    else
        out << "the order of what is ready: " << s.order;
    if (s.never_at_once)
        out << "; strands never execute at once";
    return out.str() + (s.context_goes_first ? "; the context is destroyed before the lifecycles\n" : "\n");
}

} // namespace lab
