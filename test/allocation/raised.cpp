// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "raised.hpp"

#include <dlfcn.h>
#include <unwind.h>

namespace
{

long raised = 0;

using raise = _Unwind_Reason_Code (*)(_Unwind_Exception*);

/// What the program would call without this file.
raise next(const char* name) { return reinterpret_cast<raise>(::dlsym(RTLD_NEXT, name)); }

} // namespace

// All ways to raise lead here, from shared libraries too: `throw` and std::rethrow_exception to the first one, `throw;` to the second.
extern "C" _Unwind_Reason_Code _Unwind_RaiseException(_Unwind_Exception* exception)
{
    ++raised;
    static const auto real = next("_Unwind_RaiseException");
    return real(exception);
}

extern "C" _Unwind_Reason_Code _Unwind_Resume_or_Rethrow(_Unwind_Exception* exception)
{
    ++raised;
    static const auto real = next("_Unwind_Resume_or_Rethrow");
    return real(exception);
}

long raised_exceptions() { return raised; }
