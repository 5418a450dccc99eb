// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// The main() of a fuzz target without libFuzzer: runs it once for each file of the directories that it is given. The name that
// was printed last is that of the input which failed.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace
{

namespace fs = std::filesystem;

std::vector<fs::path> inputs_in(const fs::path& directory)
{
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(directory))
    {
        if (entry.is_regular_file())
            found.push_back(entry.path());
    }
    if (found.empty())
        throw std::runtime_error(directory.string() + ": no input is in it");
    std::sort(found.begin(), found.end());
    return found;
}

void run(const fs::path& input)
{
    std::cout << input.filename().string() << std::endl;
    std::ifstream file(input, std::ios::binary);
    if (!file)
        throw std::runtime_error(input.string() + ": cannot be read");
    // Of exactly this size, on the heap: a sanitizer sees what reads beyond it.
    const std::vector<std::uint8_t> data{std::istreambuf_iterator<char>(file), {}};
    LLVMFuzzerTestOneInput(data.data(), data.size());
}

} // namespace

int main(int argc, char** argv)
try
{
    if (argc < 2)
        throw std::runtime_error("usage: " + std::string(argv[0]) + " DIRECTORY...");
    std::size_t count = 0;
    for (int i = 1; i != argc; ++i)
    {
        for (const auto& input : inputs_in(argv[i]))
        {
            run(input);
            ++count;
        }
    }
    std::cout << count << " inputs\n";
    return 0;
}
catch (const std::exception& e)
{
    std::cerr << e.what() << '\n';
    return 1;
}
