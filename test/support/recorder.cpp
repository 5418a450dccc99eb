// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "support/recorder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace test
{
namespace
{

std::string joined(const recorder::lines& all)
{
    std::string text;
    for (const auto& line : all)
        text += (text.empty() ? "" : ", ") + line;
    return text;
}

} // namespace

stint::lifecycle& recorder::watch(stint::lifecycle& life)
{
    return life.on_state_change([noted = lines_](stint::service& s, stint::lifecycle&, stint::state entered) {
        noted->push_back(s.name() + ' ' + std::string(to_string(entered)));
    });
}

stint::lifecycle& recorder::watch_events(stint::lifecycle& life)
{
    return life.on_event([noted = lines_](const stint::event& e) {
        noted->push_back(std::string(to_string(e.what)) + ' ' + e.service);
    });
}

std::size_t recorder::count(const std::string& line) const
{
    return static_cast<std::size_t>(std::count(lines_->begin(), lines_->end(), line));
}

void check(recorder& r, const recorder::lines& expected, std::source_location where)
{
    const auto noted = r.take();
    BOOST_TEST_CONTEXT(where.file_name() << ':' << where.line()) { BOOST_TEST(joined(noted) == joined(expected)); }
}

void check_of(const recorder& r, const std::string& name, const recorder::lines& expected, std::source_location where)
{
    recorder::lines noted;
    for (const auto& line : r.noted())
    {
        if (line.starts_with(name + ' '))
            noted.push_back(line.substr(name.size() + 1));
    }
    BOOST_TEST_CONTEXT(where.file_name() << ':' << where.line() << " of " << name)
    {
        BOOST_TEST(joined(noted) == joined(expected));
    }
}

} // namespace test
