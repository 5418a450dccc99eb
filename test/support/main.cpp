// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The main() of every test program.
#define BOOST_TEST_MODULE stint
#include <boost/test/unit_test.hpp>
