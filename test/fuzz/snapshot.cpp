// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "values.hpp"
#include <stint/snapshot.hpp>

#include <cstddef>
#include <string>

// Snapshots of trees, with any names and notes: each service has a line, which is as far to the right as it is deep in the tree.

namespace
{

/// Reads the lines from a text.
class reader
{
public:
    explicit reader(std::string text) : text_(std::move(text)) {}

    void expect(const stint::snapshot& s, std::size_t depth = 0)
    {
        const auto line = next_line();
        fuzz::require(line.substr(0, 2 * depth) == std::string(2 * depth, ' '), "what is below is indented");
        const auto name = depth == 0 ? s.service : s.service.substr(s.service.rfind('/') + 1);
        const auto head = name + ": " + std::string(to_string(s.state));
        if (fuzz::is_plain(name))
            fuzz::require(line.substr(2 * depth, head.size()) == head, "a line begins with who, and in what state");
        const auto error = stint::describe(s.last_error);
        const auto end = s.last_error ? ", last error: " + error : s.note.empty() ? "" : ", note: " + s.note;
        if (fuzz::is_plain(end))
            fuzz::require(line.size() >= end.size() && line.substr(line.size() - end.size()) == end,
                          "a line ends with the last error, or the note");
        for (const auto& below : s.services)
            expect(below, depth + 1);
    }

    bool at_end() const { return at_ == text_.size(); }

private:
    std::string next_line()
    {
        const auto end = text_.find('\n', at_);
        fuzz::require(end != text_.npos, "each service has a line");
        const auto line = text_.substr(at_, end - at_);
        at_ = end + 1;
        return line;
    }

    const std::string text_;
    std::size_t at_ = 0;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::bytes in(data, size);
    const auto s = fuzz::any_snapshot(in);
    reader lines(to_string(s));
    lines.expect(s);
    fuzz::require(lines.at_end(), "one line for each service");
    return 0;
}
