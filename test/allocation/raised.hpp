// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_ALLOCATION_RAISED_HPP
#define STINT_TEST_ALLOCATION_RAISED_HPP

/// How many exceptions the process has raised, those too that were raised again.
long raised_exceptions();

#endif
