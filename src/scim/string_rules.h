// What the text of an attribute may hold beyond its type: lengths, forbidden characters, the shape
// of e-mails, base64.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scim/schema.h"

namespace scim {

// The end of a sentence that says what is wrong with `text` as a value of `ref` ("must be an e-mail
// address"), or nothing. `text` is not empty.
std::optional<std::string> find_text_fault(const ResourceType& type, const AttributeRef& ref,
                                           std::string_view text);

}  // namespace scim
