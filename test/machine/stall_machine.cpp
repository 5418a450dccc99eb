// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "stall_machine.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using machine = stint::detail::stall_machine;
using stint::detail::busy_code;
using namespace std::chrono_literals;

namespace
{

const char scopes[2] = {};
busy_code a(std::uint32_t turn) { return {"app/a", &scopes[0], turn}; }
busy_code b(std::uint32_t turn) { return {"app/b", &scopes[1], turn}; }

/// Looks every 25 ms, with a limit of 100 ms.
struct looker
{
    machine m{100ms};
    stint::time_point now{};

    std::vector<std::string> look(const std::vector<busy_code>& busy)
    {
        now += 25ms;
        std::vector<std::string> told;
        for (const auto& s : m.sample(now, busy))
            told.push_back(s.service + (s.over ? " after " : " for ")
                           + std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(s.lasted).count()));
        return told;
    }
};

using lines = std::vector<std::string>;

void expect(const lines& got, const lines& expected) { BOOST_TEST(got == expected, boost::test_tools::per_element()); }

} // namespace

BOOST_AUTO_TEST_SUITE(stall_machine)

BOOST_AUTO_TEST_CASE(the_same_call_is_told_once_and_its_end)
{
    looker l;
    for (int i = 0; i != 4; ++i)
        expect(l.look({a(1)}), {});
    expect(l.look({a(1)}), {"app/a for 100"});
    expect(l.look({a(1)}), {});
    expect(l.look({}), {"app/a after 150"});
    expect(l.look({}), {});
}

BOOST_AUTO_TEST_CASE(many_short_calls_are_no_stall)
{
    looker l;
    for (std::uint32_t i = 0; i != 100; ++i)
        expect(l.look({a(i)}), {});
}

BOOST_AUTO_TEST_CASE(one_long_call_after_another_are_two)
{
    looker l;
    for (int i = 0; i != 4; ++i)
        l.look({a(1)});
    expect(l.look({a(1)}), {"app/a for 100"});
    expect(l.look({a(2)}), {"app/a after 125"});
    for (int i = 0; i != 3; ++i)
        expect(l.look({a(2)}), {});
    expect(l.look({a(2)}), {"app/a for 100"});
}

BOOST_AUTO_TEST_CASE(several_threads_are_told_apart)
{
    looker l;
    l.look({a(1)});
    l.look({a(1), b(7)});
    l.look({a(1), b(7)});
    l.look({a(1), b(7)});
    expect(l.look({a(1), b(7)}), {"app/a for 100"});
    expect(l.look({b(7)}), {"app/b for 100", "app/a after 125"});
    expect(l.look({}), {"app/b after 125"});
}

BOOST_AUTO_TEST_SUITE_END()
