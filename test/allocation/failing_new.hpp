// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_ALLOCATION_FAILING_NEW_HPP
#define STINT_TEST_ALLOCATION_FAILING_NEW_HPP

namespace failing_new
{

/// From here on the allocation of this number throws `std::bad_alloc`, unless it is one of Asio's own, and then so do those that follow. The
/// first one has the number 1.
/// @param in_a_row how many
void fail_at(long number, int in_a_row);

/// From here on they are counted, and none fails.
void only_count();

/// No allocation fails any more, and none is counted.
void stop_failing();

/// How many were made since fail_at() or only_count().
long made();

/// The bytes of the largest of these.
long largest();

/// Whether that one was reached, and failed.
bool has_failed();

/// How many allocations are not freed.
long live();

} // namespace failing_new

#endif
