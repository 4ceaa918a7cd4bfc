// Bodies of SCIM requests that many tests send.
#pragma once

#include <string>

namespace support {

// `more`: further members, with the comma in front.
inline std::string user_body(const std::string& name, const std::string& more = {}) {
  return R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":")" + name + "\"" +
         more + "}";
}
inline std::string group_body(const std::string& name, const std::string& more = {}) {
  return R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":")" + name +
         "\"" + more + "}";
}

// One operation; `value` is JSON, none when empty.
inline std::string patch_body(const std::string& op, const std::string& path,
                              const std::string& value = {}) {
  return R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":")" +
         op + R"(","path":")" + path + "\"" + (value.empty() ? "" : R"(,"value":)" + value) + "}]}";
}

}  // namespace support
