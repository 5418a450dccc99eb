// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TESTING_HPP
#define STINT_TESTING_HPP

// The test kit: link stint::testing.
#include <stint/testing/context.hpp>
#include <stint/testing/recorder.hpp>
#include <stint/testing/script.hpp>
#include <stint/testing/virtual_clock.hpp>

#endif
