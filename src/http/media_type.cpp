#include "http/media_type.h"

#include <string>

#include "base/text.h"

namespace http {
namespace {

// application/json or application/scim+json, in any letter case, with no parameter but
// charset=utf-8.
bool is_json_type(std::string_view type) {
  const std::size_t semicolon = type.find(';');
  std::string media = base::to_lower_ascii(type.substr(0, semicolon));
  while (!media.empty() && media.back() == ' ') media.pop_back();
  if (media != "application/json" && media != "application/scim+json") return false;
  if (semicolon == std::string_view::npos) return true;
  std::string parameter = base::to_lower_ascii(type.substr(semicolon + 1));
  while (!parameter.empty() && parameter.front() == ' ') parameter.erase(0, 1);
  while (!parameter.empty() && (parameter.back() == ' ' || parameter.back() == ';'))
    parameter.pop_back();
  return parameter.empty() || parameter == "charset=utf-8" || parameter == "charset=\"utf-8\"";
}

}  // namespace

std::optional<base::Error> find_media_fault(std::string_view content_type,
                                            std::string_view content_encoding) {
  if (!content_encoding.empty() && !base::equal_fold_ascii(content_encoding, "identity")) {
    return base::Error{base::ErrorCode::kUnsupportedMediaType,
                       "Content-Encoding is not supported; send the body as it is."};
  }
  if (!content_type.empty() && !is_json_type(content_type)) {
    return base::Error{
        base::ErrorCode::kUnsupportedMediaType,
        "The Content-Type must be application/scim+json or application/json, in UTF-8."};
  }
  return std::nullopt;
}

}  // namespace http
