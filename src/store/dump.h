// A readable picture of a store: one line a row, in the order of the store, the same for the same
// content, so that tests can compare it. A line is a path made from the database and the key, a
// space and the value:
//
//   docs/1/018f…00 user active scim-managed generation=1 … attributes={…} access={…}
//   unique/1/user.userName/"ada@example.com" 018f…00
//
// Ids, hashes and keys that are no text are hex; JSON is shown as it is stored. Token values cannot
// be shown: they are not in the store. A row that cannot be decoded is shown as far as it can be,
// with the word DAMAGED.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "store/txn.h"

namespace store {

// Takes a line with its newline; false: nobody reads any more, stop.
using LineSink = std::function<bool(std::string_view line)>;

// The lines that begin with `prefix`. Returns how many of them are damaged.
std::size_t dump(Txn& txn, std::string_view prefix, const LineSink& sink);

}  // namespace store
