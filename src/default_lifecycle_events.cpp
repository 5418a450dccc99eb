// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "default_lifecycle.hpp"
#include "default_lifecycle_impl.hpp"

#include <utility>

namespace stint::detail
{

/// Of what was being carried out. Also where there is no memory to say so.
void default_lifecycle::take_failure(std::exception_ptr e) noexcept
{
    if (machine_.active())
        pending_ |= machine_.fail(read_clock()).todo;
    try
    {
        record(e);
    }
    catch (...)
    {
        untold_ = untold_ ? untold_ : e;
        status_.add_unsaid(std::move(e));
    }
}

void default_lifecycle::record(stint::error e, const std::string& where)
{
    record(std::make_exception_ptr(boost::system::system_error(make_error_code(e), where)));
}

void default_lifecycle::record(std::exception_ptr e)
{
    try
    {
        std::rethrow_exception(e);
    }
    catch (const multiple_failures& several)
    {
        if (several.list().empty())
            add_failure({path(), e, now()});
        for (const auto& f : several.list())
            add_failure(f); // each was told by its own service
    }
    catch (...)
    {
        if (add_failure({path(), e, now()}))
        {
            untold_ = std::move(e);
            return;
        }
        leave_cause_to_crash();
        tell(code::service_error, std::move(e));
    }
}

/// Whose event tells it.
void default_lifecycle::leave_cause_to_crash()
{
    if (untold_ == error())
        untold_ = nullptr;
}

/// At once, in case that the pool is given up before this service ends. True if it is the first cause.
bool default_lifecycle::add_failure(const failure& f)
{
    const bool first = status_.add(f);
    if (for_parent_) // else it was told of the end, and the number of this service may be another's by now
        parent().failed(f);
    return first;
}

void default_lifecycle::tell(code what, std::exception_ptr e, std::string details)
{
    if (!observed())
        return;
    emit({what, path(), status_.state(), now(), std::move(e), std::move(details)});
    read_clock(); // it may have taken long
}

void default_lifecycle::emit(const event& e)
{
    static const std::list<observer> none;
    for (const auto& f : registered_ ? registered_->observers : none)
    {
        try
        {
            f(e);
        }
        catch (...)
        {
            // Told to nobody: the observers are what failed.
            add_failure({path(), std::current_exception(), now()});
            if (machine_.active())
                apply(machine_.fail(read_clock()));
        }
    }
    parent().pass_on(e);
}

/// For want of memory, that.
std::exception_ptr default_lifecycle::refusal(stint::error e, const char* of_what) const noexcept
{
    try
    {
        return std::make_exception_ptr(boost::system::system_error(make_error_code(e), path() + of_what));
    }
    catch (...)
    {
        return std::current_exception();
    }
}

} // namespace stint::detail
