// The audit log: one entry per write that took effect or was refused, chained by hash within its
// realm: h(n) = SHA-256(h(n-1) ‖ entry), h(0) = 32 zero bytes. Old entries are pruned from the
// front; the number and the hash of the last one that went are kept as the anchor, from which the
// chain is proved on. Whoever can write the file can rebuild the chain; against that an exported
// head helps, which is an operator's matter.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "store/txn.h"

namespace store {

inline constexpr std::size_t kAuditEntryBytesMax = 512;

using AuditHash = std::array<std::uint8_t, 32>;

struct AuditRow {
  base::Realm realm;
  std::uint64_t sequence = 0;  // 1, 2, … without gaps
  AuditHash hash{};
  std::string entry;
};

// The last entry that was pruned; sequence 0: none ever was.
struct AuditAnchor {
  std::uint64_t sequence = 0;
  AuditHash hash{};
};

// The sequences that are kept; empty when first > last.
struct AuditRange {
  std::uint64_t first = 1;
  std::uint64_t last = 0;
  bool empty() const { return first > last; }
};

void append_audit(Txn& txn, base::Realm realm, std::string_view entry);
AuditRange audit_range(Txn& txn, base::Realm realm);
std::uint64_t count_audit(Txn& txn, base::Realm realm);  // entries that are kept
std::optional<AuditRow> find_audit(Txn& txn, base::Realm realm, std::uint64_t sequence);

AuditAnchor audit_anchor(Txn& txn, base::Realm realm);
// Takes entries from the front for as long as they are old, at most so many. Returns how many.
using IsOld = std::function<bool(std::string_view entry)>;
std::size_t prune_audit(Txn& txn, base::Realm realm, const IsOld& is_old, std::size_t entries_max);

struct AuditChain {
  std::uint64_t entries = 0;
  std::uint64_t pruned = 0;
  std::string first;  // the first and the last entry that are kept; empty when there are none
  std::string last;
  AuditHash head{};  // of the last entry, or the anchor's
};
// Walks one chain from its anchor. Each break is one sentence; behind it the walk goes on from what
// it found, so that one break is told once.
AuditChain walk_audit_chain(Txn& txn, base::Realm realm,
                            const std::function<void(const std::string& sentence)>& on_break);
// The first break, empty when the chain is whole. Throws Damaged for a row that is none.
std::string verify_audit_chain(Txn& txn, base::Realm realm);

// Of a realm whose entries are gone for good.
void erase_audit_anchor(Txn& txn, base::Realm realm);

std::vector<base::Realm> list_audit_realms(Txn& txn);  // those with entries, ascending

AuditRow decode_audit(const Row& row);
AuditAnchor decode_audit_anchor(std::string_view value);
// "audit_anchor/<realm>", a key of meta.
inline constexpr std::string_view kAuditAnchorPrefix = "audit_anchor/";

}  // namespace store
