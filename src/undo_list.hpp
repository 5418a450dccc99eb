// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_SRC_UNDO_LIST_HPP
#define STINT_SRC_UNDO_LIST_HPP

#include <stint/undo.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace stint::detail
{

/// What can be taken back of a reload that is under way.
class undo_list
{
public:
    /// @param failed is told what an undo throws; the others are undone nevertheless
    explicit undo_list(std::function<void(std::exception_ptr)> failed) : failed_(std::move(failed)) {}

    void add(undo u)
    {
        if (u)
            steps_.push_back(std::move(u));
    }

    /// The last one first.
    asio::awaitable<void> roll_back()
    {
        while (!steps_.empty())
        {
            const auto last = std::move(steps_.back());
            steps_.pop_back();
            try
            {
                co_await last();
            }
            catch (...)
            {
                failed_(std::current_exception());
            }
        }
    }

    /// All of them as one, for whoever reloads something besides.
    static undo as_one(std::shared_ptr<undo_list> list)
    {
        if (list->steps_.empty())
            return {};
        return [list = std::move(list)] { return list->roll_back(); };
    }

private:
    std::function<void(std::exception_ptr)> failed_;
    std::vector<undo> steps_;
};

} // namespace stint::detail

#endif
