// Counters and format of the store, kept in the same commits as what they count.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "store/txn.h"

namespace store {

inline constexpr std::uint64_t kFormatVersion = 2;

std::uint64_t format_version(Txn& txn);  // 0: a store that was just made

std::uint64_t get_number(Txn& txn, std::string_view name, std::uint64_t otherwise);
void put_number(Txn& txn, std::string_view name, std::uint64_t number);

// What signs the cursors of lists, 32 random bytes: made when the store is first opened for
// writing, and the same from then on, so that cursors outlive the process. Never shown.
inline constexpr std::string_view kCursorSecret = "cursor_secret";
inline constexpr std::size_t kCursorSecretBytes = 32;
std::string cursor_secret(Txn& txn);  // throws Damaged when it is missing or has another size
void make_cursor_secret(Txn& txn);

// The largest id ever given: ids are never reused, not even after a crash and a clock that went
// back.
std::optional<base::IdBytes> last_id(Txn& txn);
void put_last_id(Txn& txn, const base::IdBytes& id);

base::Realm next_realm(Txn& txn);  // takes the next free number

}  // namespace store
