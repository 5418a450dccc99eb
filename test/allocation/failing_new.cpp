// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "failing_new.hpp"

#include "symbols.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <execinfo.h>
#include <iterator>
#include <limits>
#include <new>
#include <utility>

// The whole program is one thread.
namespace
{

long count = 0;
long most_bytes = 0;
long chosen = 0;
int to_fail = 0; // from that one on
long alive = 0;
bool failed = false;

/** True of what Asio itself allocates, and the queue that stands for it in a test: Boost 1.81 does not survive that it fails. Executors are queried
    and strands go on in functions that are `noexcept`, and a strand is destroyed that was not made. True also of a stream of the
    standard library, which tells nobody.
*/
bool is_exempt()
{
    constexpr const char* of_asio[]
        = {"_ZN5boost4asio", "_ZNK5boost4asio", "_ZN5stint7testing11ready_queue", "_ZNK5stint7testing11ready_queue"};
    constexpr const char* of_std[] = {"_Zn", "_ZSt", "_ZNSt", "_ZNKSt", "__cxa"};
    const auto begins = [](const char* name, const auto& with) {
        return std::any_of(std::begin(with), std::end(with),
                           [=](const char* w) { return std::strncmp(name, w, std::strlen(w)) == 0; });
    };
    static const symbols all;
    void* frames[32];
    const int depth = backtrace(frames, 32);
    int i = 0;
    while (i != depth && std::strncmp(all.name_of(frames[i]), "_Zn", 3) != 0)
        ++i;
    for (; i != depth; ++i)
    {
        const char* const name = all.name_of(frames[i]);
        if (begins(name, of_asio) || std::strstr(name, "basic_stringbuf"))
            return true;
        if (!begins(name, of_std))
            return false;
    }
    return true;
}

void* allocate(std::size_t size, std::size_t alignment)
{
    const bool goes_on = failed && to_fail != 0;
    if (chosen != 0)
        most_bytes = std::max(most_bytes, static_cast<long>(size));
    if (chosen != 0 && (++count == chosen || goes_on))
    {
        const auto reached = std::exchange(chosen, 0); // not what is_exempt() allocates
        const bool fails = !is_exempt();
        chosen = reached;
        if (fails)
        {
            failed = true;
            --to_fail;
            throw std::bad_alloc();
        }
    }
    void* const p = alignment == 0 ? std::malloc(size == 0 ? 1 : size)
                                   : std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
    if (!p)
        std::abort(); // the machine itself has no more
    ++alive;
    return p;
}

void release(void* p) noexcept
{
    if (!p)
        return;
    --alive;
    std::free(p);
}

} // namespace

namespace failing_new
{

void fail_at(long number, int in_a_row)
{
    to_fail = in_a_row;
    count = most_bytes = 0;
    chosen = number;
    failed = false;
}

void only_count() { fail_at(std::numeric_limits<long>::max(), 0); }
void stop_failing() { chosen = 0; }
long made() { return count; }
long largest() { return most_bytes; }
bool has_failed() { return failed; }
long live() { return alive; }

} // namespace failing_new

void* operator new(std::size_t size) { return allocate(size, 0); }
void* operator new(std::size_t size, std::align_val_t a) { return allocate(size, static_cast<std::size_t>(a)); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    try
    {
        return allocate(size, 0);
    }
    catch (const std::bad_alloc&)
    {
        return nullptr;
    }
}
void operator delete(void* p) noexcept { release(p); }
void operator delete(void* p, std::size_t) noexcept { release(p); }
void operator delete(void* p, std::align_val_t) noexcept { release(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { release(p); }
