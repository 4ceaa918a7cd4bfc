#pragma once

namespace base {

inline constexpr char kVersion[] = "0.1.0";

}  // namespace base
