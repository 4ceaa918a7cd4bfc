// The audit log: one entry per write that took effect or was refused, chained by hash within its
// realm: h(n) = SHA-256(h(n-1) ‖ entry), h(0) = 32 zero bytes. Whoever can write the file can
// rebuild the chain; against that an exported head helps, which is an operator's matter.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "store/txn.h"

namespace store {

inline constexpr std::size_t kAuditEntryBytesMax = 512;

struct AuditRow {
  base::Realm realm;
  std::uint64_t sequence = 0;  // 1, 2, … without gaps
  std::array<std::uint8_t, 32> hash{};
  std::string entry;
};

void append_audit(Txn& txn, base::Realm realm, std::string_view entry);
std::uint64_t count_audit(Txn& txn,
                          base::Realm realm);  // = the last sequence while nothing is pruned

// Walks one chain; a sentence about the first break, empty when it is whole.
std::string verify_audit_chain(Txn& txn, base::Realm realm);

AuditRow decode_audit(const Row& row);

}  // namespace store
