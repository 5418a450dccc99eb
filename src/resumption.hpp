// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_RESUMPTION_HPP
#define STINT_SRC_RESUMPTION_HPP

#include <boost/intrusive/list.hpp>

namespace stint::detail
{

/// Takes the first off an intrusive list.
template <class List>
typename List::reference take_first(List& from)
{
    auto& first = from.front();
    from.pop_front();
    return first;
}

/// Something that goes on when its strand comes to it. It may be destroyed before.
class resumption : public boost::intrusive::list_base_hook<boost::intrusive::tag<class resumption_list>,
                                                           boost::intrusive::link_mode<boost::intrusive::auto_unlink>>
{
public:
    resumption() = default;
    resumption(const resumption&) = delete;
    resumption& operator=(const resumption&) = delete;

    /// Goes on. It may be destroyed by this.
    virtual void resume() = 0;

    /// Will not go on. It may be destroyed by this.
    virtual void abandon() noexcept = 0;

protected:
    ~resumption() = default;
};

using resumptions = boost::intrusive::list<resumption, boost::intrusive::base_hook<resumption::list_base_hook>,
                                           boost::intrusive::constant_time_size<false>>;

} // namespace stint::detail

#endif
