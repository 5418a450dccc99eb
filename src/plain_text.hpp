// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_PLAIN_TEXT_HPP
#define STINT_SRC_PLAIN_TEXT_HPP

#include <locale>
#include <sstream>

namespace stint::detail
{

/// Text that is the same in each locale of the program.
class plain_text : public std::ostringstream
{
public:
    plain_text() { imbue(std::locale::classic()); }
};

} // namespace stint::detail

#endif
