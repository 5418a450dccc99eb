// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_RAISED_FLAG_HPP
#define STINT_SRC_RAISED_FLAG_HPP

namespace stint::detail
{

/// True from here to the end of the block, also of one that throws.
class raised_flag
{
public:
    explicit raised_flag(bool& flag) : flag_(flag) { flag_ = true; }
    ~raised_flag() { flag_ = false; }
    raised_flag(const raised_flag&) = delete;
    raised_flag& operator=(const raised_flag&) = delete;

private:
    bool& flag_;
};

} // namespace stint::detail

#endif
