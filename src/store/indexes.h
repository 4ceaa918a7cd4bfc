// Look-ups by attribute value. Values are given as they are compared: folded for attributes that
// are not case-exact.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "store/keys.h"
#include "store/txn.h"

namespace store {

// Unique attributes. A hit on a value beyond 400 bytes is only a candidate (store/keys.h).
std::optional<base::ResourceId> find_unique(Txn& txn, base::Realm realm, IndexedAttribute attribute,
                                            std::string_view value);
bool add_unique(Txn& txn, base::Realm realm, IndexedAttribute attribute, std::string_view value,
                base::ResourceId id);
void remove_unique(Txn& txn, base::Realm realm, IndexedAttribute attribute, std::string_view value);

// Walking all values of a unique attribute in slices: values up to 400 bytes in the order of their
// bytes, those beyond it by themselves, in no order.
struct UniqueRow {
  std::string value;
  base::ResourceId id;
};
enum class WalkDirection { kForward, kBackward };
// Up to `count` rows behind the value `after` in that direction; from the start when it is absent.
std::vector<UniqueRow> walk_unique(Txn& txn, base::Realm realm, IndexedAttribute attribute,
                                   const std::optional<std::string>& after, WalkDirection direction,
                                   std::size_t count);
bool has_unique(Txn& txn, base::Realm realm, IndexedAttribute attribute);  // any row of it
// The ids of the values beyond 400 bytes.
std::vector<base::ResourceId> list_unique_beyond_plain(Txn& txn, base::Realm realm,
                                                       IndexedAttribute attribute);

// Attributes that several resources may share; ids in ascending order.
std::vector<base::ResourceId> find_indexed(Txn& txn, base::Realm realm, IndexedAttribute attribute,
                                           std::string_view value);
std::size_t count_indexed(Txn& txn, base::Realm realm, IndexedAttribute attribute,
                          std::string_view value);
bool is_indexed(Txn& txn, base::Realm realm, IndexedAttribute attribute, std::string_view value,
                base::ResourceId id);
void add_indexed(Txn& txn, base::Realm realm, IndexedAttribute attribute, std::string_view value,
                 base::ResourceId id);
void remove_indexed(Txn& txn, base::Realm realm, IndexedAttribute attribute, std::string_view value,
                    base::ResourceId id);

}  // namespace store
