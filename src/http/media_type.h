// Whether a body may be read as JSON, judged by the fields that describe it.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"

namespace http {

// kUnsupportedMediaType when the body is encoded, or is no application/json or
// application/scim+json in UTF-8. A missing Content-Type passes: not every client sends one.
std::optional<base::Error> find_media_fault(std::string_view content_type,
                                            std::string_view content_encoding);

}  // namespace http
