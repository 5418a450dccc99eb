// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#ifndef STINT_TEST_SUPPORT_CHILD_PROCESS_HPP
#define STINT_TEST_SUPPORT_CHILD_PROCESS_HPP

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace stint_test
{

/// Far more than anything takes: a test that waits so long has failed.
inline constexpr std::chrono::seconds patience{30};

/** A program that was started, in a process group of its own. What it writes to stdout and stderr is read as one text.

    Its signals have the default actions. It is killed when this is destroyed.
*/
class child_process
{
public:
    explicit child_process(const std::string& program, const std::vector<std::string>& arguments = {});
    ~child_process();
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;

    /// Sends a signal to its process group, as the terminal does.
    void signal(int number) const;

    /// Waits until its output has this text so many times. Throws when it does not come, with all that came.
    void wait_for(std::string_view text, int times = 1);

    /// Waits for its end. The exit code, or the negative number of the signal that killed it. Throws when it does not end.
    int wait();

    /// The rest of the line that begins with this text, which wait_for has seen.
    std::string rest_of_line(std::string_view begin) const;

    /// The port that stands there.
    std::uint16_t port_after(std::string_view begin) const;

    pid_t id() const { return id_; }

    /// All that it has written so far.
    const std::string& output() const { return output_; }
    bool said(std::string_view text) const { return output_.find(text) != std::string::npos; }

private:
    using clock = std::chrono::steady_clock;

    bool read_more(clock::time_point until);

    pid_t id_ = -1;
    int out_ = -1;
    bool reaped_ = false;
    std::string output_;
};

} // namespace stint_test

#endif
