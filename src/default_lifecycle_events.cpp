// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "default_lifecycle.hpp"
#include "default_lifecycle_impl.hpp"
#include "exception_of.hpp"

#include <utility>

namespace stint::detail
{

/// Of what was being carried out.
void default_lifecycle::take_failure(const std::exception_ptr& e) noexcept
{
    if (machine_.active())
        pending_ |= machine_.fail(time_of_input()).todo;
    try
    {
        record(e);
    }
    catch (...) // it is kept all the same
    {
    }
}

void default_lifecycle::record(stint::error e, const std::string& where) { record(exception_of(e, where)); }

/// What this throws, for want of memory, comes besides.
void default_lifecycle::record(const std::exception_ptr& e)
{
    try
    {
        add_and_tell(e);
    }
    catch (...)
    {
        status_.add_bare(e, now());
        untold_ = untold_ ? untold_ : e;
        throw;
    }
}

void default_lifecycle::add_and_tell(const std::exception_ptr& e)
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
            untold_ = e;
            return;
        }
        if (!is_final(status_.state())) // else no crash comes any more
            leave_cause_to_crash();
        tell(code::service_error, e);
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
    emit({what, path(), status_.state(), strand().now(), std::move(e), std::move(details)});
}

/// Where no turn is being taken.
void default_lifecycle::take_turn_to_tell(code what, const std::exception_ptr& e) noexcept
{
    take_turn([&] { tell(what, e); });
}

void default_lifecycle::emit(const event& e)
{
    static const std::list<observer> none;
    for (const auto& f : registered_ ? registered_->observers : none)
    {
        try
        {
            const shared_strand::interruption takes_its_time(strand());
            f(e);
        }
        catch (...)
        {
            // Told to nobody: the observers are what failed.
            add_failure({path(), std::current_exception(), now()});
            if (machine_.active())
                apply(machine_.fail(time_of_input()));
        }
    }
    parent().pass_on(e);
}

/// The `bad_alloc` where there is no memory for it.
std::exception_ptr default_lifecycle::refusal(stint::error e, const char* of_what) const noexcept
{
    try
    {
        return exception_of(e, path() + of_what);
    }
    catch (...)
    {
        return std::current_exception();
    }
}

} // namespace stint::detail
