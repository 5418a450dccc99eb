// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

#include "symbols.hpp"

#include <algorithm>
#include <cstdio>
#include <dlfcn.h>
#include <iostream>
#include <link.h>
#include <memory>
#include <sstream>
#include <unistd.h>

namespace
{

std::string all_that_nm_says()
{
    const auto command = "nm --numeric-sort --defined-only /proc/" + std::to_string(getpid()) + "/exe";
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::string all;
    char part[1 << 16];
    for (std::size_t n = 0; pipe && (n = std::fread(part, 1, sizeof part, pipe.get())) != 0;)
        all.append(part, n);
    return all;
}

} // namespace

symbols::symbols()
{
    dl_iterate_phdr(
        [](dl_phdr_info* info, std::size_t, void* begin) {
            *static_cast<std::uintptr_t*>(begin) = info->dlpi_addr;
            return 1; // the first one is the program
        },
        &begin_);
    std::istringstream lines(all_that_nm_says());
    std::uintptr_t address = 0;
    std::string kind;
    std::string name;
    while (lines >> std::hex >> address >> kind >> name)
    {
        // Those are clang's for coverage, of a section that is not loaded, with addresses of its own.
        if (name.rfind("__covrec", 0) != 0)
            functions_.emplace_back(begin_ + address, name);
    }
    if (functions_.empty())
        std::cerr << "allocation: nm of the binutils is not there, or says nothing of this program\n";
}

const char* symbols::name_of(const void* address) const
{
    const auto at = reinterpret_cast<std::uintptr_t>(address);
    Dl_info of_library;
    if (dladdr(address, &of_library) != 0 && reinterpret_cast<std::uintptr_t>(of_library.dli_fbase) != begin_)
        return of_library.dli_sname ? of_library.dli_sname : "";
    const auto next = std::upper_bound(functions_.begin(), functions_.end(), at,
                                       [](auto a, const auto& function) { return a < function.first; });
    return next == functions_.begin() ? "" : std::prev(next)->second.c_str();
}
