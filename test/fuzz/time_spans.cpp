// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "time_spans.hpp"

#include "bytes.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Services come, go and take their time. The critical path that is told is taken apart, and each link of it held against the times.

using fuzz::require;
using stint::detail::service_graph;
using stint::detail::time_spans;
using direction = time_spans::direction;
using numbers = std::vector<std::size_t>;

namespace
{

constexpr std::size_t most_services = 6;
constexpr std::string_view arrow = " → ";

struct span
{
    stint::time_point from;
    std::optional<stint::time_point> to;
};

/// "1.234 s", and nothing else.
std::optional<double> as_seconds(const std::string& text)
{
    char* end = nullptr;
    const auto value = std::strtod(text.c_str(), &end);
    return end != text.c_str() && std::string_view(end) == " s" ? std::optional(value) : std::nullopt;
}

bool is_about(double told, stint::duration exact)
{
    const auto seconds = std::chrono::duration<double>(exact).count();
    return std::abs(told - seconds) <= 0.0006 + std::abs(seconds) * 1e-12;
}

class pool
{
public:
    void perform(fuzz::bytes& in)
    {
        now_ = fuzz::later(now_, in.span());
        const auto i = in.below(most_services);
        switch (in.below(6))
        {
        case 0: add(in.byte()); break;
        case 1: remove(i); break;
        case 2:
            if (is_there(i))
                begin(i);
            break;
        case 3:
        case 4: end(i); break;
        case 5:
            if (in.below(8) == 0)
                clear();
            break;
        }
        check(direction::start);
        check(direction::stop);
    }

private:
    bool is_there(std::size_t i) const
    {
        const auto all = graph_.order();
        return std::find(all.begin(), all.end(), i) != all.end();
    }

    void add(unsigned after)
    {
        std::vector<std::string> names;
        for (std::size_t i = 0; i != graph_.size(); ++i)
        {
            if ((after >> i & 1U) != 0 && is_there(i))
                names.push_back(graph_.name(i));
        }
        if (graph_.order().size() != most_services)
            require(graph_.add("service " + std::to_string(names_++), names).cycle.empty(), "no cycle");
    }

    void remove(std::size_t i)
    {
        if (!is_there(i) || !graph_.dependents(i).empty())
            return;
        graph_.remove(i);
        spans_.forget(i);
        known_.erase(i);
    }

    void begin(std::size_t i)
    {
        spans_.begin(i, now_);
        known_[i] = {now_, {}};
    }

    void end(std::size_t i)
    {
        spans_.end(i, now_);
        if (const auto at = known_.find(i); at != known_.end() && !at->second.to)
            at->second.to = now_;
    }

    void clear()
    {
        spans_.clear();
        known_.clear();
    }

    const span* complete(std::size_t i) const
    {
        const auto at = known_.find(i);
        return at != known_.end() && at->second.to ? &at->second : nullptr;
    }

    /// None of these ended later than that one; with a null pointer, none has ended.
    bool none_ends_after(const numbers& which, const span* last) const
    {
        return std::none_of(which.begin(), which.end(), [&](std::size_t i) {
            const auto* const s = complete(i);
            return s && (!last || *s->to > *last->to);
        });
    }

    const numbers& waited_for(std::size_t i, direction d) const
    {
        return d == direction::start ? graph_.needs(i) : graph_.dependents(i);
    }

    void check(direction d) const
    {
        const auto text = spans_.critical_path(graph_, d);
        if (text.empty())
            return require(somebody_was_last_and_alone(d), "empty if the last has waited for nobody");
        const auto colon = text.find(": ");
        require(colon != text.npos, "a critical path has a sum");
        const auto chain = taken_apart(text.substr(colon + 2));
        require(chain.size() > 1, "a critical path has two or more");
        const auto* const last = complete(chain.back());
        require(none_ends_after(graph_.order(), last), "a critical path ends with the last");
        auto from = last->from;
        for (std::size_t k = chain.size(); k-- != 0;)
        {
            const auto& waited = waited_for(chain[k], d);
            const auto* const before = k == 0 ? nullptr : complete(chain[k - 1]);
            require(k == 0 || std::count(waited.begin(), waited.end(), chain[k - 1]) == 1,
                    "each waited for the one before");
            require(none_ends_after(waited, before), "each is followed by whom it had waited for last");
            from = std::min(from, complete(chain[k])->from);
        }
        const auto sum = as_seconds(text.substr(0, colon));
        require(sum && is_about(*sum, *last->to - from), "the sum is from the first beginning to the last end");
    }

    bool somebody_was_last_and_alone(direction d) const
    {
        const auto all = graph_.order();
        return none_ends_after(all, nullptr) || std::any_of(all.begin(), all.end(), [&](std::size_t i) {
                   const auto* const s = complete(i);
                   return s && none_ends_after(all, s) && none_ends_after(waited_for(i, d), nullptr);
               });
    }

    /// "service 1 0.100 s → service 2 0.200 s", as numbers.
    numbers taken_apart(std::string text) const
    {
        numbers chain;
        for (text += arrow; !text.empty();)
        {
            const auto end = text.find(arrow);
            const auto link = text.substr(0, end);
            text.erase(0, end + arrow.size());
            const auto name_end = link.find(' ', link.find(' ') + 1);
            require(name_end != link.npos, "a link is a name and a time");
            const auto i = graph_.find(link.substr(0, name_end));
            require(i && complete(*i), "a link has taken its time");
            const auto took = as_seconds(link.substr(name_end + 1));
            require(took && is_about(*took, *complete(*i)->to - complete(*i)->from),
                    "a link has the time that it took");
            chain.push_back(*i);
        }
        return chain;
    }

    service_graph graph_;
    time_spans spans_;
    std::map<std::size_t, span> known_;
    stint::time_point now_{};
    std::size_t names_ = 0;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::bytes in(data, size);
    pool p;
    while (!in.empty())
        p.perform(in);
    return 0;
}
