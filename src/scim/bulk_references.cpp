#include "scim/bulk_references.h"

#include <algorithm>
#include <utility>

#include "scim/attribute_name.h"

namespace scim {
namespace {

constexpr std::string_view kPrefix = "bulkId:";

// A reference to a resource of this service, not to a URL somewhere else (RFC 7643 7).
bool is_resource_reference(const Attribute& attribute) {
  if (attribute.type != Type::kReference) return false;
  return std::any_of(attribute.reference_types.begin(), attribute.reference_types.end(),
                     [](const std::string& name) { return name != "external" && name != "uri"; });
}

bool may_refer(const Attribute& attribute) {
  if (attribute.mutability == Mutability::kReadOnly) return false;
  return is_resource_reference(attribute) ||
         std::any_of(attribute.sub_attributes.begin(), attribute.sub_attributes.end(),
                     is_resource_reference);
}

// Beside references themselves, `value` holds the id of what is referred to (RFC 7643 2.4).
bool may_refer_in(std::string_view name, const Attribute* sub) {
  return equal_fold(name, "value") || (sub && is_resource_reference(*sub));
}

class Walk {
 public:
  Walk(const ResourceType& type, const BulkIdResolver& resolve) : type_(type), resolve_(resolve) {}

  void resource(json::Value& data) {
    if (!data.is_object()) return;
    for (auto& [name, value] : data.as_object()) member(name, value);
  }

  void patch(json::Value& data) {
    if (!data.is_object()) return;
    json::Value* operations = data.as_object().find_fold("Operations");
    if (!operations || !operations->is_array()) return;
    for (json::Value& operation : operations->as_array()) {
      if (operation.is_object()) patch_operation(operation.as_object());
    }
  }

  // One member of a resource, or the value that belongs to a path.
  void member(std::string& name, json::Value& value) {
    const std::size_t bracket = name.find('[');
    const ResolvedName resolved = resolve_name(name.substr(0, bracket), type_);
    if (!resolved.problem.empty()) return;
    const AttributeRef& ref = resolved.ref;
    if (!ref.attribute) return extension(*ref.extension, value);
    if (!may_refer(*ref.attribute)) return;
    if (bracket != std::string::npos) value_filter(name, bracket);
    if (!ref.sub || may_refer_in(ref.sub->name, ref.sub)) values(*ref.attribute, value);
  }

 private:
  void extension(const Schema& schema, json::Value& container) {
    if (!container.is_object()) return;
    for (auto& [name, value] : container.as_object()) {
      const Attribute* attribute = schema.find(name);
      if (attribute && may_refer(*attribute)) values(*attribute, value);
    }
  }

  void patch_operation(json::Object& operation) {
    json::Value* path = operation.find_fold("path");
    json::Value* value = operation.find_fold("value");
    json::Value none;
    if (path && path->is_string() && !path->as_string().empty())
      return member(path->as_string(), value ? *value : none);
    if (value) resource(*value);
  }

  void values(const Attribute& attribute, json::Value& value) {
    if (value.is_string()) return text(value.as_string());
    if (value.is_array()) {
      for (json::Value& element : value.as_array()) values(attribute, element);
    }
    if (!value.is_object()) return;
    for (auto& [name, part] : value.as_object()) {
      if (part.is_string() && may_refer_in(name, attribute.find_sub(name))) text(part.as_string());
    }
  }

  void text(std::string& whole) {
    const std::size_t slash = whole.rfind("/bulkId:");
    const std::size_t begin = slash == std::string::npos ? 0 : slash + 1;
    const auto bulk_id = bulk_id_of(std::string_view(whole).substr(begin));
    if (!bulk_id) return;
    if (const auto id = resolve_(*bulk_id)) whole.replace(begin, std::string::npos, *id);
  }

  // `members[value eq "bulkId:x"]`: every quoted text behind the bracket.
  void value_filter(std::string& path, std::size_t at) {
    while ((at = path.find('"', at)) != std::string::npos) {
      const std::size_t begin = at + 1;
      const std::size_t end = path.find('"', begin);
      if (end == std::string::npos) return;
      std::string quoted = path.substr(begin, end - begin);
      text(quoted);
      path.replace(begin, end - begin, quoted);
      at = begin + quoted.size() + 1;
    }
  }

  const ResourceType& type_;
  const BulkIdResolver& resolve_;
};

// Collects what is to be left out of one object of attributes, `prefix` before their names.
void leave_out_of(json::Object& object, const std::string& prefix, const ResourceType& type,
                  const std::function<bool(std::string_view)>& is_known,
                  std::vector<LeftOut>& left_out) {
  std::vector<std::string> names;
  for (auto& [name, value] : object) {
    // A body has no paths as names (they are unknown there), and containers were looked at before.
    if (name.find_first_of(":.[") != std::string::npos) continue;
    bool waits = false;
    const BulkIdResolver look = [&](std::string_view bulk_id) -> std::optional<std::string> {
      waits = waits || !is_known(bulk_id);
      return std::nullopt;
    };
    std::string path = prefix + name;
    Walk(type, look).member(path, value);
    if (!waits) continue;
    const AttributeRef ref = resolve_name(path, type).ref;
    left_out.push_back({(ref.extension ? ref.extension->urn + ":" : "") + ref.attribute->name,
                        value, ref.attribute->required});
    names.push_back(name);
  }
  for (const std::string& name : names) object.erase(name);
}

}  // namespace

std::optional<std::string_view> bulk_id_of(std::string_view text) {
  if (text.substr(0, kPrefix.size()) != kPrefix) return std::nullopt;
  return text.substr(kPrefix.size());
}

void replace_bulk_ids(json::Value& data, BulkData kind, const ResourceType& type,
                      const BulkIdResolver& resolve) {
  Walk walk(type, resolve);
  kind == BulkData::kPatch ? walk.patch(data) : walk.resource(data);
}

std::vector<LeftOut> leave_out(json::Value& resource, const ResourceType& type,
                               const std::function<bool(std::string_view bulk_id)>& is_known) {
  std::vector<LeftOut> left_out;
  if (!resource.is_object()) return left_out;
  // Inside an extension attribute by attribute, so that what is required there stays.
  for (auto& [name, value] : resource.as_object()) {
    const ResolvedName resolved = resolve_name(name, type);
    if (resolved.problem.empty() && !resolved.ref.attribute && value.is_object())
      leave_out_of(value.as_object(), resolved.ref.extension->urn + ":", type, is_known, left_out);
  }
  leave_out_of(resource.as_object(), "", type, is_known, left_out);
  return left_out;
}

}  // namespace scim
