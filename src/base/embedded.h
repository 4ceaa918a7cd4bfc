// The text files that the binary carries: schemas, and whatever else the Makefile's EMBEDDED names.
// scripts/embed turns them into build/gen/embedded.cpp, which defines the function below.
#pragma once

#include <span>
#include <string_view>

namespace base {

struct EmbeddedFile {
  std::string_view path;  // relative to src/, for example "scim/schemas/user.json"
  std::string_view text;  // the file, byte for byte
};

// Sorted by path. The views live as long as the process.
std::span<const EmbeddedFile> embedded_files();

}  // namespace base
