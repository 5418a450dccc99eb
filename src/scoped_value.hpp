// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_SCOPED_VALUE_HPP
#define STINT_SRC_SCOPED_VALUE_HPP

#include <utility>

namespace stint::detail
{

/// Gives a flag a value until the end of the block, also of one that throws, or of a coroutine that is destroyed.
class scoped_value
{
public:
    scoped_value(bool& flag, bool value) : flag_(flag), before_(std::exchange(flag, value)) {}
    ~scoped_value() { flag_ = before_; }
    scoped_value(const scoped_value&) = delete;
    scoped_value& operator=(const scoped_value&) = delete;

private:
    bool& flag_;
    const bool before_;
};

} // namespace stint::detail

#endif
