// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "values.hpp"
#include <stint/failure.hpp>

// Exceptions of all kinds, nested and several in one. What they say is put together a second time while they are made.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::bytes in(data, size);
    const auto [error, text] = fuzz::any_error(in);
    fuzz::require(stint::describe(error) == text, "describe() is what all of an exception says");
    return 0;
}
