// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_SUPPORT_COUNTING_ALLOCATOR_HPP
#define STINT_TEST_SUPPORT_COUNTING_ALLOCATOR_HPP

#include <cstddef>
#include <memory>

namespace test
{

struct allocation_counts
{
    int made = 0; ///< how many allocations there were
    int live = 0; ///< how many of them are not freed
};

/// An allocator that counts.
template <class T>
class counting_allocator
{
public:
    using value_type = T;

    explicit counting_allocator(allocation_counts& counts) noexcept : counts_(&counts) {}
    template <class Other>
    counting_allocator(const counting_allocator<Other>& other) noexcept : counts_(other.counts_)
    {
    }

    T* allocate(std::size_t n)
    {
        ++counts_->made;
        ++counts_->live;
        return std::allocator<T>().allocate(n);
    }
    void deallocate(T* p, std::size_t n) noexcept
    {
        --counts_->live;
        std::allocator<T>().deallocate(p, n);
    }

    template <class Other>
    friend bool operator==(const counting_allocator& a, const counting_allocator<Other>& b) noexcept
    {
        return a.counts_ == b.counts_;
    }

private:
    template <class Other>
    friend class counting_allocator;

    allocation_counts* counts_;
};

} // namespace test

#endif
