// The message of RFC 7644 3.5.2, turned into operations that each have one target. What identity
// providers write instead is rewritten here and in idp_dialect.cpp, and noted, so that
// patch_apply.cpp knows one form only.
#include <algorithm>
#include <utility>

#include "scim/attribute_value.h"
#include "scim/cloudflare_patch.h"
#include "scim/idp_dialect.h"
#include "scim/patch.h"
#include "scim/read_only_guard.h"
#include "scim/relation_value.h"

namespace scim {
namespace {

using base::ErrorCode;

base::Error fail(ErrorCode code, std::string detail) { return {code, std::move(detail)}; }

constexpr struct {
  std::string_view word;
  PatchOp op;
} kOps[] = {{"add", PatchOp::kAdd}, {"remove", PatchOp::kRemove}, {"replace", PatchOp::kReplace}};

// The parts of one operation as they came; names of members have no letter case, others are left
// alone.
struct RawOperation {
  const json::Value* op = nullptr;
  const json::Value* path = nullptr;
  const json::Value* value = nullptr;
};

class PatchReader {
 public:
  PatchReader(const ResourceType& type, Strictness strictness, Quirks& quirks,
              const CurrentResource& current)
      : type_(type),
        strictness_(strictness),
        quirks_(quirks),
        read_only_(type, current),
        values_(type, strictness, quirks, &read_only_) {}

  base::Result<std::vector<PatchOperation>> read(const json::Value& body);

 private:
  base::Result<const json::Array*> read_message(const json::Value& body) const;
  base::Status read_numbered(std::size_t index, const json::Value& sent);
  base::Status read_operation(const json::Value& sent);
  base::Result<PatchOp> read_op(const json::Value* sent);
  base::Status read_targeted(PatchOp op, const std::string& path, const json::Value* value);

  base::Status expand(PatchOp op, const json::Value* value);
  base::Status expand_member(PatchOp op, const std::string& name, const json::Value& value);
  base::Status expand_extension(PatchOp op, const Schema& extension, const json::Value* value);
  base::Status expand_path_key(PatchOp op, const std::string& prefix, const std::string& name,
                               const json::Value& value);
  base::Status expand_to(PatchOp op, AttributePath path, const json::Value& value);

  base::Status push(PatchOp op, AttributePath path, const json::Value* value);
  base::Status push_relation(PatchOp op, AttributePath path, const json::Value* value);
  base::Status push_remove(AttributePath path, const json::Value* value);
  base::Status push_remove_by_value(const AttributePath& path, const json::Value& value);
  base::Result<json::Value> read_value(const AttributePath& path, const json::Value& sent) const;

  const Attribute* find_root(std::string_view name) const;
  const Schema* find_extension(std::string_view urn) const;
  bool is_read_only(const AttributeRef& ref) const;
  bool tolerant() const { return strictness_ != Strictness::kRfc; }

