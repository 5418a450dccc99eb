// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "values.hpp"
#include <stint/event.hpp>

#include <string>
#include <string_view>

// The sentence of an event is taken apart again: its parts are there, whatever bytes they have.

namespace
{

/// Takes the end off, if it is there.
bool ends_with(std::string& text, const std::string& end)
{
    if (text.size() < end.size() || std::string_view(text).substr(text.size() - end.size()) != end)
        return false;
    text.resize(text.size() - end.size());
    return true;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::bytes in(data, size);
    stint::event e;
    e.what = static_cast<stint::code>(in.byte() % 40); // also one that there is not
    e.service = in.text(12);
    e.state = fuzz::any_state(in);
    const auto [error, cause] = fuzz::any_error(in);
    e.error = error;
    e.details = in.text(12);

    auto text = to_string(e);
    if (!e.details.empty())
    {
        fuzz::require(ends_with(text, e.details), "the details come last");
        const bool one_line = e.details.find('\n') == e.details.npos;
        fuzz::require(ends_with(text, one_line ? " " : "\n"), "details of several lines begin a line");
    }
    if (e.error)
        fuzz::require(ends_with(text, " Cause: " + cause), "the cause follows the sentence");
    std::string sentence(text_of(e.what));
    const auto name = sentence.find("{}");
    if (name != sentence.npos)
        sentence.replace(name, 2, e.service);
    else if (e.service.find('/') != e.service.npos)
        sentence += " (" + e.service + ")";
    fuzz::require(text == sentence, "the sentence is that of the code, and says which service");
    fuzz::require(!to_string(e.what).empty() && severity_of(e.what) <= stint::severity::fatal, "each code has a name");
    return 0;
}
