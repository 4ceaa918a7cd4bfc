// Tree to compact JSON text, and the few pieces needed to splice stored text into an answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "json/value.h"

namespace json {

void append(std::string& out, const Value& value);
void append_string(std::string& out,
                   std::string_view text);  // with its quotes; text is valid UTF-8
std::string write(const Value& value);
std::string write_pretty(const Value& value);  // two spaces an indent, for people and golden files

}  // namespace json
