// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "lifecycle_machine.hpp"
#include "pool_machine.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <vector>

using stint::detail::action;

BOOST_AUTO_TEST_SUITE(actions)

BOOST_AUTO_TEST_CASE(of_a_lifecycle_are_taken_one_after_the_other)
{
    stint::detail::actions todo = action::finish | action::cancel_hooks | action::report_start_timeout;
    todo |= action::enter_state;
    std::vector<action> taken;
    for (; !todo.empty(); todo.remove(todo.first()))
        taken.push_back(todo.first());
    const std::vector in_order{action::report_start_timeout, action::cancel_hooks, action::enter_state, action::finish};
    BOOST_CHECK(taken == in_order);
}

BOOST_AUTO_TEST_CASE(of_a_pool_are_none_only_without_each_of_them)
{
    using all = stint::detail::pool_machine::actions;
    const stint::detail::service_numbers numbers{1};
    const auto something_with = [](auto member, const auto& value) {
        all todo;
        todo.*member = value;
        return !todo.empty();
    };
    BOOST_TEST(all().empty());
    for (const auto one : {&all::gave_up, &all::removed, &all::restarts})
        BOOST_TEST(something_with(one, numbers.front()));
    for (const auto list : {&all::start, &all::stop})
        BOOST_TEST(something_with(list, numbers));
    for (const auto flag : {&all::announce, &all::stop_pool, &all::finish})
        BOOST_TEST(something_with(flag, true));
}

BOOST_AUTO_TEST_SUITE_END()
