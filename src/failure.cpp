// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include <stint/failure.hpp>

#include <boost/system/system_error.hpp>

#include <utility>

namespace stint
{
namespace
{

std::string join(const std::vector<failure>& list)
{
    std::string text;
    for (const auto& f : list)
    {
        if (!text.empty())
            text += "; ";
        text += f.service + ": " + describe(f.error);
    }
    return text;
}

/// Without the source line of Boost that the text of a system_error has.
std::string what_of(const std::exception& e)
{
    const char* const said = e.what();
    std::string text = said ? said : "an exception says nothing";
    if (const auto* const failed = dynamic_cast<const boost::system::system_error*>(&e))
    {
        const auto code = failed->code().what();
        if (const auto at = text.rfind(code); at != std::string::npos && !code.empty())
            text.replace(at, code.size(), failed->code().message());
    }
    return text;
}

} // namespace

multiple_failures::multiple_failures(std::vector<failure> list) : list_(std::move(list))
{
    std::erase_if(list_, [](const failure& f) { return !f.error; });
    text_ = join(list_);
}

std::string describe(const std::exception_ptr& error)
{
    if (!error)
        return {};
    try
    {
        std::rethrow_exception(error);
    }
    catch (const std::exception& e)
    {
        std::string text = what_of(e);
        // std::rethrow_if_nested terminates where nothing is nested.
        const auto* const outer = dynamic_cast<const std::nested_exception*>(&e);
        if (outer && outer->nested_ptr())
            text += ": " + describe(outer->nested_ptr());
        return text;
    }
    catch (const std::string& text)
    {
        return text;
    }
    catch (const char* text)
    {
        return text ? text : "a null pointer was thrown";
    }
    catch (...)
    {
        return "something was thrown that is no std::exception";
    }
}

} // namespace stint
