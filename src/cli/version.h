#pragma once

namespace cli {

inline constexpr char kVersion[] = "0.1.0";

}  // namespace cli