  const ResourceType& type_;
  Strictness strictness_;
  Quirks& quirks_;
  ReadOnlyGuard read_only_;
  ValueReader values_;
  std::vector<PatchOperation> operations_;
  std::vector<AttributeRef> expanded_;  // what the path-less value under way has named
};

// ---- the message ----

bool holds_patch_urn(const json::Value& schemas) {
  if (!schemas.is_array()) return false;
  return std::any_of(schemas.as_array().begin(), schemas.as_array().end(),
                     [](const json::Value& urn) {
                       return urn.is_string() && equal_fold(urn.as_string(), kPatchOpUrn);
                     });
}

base::Result<const json::Array*> PatchReader::read_message(const json::Value& body) const {
  if (!body.is_object())
    return fail(ErrorCode::kInvalidSyntax,
                "the body must be a JSON object with schemas and Operations, not " +
                    std::string(kind_name(body)));
  const json::Value* schemas = nullptr;
  const json::Value* operations = nullptr;
  for (const auto& [name, value] : body.as_object()) {
    const json::Value** part = equal_fold(name, "schemas")      ? &schemas
                               : equal_fold(name, "Operations") ? &operations
                                                                : nullptr;
    if (part == nullptr) continue;
    if (*part != nullptr) return fail(ErrorCode::kInvalidSyntax, shown(name) + " is given twice");
    *part = &value;
  }
  if (schemas == nullptr || !holds_patch_urn(*schemas))
    return fail(ErrorCode::kInvalidSyntax,
                "schemas must be an array that holds " + std::string(kPatchOpUrn));
  if (operations == nullptr || !operations->is_array() || operations->as_array().empty())
    return fail(ErrorCode::kInvalidSyntax, "Operations must be an array of at least one operation");
  if (operations->as_array().size() > kPatchOperationsMax)
    return fail(ErrorCode::kTooManyOperations, "Operations must not have more than " +
                                                   std::to_string(kPatchOperationsMax) +
                                                   " operations");
  return &operations->as_array();
}

base::Result<std::vector<PatchOperation>> PatchReader::read(const json::Value& body) {
  auto raw = read_message(body);
  if (!raw.ok()) return raw.error();
  operations_.reserve(raw.value()->size());
  if (strictness_ == Strictness::kCloudflare) {
    for (const auto& [index, operation] : find_acting_operations(*raw.value(), type_, quirks_))
      if (auto read = read_numbered(index, operation); !read.ok()) return read.error();
    return std::move(operations_);
  }
  for (std::size_t i = 0; i < raw.value()->size(); ++i)
    if (auto read = read_numbered(i, (*raw.value())[i]); !read.ok()) return read.error();
  return std::move(operations_);
}

base::Status PatchReader::read_numbered(std::size_t index, const json::Value& sent) {
  auto read = read_operation(sent);
  if (read.ok()) return read;
  return fail(read.error().code,
              "Operations[" + std::to_string(index) + "]: " + read.error().detail);
}

base::Result<RawOperation> find_parts(const json::Value& sent) {
  if (!sent.is_object())
    return fail(ErrorCode::kInvalidSyntax,
                "an operation must be an object, not " + std::string(kind_name(sent)));
  RawOperation raw;
  for (const auto& [name, value] : sent.as_object()) {
    const json::Value** part = equal_fold(name, "op")      ? &raw.op
                               : equal_fold(name, "path")  ? &raw.path
                               : equal_fold(name, "value") ? &raw.value
                                                           : nullptr;
    if (part == nullptr) continue;
    if (*part != nullptr) return fail(ErrorCode::kInvalidSyntax, shown(name) + " is given twice");
    *part = &value;
  }
  return raw;
}

base::Result<PatchOp> PatchReader::read_op(const json::Value* sent) {
  if (sent == nullptr || sent->is_null()) return fail(ErrorCode::kInvalidSyntax, "op is required");
  if (!sent->is_string())
    return fail(ErrorCode::kInvalidSyntax,
                "op must be a string, not " + std::string(kind_name(*sent)));
  for (const auto& row : kOps) {
    if (sent->as_string() == row.word) return row.op;
    if (!tolerant() || !equal_fold(sent->as_string(), row.word)) continue;
    quirks_.note(kCapitalisedOp);
    return row.op;
  }
  return fail(ErrorCode::kInvalidSyntax,
              "op must be add, remove or replace, not " + shown(sent->as_string()));
}

base::Status PatchReader::read_operation(const json::Value& sent) {
  auto raw = find_parts(sent);
  if (!raw.ok()) return raw.error();
  auto op = read_op(raw.value().op);
  if (!op.ok()) return op.error();
  const json::Value* path = raw.value().path;
  if (path == nullptr || path->is_null()) {
    // RFC 7644 3.5.2.2: a remove without path fails with noTarget.
    if (op.value() == PatchOp::kRemove) return fail(ErrorCode::kNoTarget, "remove needs a path");
    return expand(op.value(), raw.value().value);
  }
  if (!path->is_string())
    return fail(ErrorCode::kInvalidPath,
                "path must be a string, not " + std::string(kind_name(*path)));
  return read_targeted(op.value(), path->as_string(), raw.value().value);
}

base::Status PatchReader::read_targeted(PatchOp op, const std::string& text,
                                        const json::Value* value) {
  if (text.find('\0') != std::string::npos)
    return fail(ErrorCode::kInvalidPath, "path must not hold U+0000");
  if (text.empty() && op == PatchOp::kRemove)
    return fail(ErrorCode::kNoTarget, "remove needs a path");
  // By the grammar of paths a URN alone is none.
  if (const Schema* extension = find_extension(text); extension != nullptr && tolerant()) {
    quirks_.note(kExtensionPath);
    expanded_.clear();
    if (op != PatchOp::kRemove && value == nullptr)
      return fail(ErrorCode::kInvalidValue, "add and replace need a value");
    return expand_extension(op, *extension, op == PatchOp::kRemove ? nullptr : value);
  }
  auto path = parse_path(text, type_, strictness_, quirks_);
  if (!path.ok()) return path.error();
  if (path.value().ref.attribute == nullptr)
    return fail(ErrorCode::kInvalidPath, "path names no attribute");
  return push(op, std::move(path).value(), value);
}

// ---- a value without path ----

const Attribute* PatchReader::find_root(std::string_view name) const {
  for (const Attribute& attribute : type_.common)
    if (equal_fold(attribute.name, name)) return &attribute;
  return type_.schema->find(name);
}

const Schema* PatchReader::find_extension(std::string_view urn) const {
  for (const Schema* extension : type_.extensions)
    if (equal_fold(extension->urn, urn)) return extension;
  return nullptr;
}

// "schemas" follows from the attributes (RFC 7643 3), so it is ours although its definition says
// readWrite.
bool PatchReader::is_read_only(const AttributeRef& ref) const {
  if (ref.attribute->mutability == Mutability::kReadOnly) return true;
  if (ref.sub != nullptr && ref.sub->mutability == Mutability::kReadOnly) return true;
  return ref.extension == nullptr && ref.attribute == find_root("schemas");
}

base::Status PatchReader::expand(PatchOp op, const json::Value* value) {
  if (value == nullptr || !value->is_object())
    return fail(ErrorCode::kInvalidValue,
                "without path, value must be an object of attributes" +
                    (value == nullptr ? std::string() : ", not " + std::string(kind_name(*value))));
  expanded_.clear();
  for (const auto& [name, member] : value->as_object())
    if (auto expanded = expand_member(op, name, member); !expanded.ok()) return expanded;
  return base::done();
}

base::Status PatchReader::expand_member(PatchOp op, const std::string& name,
                                        const json::Value& value) {
  if (const Attribute* attribute = find_root(name))
    return expand_to(op, {{nullptr, attribute, nullptr}, {}}, value);
  if (const Schema* extension = find_extension(name))
    return expand_extension(op, *extension, &value);
  return expand_path_key(op, "", name, value);
}

// Null, or a remove: every attribute of the extension.
base::Status PatchReader::expand_extension(PatchOp op, const Schema& extension,
                                           const json::Value* value) {
  if (value == nullptr || value->is_null()) {
    if (op == PatchOp::kAdd) return base::done();
    const std::size_t before = operations_.size();
    for (const Attribute& attribute : extension.attributes)
      if (attribute.mutability != Mutability::kReadOnly)
        if (auto pushed = push(PatchOp::kRemove, {{&extension, &attribute, nullptr}, {}}, nullptr);
            !pushed.ok())
          return pushed;
    for (std::size_t i = before; i < operations_.size(); ++i)
      operations_[i].of_whole_extension = true;
    return base::done();
  }
  if (!value->is_object())
    return fail(ErrorCode::kInvalidValue,
                extension.urn + " must be an object, not " + std::string(kind_name(*value)));
  for (const auto& [name, member] : value->as_object()) {
    const Attribute* attribute = extension.find(name);
    auto expanded = attribute != nullptr
                        ? expand_to(op, {{&extension, attribute, nullptr}, {}}, member)
                        : expand_path_key(op, extension.urn + ":", name, member);
    if (!expanded.ok()) return expanded;
  }
  return base::done();
}

// Keys that are paths: Q-03. What is no path either is an unknown attribute.
base::Status PatchReader::expand_path_key(PatchOp op, const std::string& prefix,
                                          const std::string& name, const json::Value& value) {
  if (!tolerant() || name.find('\0') != std::string::npos) return values_.meet_unknown(name);
  Quirks met;
  auto path = parse_path(prefix + name, type_, strictness_, met);
  if (!path.ok()) {
    // A key with a filter that does not parse was meant to do something: say so instead of dropping
    // it.
    if (path.error().code == ErrorCode::kInvalidFilter) return path.error();
    return values_.meet_unknown(name);
  }
  if (path.value().ref.attribute == nullptr) return values_.meet_unknown(name);
  for (std::string_view word : met.words()) quirks_.note(word);
  if (path.value().value_filter)
    quirks_.note(kPathAsKey);
  else if (name.find(':') != std::string::npos)
    quirks_.note(kUrnKey);
  else if (path.value().ref.sub != nullptr)
    quirks_.note(kDottedKey);
  else
    quirks_.note(kUnqualifiedExtension);
  return expand_to(op, std::move(path).value(), value);
}

base::Status PatchReader::expand_to(PatchOp op, AttributePath path, const json::Value& value) {
  const AttributeRef& ref = path.ref;
  if (!path.value_filter) {
    for (const AttributeRef& known : expanded_)
      if (known.extension == ref.extension && known.attribute == ref.attribute &&
          known.sub == ref.sub)
        return named_twice(Place{ref}.text());
    expanded_.push_back(ref);
  }
  if (is_read_only(ref)) {  // the id of the resource itself comes along
    if (!tolerant()) return read_only_.require_same(ref, op, value);
    quirks_.note(kReadOnlyInPatchValue);
    return base::done();
  }
  return push(op, std::move(path), &value);
}

// ---- one target ----

base::Status PatchReader::push(PatchOp op, AttributePath path, const json::Value* value) {
  const AttributeRef& ref = path.ref;
  if (is_read_only(ref)) return fail(ErrorCode::kMutability, Place{ref}.text() + " is read-only");
  if (path.value_filter && (!ref.attribute->multi_valued || ref.attribute->type != Type::kComplex))
    return fail(ErrorCode::kInvalidPath,
                Place{ref}.text() + " has no values to choose from with a filter");
  if (op != PatchOp::kRemove && value == nullptr)
    return fail(ErrorCode::kInvalidValue, "add and replace need a value");
  if (is_relation(type_, ref)) return push_relation(op, std::move(path), value);
  if (op == PatchOp::kRemove) return push_remove(std::move(path), value);
  auto read = read_value(path, *value);
  if (!read.ok()) return read.error();
  if (ref.attribute->returned == Returned::kNever)
    return base::done();  // a password: right, and not kept
  operations_.push_back({op, std::move(path), std::move(read).value(), true});
  return base::done();
}

// Multi-valued attributes take one value or an array of them (RFC 7644 3.5.2.1).
base::Result<json::Value> PatchReader::read_value(const AttributePath& path,
                                                  const json::Value& sent) const {
  const AttributeRef& ref = path.ref;
  if (ref.sub != nullptr || !ref.attribute->multi_valued)
    return values_.read(ref, sent, Unassigned::kKeep);
  if (path.value_filter) return values_.read_element(ref, sent, Unassigned::kKeep);
  const bool is_one = ref.attribute->type == Type::kComplex ? sent.is_object()
                                                            : !sent.is_array() && !sent.is_null();
  return values_.read(ref, is_one ? json::Value(json::Array{sent}) : sent, Unassigned::kDrop);
}

base::Status PatchReader::push_remove(AttributePath path, const json::Value* value) {
  const AttributeRef& ref = path.ref;
  if (ref.attribute->returned == Returned::kNever) return base::done();
  bool whole = ref.attribute->multi_valued && ref.sub == nullptr && !path.value_filter;
  if (whole && value != nullptr && !value->is_null()) return push_remove_by_value(path, *value);
  operations_.push_back({PatchOp::kRemove, std::move(path), {}, false});
  return base::done();
}

FilterNode equality(const AttributeRef& ref, const Attribute& sub, const json::Value& value) {
  FilterNode node;
  node.ref = {ref.extension, ref.attribute, &sub};
  node.op = CompareOp::kEq;
  node.literal = value;
  return node;
}

// As with members: the values that are named go, the others must not. One remove for each.
base::Status PatchReader::push_remove_by_value(const AttributePath& path,
                                               const json::Value& value) {
  if (!tolerant())
    return fail(ErrorCode::kInvalidValue,
                "remove takes no value; choose values with a filter in path");
  quirks_.note(kRemoveByValue);
  auto elements = read_value(path, value);
  if (!elements.ok()) return elements.error();
  if (elements.value().is_null()) return base::done();
  if (path.ref.attribute->type != Type::kComplex) {
    operations_.push_back({PatchOp::kRemove, path, std::move(elements).value(), true});
    return base::done();
  }
  for (const json::Value& element : elements.value().as_array()) {
    FilterNode filter;
    filter.kind = FilterNode::Kind::kAnd;
    for (const auto& [name, part] : element.as_object())
      filter.children.push_back(equality(path.ref, *path.ref.attribute->find_sub(name), part));
    if (filter.children.size() == 1) filter = FilterNode(filter.children.front());
    operations_.push_back(
        {PatchOp::kRemove, AttributePath{path.ref, std::move(filter)}, {}, false});
  }
  return base::done();
}

base::Status PatchReader::push_relation(PatchOp op, AttributePath path, const json::Value* value) {
  // RFC 7643 4.2: the sub-attributes of members are immutable; members come and go whole.
  if (path.ref.sub != nullptr)
    return fail(ErrorCode::kMutability,
                Place{path.ref}.text() + " is immutable: add and remove whole " + type_.relation);
  bool by_value =
      op != PatchOp::kRemove || (!path.value_filter && value != nullptr && !value->is_null());
  if (!by_value) {
    operations_.push_back({op, std::move(path), {}, false});
    return base::done();
  }
  if (op == PatchOp::kRemove && !tolerant())
    return fail(ErrorCode::kInvalidValue,
                "remove takes no value; choose values with a filter in path");
  auto related = read_relation(
      type_, *value, tolerant() ? RelationForm::kBareValuesToo : RelationForm::kArrayOrObject,
      values_, quirks_);
  if (!related.ok()) return related.error();
  // only those listed go; Q-08: an empty list may have meant all or none, and none can be
  // repaired.
  if (op == PatchOp::kRemove)
    quirks_.note(related.value().empty() ? kRemoveMembersEmptyValue : kRemoveMembersByValue);
  json::Array array;
  array.reserve(related.value().size());
  for (std::string& one : related.value()) array.emplace_back(std::move(one));
  operations_.push_back({op, std::move(path), std::move(array), true});
  return base::done();
}

}  // namespace

base::Result<std::vector<PatchOperation>> read_patch(const json::Value& body,
                                                     const ResourceType& type,
                                                     Strictness strictness, Quirks& quirks,
                                                     const CurrentResource& current) {
  return PatchReader(type, strictness, quirks, current).read(body);
}

}  // namespace scim
