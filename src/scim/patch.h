// PATCH, RFC 7644 3.5.2: the message, the identity providers' spellings of it, and its effect on
// one resource.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "scim/filter.h"
#include "scim/quirks.h"
#include "scim/schema.h"

namespace scim {

inline constexpr std::size_t kPatchOperationsMax = 5000;

enum class PatchOp { kAdd, kRemove, kReplace };

// What read_patch makes has a path, and a value in stored form: null where unassigned, an array for
// a multi-valued attribute without filter, and for the relation an array of the related ids as
// strings.
struct PatchOperation {
  PatchOp op = PatchOp::kAdd;
  std::optional<AttributePath> path;
  json::Value value;
  // A remove has one on the relation and on lists of simple values: those go, not all (a quirk).
  bool has_value = false;
  // A remove of all of an extension, which takes along what the extension requires.
  bool of_whole_extension = false;
};

// What a request does to a relation (the members of a group), composed operation by operation
// without ever loading it, so that one change costs the same in a group of ten and of 100 000.
class RelationChange {
 public:
  void add(std::string value);
  void remove(const std::string& value);
  void clear();

  bool empty() const { return !cleared_ && added_places_.empty() && removed_.empty(); }
  bool cleared() const { return cleared_; }       // what was there before is gone
  const std::vector<std::string>& added() const;  // in the order they came, unique
  const std::unordered_set<std::string>& removed() const {
    return removed_;
  }  // not used after clear()

 private:
  bool cleared_ = false;
  // Places that no longer agree with added_places_ are dead, so that removing costs the same in any
  // number; added() drops them.
  mutable std::vector<std::string> added_;
  mutable std::unordered_map<std::string, std::size_t> added_places_;
  std::unordered_set<std::string> removed_;
};

// The related values that match a filter which is more than `value eq "x"`: the store's values with
// `change` applied.
using RelationMatcher = std::function<base::Result<std::vector<std::string>>(
    const RelationChange& change, const FilterNode& value_filter)>;

// The resource as a GET would show it.
using CurrentResource = std::function<json::Object()>;

// Body to operations that have one target each: `op` in any letter case, a value without path taken
// apart, and what else docs/quirks.md lists. Inside a value, read-only attributes are ignored
// (kRfc: kMutability unless they say what `current` says) and unknown ones noted (kRfc:
// kInvalidValue); a password is read and dropped. kInvalidSyntax,
// kInvalidValue, kInvalidPath, kInvalidFilter, kNoTarget (remove without path), kMutability
// (read-only attribute as a path), kTooManyOperations.
base::Result<std::vector<PatchOperation>> read_patch(const json::Value& body,
                                                     const ResourceType& type,
                                                     Strictness strictness, Quirks& quirks,
                                                     const CurrentResource& current = {});

// Applies the operations in order to `attributes` (the stored form: no id, meta, schemas, no
// relation) and `relation`. All or nothing is the caller's: on error both are half done and must be
// thrown away. The result still has to pass validate(). An attribute whose value ends up empty,
// null or [] is gone (RFC 7643 2.5). kNoTarget, kInvalidValue, kMutability, kTooManyOperations
// (filters that would compare too much).
base::Status apply_patch(const std::vector<PatchOperation>& operations, const ResourceType& type,
                         Strictness strictness, const RelationMatcher& match_relation,
                         json::Object& attributes, RelationChange& relation, Quirks& quirks);

}  // namespace scim
