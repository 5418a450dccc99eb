// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_FUZZ_VALUES_HPP
#define STINT_TEST_FUZZ_VALUES_HPP

#include "bytes.hpp"
#include <stint/failure.hpp>
#include <stint/snapshot.hpp>
#include <stint/state.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// Values of the library, with any bytes where they have text.
namespace fuzz
{

/// Also one that there is not.
inline stint::state any_state(bytes& in) { return static_cast<stint::state>(in.below(6)); }

inline stint::time_point any_moment(bytes& in) { return stint::time_point{} + in.span(); }

inline std::vector<std::string> any_texts(bytes& in)
{
    std::vector<std::string> texts(in.below(4));
    for (auto& each : texts)
        each = in.text(8);
    return texts;
}

/// An error, and what it says.
struct told_error
{
    std::exception_ptr error{};
    std::string text{};
};

inline std::string up_to_null(const std::string& text) { return text.c_str(); }

inline told_error any_error(bytes& in, int depth = 0);

/// What `error` caused.
template <class Exception>
told_error caused_by(const told_error& error, const Exception& e, const std::string& text)
{
    try
    {
        std::rethrow_exception(error.error);
    }
    catch (...)
    {
        try
        {
            std::throw_with_nested(e);
        }
        catch (...)
        {
            return {std::current_exception(), text + ": " + error.text};
        }
    }
}

inline told_error any_failures(bytes& in, int depth)
{
    std::vector<stint::failure> list;
    std::string text;
    for (auto count = 1 + in.below(3); count != 0; --count)
    {
        const auto service = in.text(8);
        const auto e = any_error(in, depth);
        list.push_back({service, e.error, {}});
        if (e.error) // else it is left out
            text += (text.empty() ? "" : "; ") + service + ": " + e.text;
    }
    return {std::make_exception_ptr(stint::multiple_failures(list)), up_to_null(text)};
}

/// Null too.
inline told_error any_error(bytes& in, int depth)
{
    const auto kind = in.below(11);
    const auto text = in.text(12);
    const auto as_c = up_to_null(text);
    switch (kind)
    {
    case 1: return {std::make_exception_ptr(std::runtime_error(text)), as_c};
    case 2: return {std::make_exception_ptr(text), text};
    case 3: return {std::make_exception_ptr(static_cast<const char*>(nullptr)), "a null pointer was thrown"};
    case 4: return {std::make_exception_ptr(1), "something was thrown that is no std::exception"};
    case 5:
    case 10:
    {
        static constexpr auto here = BOOST_CURRENT_LOCATION;
        const boost::system::error_code ec(in.byte(), boost::system::generic_category(), &here);
        const auto before = kind == 5 ? as_c : ec.what(); // as who passes on what another said
        return {std::make_exception_ptr(boost::system::system_error(ec, before)), before + ": " + ec.message()};
    }
    case 6: return {std::make_exception_ptr(std::bad_alloc()), std::bad_alloc().what()};
    case 7:
    case 8:
    {
        if (depth == 3)
            break;
        const auto cause = any_error(in, depth + 1);
        return cause.error ? caused_by(cause, std::runtime_error(text), as_c) : cause;
    }
    case 9: return depth == 3 ? told_error{} : any_failures(in, depth + 1);
    }
    return {};
}

/// A tree. Times are those of a clock that begins at zero.
inline stint::snapshot any_snapshot(bytes& in, int depth = 0)
{
    stint::snapshot s;
    s.service = in.text(12);
    s.state = any_state(in);
    s.taken = any_moment(in);
    if (in.flag())
        s.since = any_moment(in);
    s.restarts = in.below(3);
    if (in.flag())
        s.restart_at = any_moment(in);
    s.last_error = any_error(in).error;
    s.live_tasks = in.flag() ? in.number() : in.below(3);
    s.note = in.text(12);
    s.waits_for = any_texts(in);
    for (auto count = depth == 20 ? 0 : in.below(4); count != 0; --count)
        s.services.push_back(any_snapshot(in, depth + 1));
    return s;
}

/// It could be mistaken for nothing else in a line of text.
inline bool is_plain(const std::string& text)
{
    return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7f; });
}

} // namespace fuzz

#endif
