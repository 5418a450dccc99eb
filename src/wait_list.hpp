// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_WAIT_LIST_HPP
#define STINT_SRC_WAIT_LIST_HPP

#include "resumption.hpp"
#include "shared_strand.hpp"

#include <boost/intrusive/list.hpp>

namespace stint::detail
{

using list_of_waits = boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

/// Something that waits on a strand, in one list at most.
template <class... Args>
class waiting : public list_of_waits
{
public:
    virtual ~waiting() = default;
    waiting() = default;
    waiting(const waiting&) = delete;
    waiting& operator=(const waiting&) = delete;

    /// Goes on, never from within this function. Once. It waits no more then; where this throws, it may wait still.
    /// @param strand the one that this is called on
    virtual void complete(shared_strand& strand, Args... args) = 0;

    /// Will not go on. It may be destroyed by this.
    virtual void abandon() noexcept = 0;

    bool waits() const { return this->is_linked(); }

    /// False if it does not wait any more.
    bool stop_waiting()
    {
        const bool waited = waits();
        this->unlink();
        return waited;
    }
};

/// Those who wait for the same thing. Used on one strand.
template <class... Args>
class wait_list
{
public:
    ~wait_list() { clear(); }
    wait_list() = default;
    wait_list(const wait_list&) = delete;
    wait_list& operator=(const wait_list&) = delete;

    bool empty() const { return all_.empty(); }
    void add(waiting<Args...>& w) { all_.push_back(w); }
    void add_first(waiting<Args...>& w) { all_.push_front(w); }

    void complete_all(shared_strand& strand, const Args&... args)
    {
        while (!all_.empty())
            all_.front().complete(strand, args...);
    }

    void clear() noexcept
    {
        while (!all_.empty())
            take_first(all_).abandon();
    }

private:
    boost::intrusive::list<waiting<Args...>, boost::intrusive::constant_time_size<false>> all_;
};

} // namespace stint::detail

#endif
