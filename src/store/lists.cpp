#include "store/lists.h"

#include <algorithm>

namespace store {
namespace {

constexpr std::size_t kIdBytes = 16;

}  // namespace

void add_to_list(Txn& txn, base::Realm realm, List list, base::ResourceId id) {
  txn.insert(Db::kList, list_key(realm, list), id.view());
}

void remove_from_list(Txn& txn, base::Realm realm, List list, base::ResourceId id) {
  txn.erase(Db::kList, list_key(realm, list), id.view());
}

bool is_in_list(Txn& txn, base::Realm realm, List list, base::ResourceId id) {
  Cursor cursor(txn, Db::kList);
  const auto found = cursor.seek_pair(list_key(realm, list), id.view());
  return found && *found == id.view();
}

std::size_t count_list(Txn& txn, base::Realm realm, List list) {
  Cursor cursor(txn, Db::kList);
  return cursor.seek_key(list_key(realm, list)) ? cursor.count_duplicates() : 0;
}

std::vector<base::ResourceId> list_page(Txn& txn, base::Realm realm, List list, std::size_t offset,
                                        std::size_t count) {
  std::vector<base::ResourceId> ids;
  Cursor cursor(txn, Db::kList);
  const auto first = cursor.seek_key(list_key(realm, list));
  if (!first || count == 0) return ids;
  const std::size_t total = cursor.count_duplicates();
  if (offset >= total) return ids;
  if (total == 1) return {base::ResourceId::from_view(*first)};  // a single value has no runs

  const std::size_t end = offset + std::min(count, total - offset);
  ids.reserve(end - offset);
  std::size_t start = 0;  // position of the run's first id
  for (auto run = cursor.first_run(); run && start < end; run = cursor.next_run()) {
    const std::size_t length = run->size() / kIdBytes;
    for (std::size_t i = std::max(offset, start); i < std::min(end, start + length); ++i) {
      ids.push_back(base::ResourceId::from_view(run->substr((i - start) * kIdBytes, kIdBytes)));
    }
    start += length;
  }
  return ids;
}

std::vector<base::ResourceId> list_after(Txn& txn, base::Realm realm, List list,
                                         base::ResourceId after, std::size_t count) {
  std::vector<base::ResourceId> ids;
  Cursor cursor(txn, Db::kList);
  auto found = cursor.seek_pair(list_key(realm, list), after.view());
  if (found && *found == after.view()) found = cursor.next_duplicate();
  for (; found && ids.size() < count; found = cursor.next_duplicate()) {
    ids.push_back(base::ResourceId::from_view(*found));
  }
  return ids;
}

std::vector<base::ResourceId> list_before(Txn& txn, base::Realm realm, List list,
                                          base::ResourceId before, std::size_t count) {
  std::vector<base::ResourceId> ids;
  Cursor cursor(txn, Db::kList);
  const std::string key = list_key(realm, list);
  // At or behind `before`, one step back; behind the last id, the last one.
  auto found = cursor.seek_pair(key, before.view());
  if (found) {
    found = cursor.previous_duplicate();
  } else if (cursor.seek_key(key)) {
    found = cursor.last_duplicate();
  }
  for (; found && ids.size() < count; found = cursor.previous_duplicate()) {
    ids.push_back(base::ResourceId::from_view(*found));
  }
  return ids;
}

std::optional<base::ResourceId> last_of_list(Txn& txn, base::Realm realm, List list) {
  Cursor cursor(txn, Db::kList);
  if (!cursor.seek_key(list_key(realm, list))) return std::nullopt;
  const auto last = cursor.last_duplicate();
  if (!last) return std::nullopt;
  return base::ResourceId::from_view(*last);
}

}  // namespace store
