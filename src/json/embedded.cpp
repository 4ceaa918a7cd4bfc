#include "json/embedded.h"

#include <stdexcept>
#include <string>

#include "base/embedded.h"
#include "json/read.h"

namespace json {

Value read_embedded(std::string_view path) {
  for (const base::EmbeddedFile& file : base::embedded_files()) {
    if (file.path != path) continue;
    auto parsed = parse(file.text);
    if (!parsed.ok()) throw std::logic_error(std::string(path) + ": " + parsed.error().detail);
    return std::move(parsed).value();
  }
  throw std::logic_error(std::string(path) + " is not embedded");
}

}  // namespace json
