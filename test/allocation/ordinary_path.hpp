// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_ALLOCATION_ORDINARY_PATH_HPP
#define STINT_TEST_ALLOCATION_ORDINARY_PATH_HPP

/// Services are started and stopped. Whether no exception is raised, the stop allocates no more for 200 than for 100, and `until_stop` nothing, but
/// what Asio takes from its own recycling, which is no `operator new`. Prints what it has counted.
bool the_ordinary_path_is_free();

#endif
