#include "scim/cloudflare_patch.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "scim/filter.h"
#include "scim/idp_dialect.h"

namespace scim {
namespace {

constexpr std::string_view kUserName = "userName";
constexpr std::string_view kWorkEmail = "emails[type eq \"work\"].value";

// Paths in canonical form.
constexpr std::string_view kUserTargets[] = {
    kUserName, kWorkEmail,   "name.givenName", "name.familyName",
    "active",  "externalId", "displayName",
};
// Whatever stands behind the name: `members[value eq "…"]`.
constexpr std::string_view kGroupTargets[] = {"members", "displayName", "externalId"};

template <std::size_t n>
bool holds(const std::string_view (&names)[n], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

struct Parts {
  std::string op;
  const std::string* path = nullptr;  // null: none
  const json::Value* value = nullptr;
};

// Nothing when `op` or `path` is not what the reader of operations would take.
std::optional<Parts> parts_of(const json::Value& sent) {
  if (!sent.is_object()) return std::nullopt;
  const json::Value* op = sent.find_fold("op");
  const json::Value* path = sent.find_fold("path");
  if (op == nullptr || !op->is_string()) return std::nullopt;
  const std::string& word = op->as_string();
  if (!equal_fold(word, "add") && !equal_fold(word, "remove") && !equal_fold(word, "replace"))
    return std::nullopt;
  const bool has_path = path != nullptr && !path->is_null();
  if (has_path && !path->is_string()) return std::nullopt;
  return Parts{word, has_path ? &path->as_string() : nullptr, sent.find_fold("value")};
}

json::Value operation_of(std::string_view op, std::string_view path, const json::Value& value) {
  return json::Object{{"op", op}, {"path", path}, {"value", value}};
}

json::Value only_email(const json::Value& value) {
  return json::Array{json::Object{{"value", value}, {"type", "work"}, {"primary", true}}};
}

class Narrower {
 public:
  Narrower(const ResourceType& type, Quirks& quirks)
      : type_(type), is_user_(type.schema->urn == kUserUrn), quirks_(quirks) {}

  std::vector<ActingOperation> narrow(const json::Array& operations) {
    for (index_ = 0; index_ < operations.size(); ++index_) narrow_one(operations[index_]);
    keep_name_and_email_one();
    return std::move(acting_);
  }

 private:
  void narrow_one(const json::Value& sent);
  void narrow_object(const std::string& op, const json::Object& attributes);
  void narrow_target(const std::string& op, const std::string& path, const json::Value& value);
  void keep_name_and_email_one();
  bool is_target(const std::string& path, std::string& canonical) const;

  void push(json::Value operation) { acting_.push_back({index_, std::move(operation)}); }
  void ignore() { quirks_.note(kPatchWithoutEffect); }

  const ResourceType& type_;
  bool is_user_;
  Quirks& quirks_;
  std::size_t index_ = 0;
  std::vector<ActingOperation> acting_;
  std::optional<json::Value> user_name_;  // as the last operation on it left it
  std::optional<json::Value> email_;
};

void Narrower::narrow_one(const json::Value& sent) {
  const auto parts = parts_of(sent);
  if (!parts) return push(sent);
  if (is_user_ && !equal_fold(parts->op, "replace")) return ignore();
  if (parts->path == nullptr) {
    const bool is_object = parts->value != nullptr && parts->value->is_object();
    if (!is_object || equal_fold(parts->op, "remove")) return push(sent);
    return narrow_object(parts->op, parts->value->as_object());
  }
  if (is_user_ && parts->value != nullptr)
    return narrow_target(parts->op, *parts->path, *parts->value);
  std::string canonical;
  if (!is_target(*parts->path, canonical)) return ignore();
  push(sent);
}

// `{"active":false}`, with dotted names or names in objects: `{"name":{"givenName":"G"}}`.
void Narrower::narrow_object(const std::string& op, const json::Object& attributes) {
  for (const auto& [name, value] : attributes) {
    if (!is_user_ || !equal_fold(name, "name") || !value.is_object()) {
      narrow_target(op, name, value);
      continue;
    }
    for (const auto& [sub, part] : value.as_object()) narrow_target(op, "name." + sub, part);
  }
}

void Narrower::narrow_target(const std::string& op, const std::string& path,
                             const json::Value& value) {
  std::string canonical;
  if (!is_target(path, canonical)) return ignore();
  if (canonical == kUserName) user_name_ = value;
  if (!is_user_ || canonical != kWorkEmail) return push(operation_of(op, canonical, value));
  email_ = value;
  push(operation_of(op, "emails", only_email(value)));
}

void Narrower::keep_name_and_email_one() {
  if (user_name_.has_value() == email_.has_value()) return;
  index_ = acting_.back().index;
  push(user_name_ ? operation_of("replace", "emails", only_email(*user_name_))
                  : operation_of("replace", kUserName, *email_));
}

// A path whose brackets do not parse is no unknown attribute: its operation is left for the reader
// to refuse.
bool Narrower::is_target(const std::string& path, std::string& canonical) const {
  Quirks spellings;  // dotted names are what the endpoint documents
  auto parsed = parse_path(path, type_, Strictness::kTolerant, spellings);
  canonical = path;
  if (!parsed.ok()) return parsed.error().code == base::ErrorCode::kInvalidFilter;
  const AttributeRef& ref = parsed.value().ref;
  if (ref.attribute == nullptr || ref.extension != nullptr) return false;
  canonical = to_string(parsed.value());
  return is_user_ ? holds(kUserTargets, canonical) : holds(kGroupTargets, ref.attribute->name);
}

}  // namespace

std::vector<ActingOperation> find_acting_operations(const json::Array& operations,
                                                    const ResourceType& type, Quirks& quirks) {
  return Narrower(type, quirks).narrow(operations);
}

}  // namespace scim
