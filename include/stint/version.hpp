// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_VERSION_HPP
#define STINT_VERSION_HPP

/// The version as `major.minor.patch`. The build files read it from here.
#define STINT_VERSION_STRING "0.1.0"

/// The version as one number: major * 100000 + minor * 100 + patch.
#define STINT_VERSION 100

#endif
