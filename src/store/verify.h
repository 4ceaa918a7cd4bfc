// A full check of a store: every record against its checksum and format, and every relation between
// records in both directions. It only reads, walks with cursors and keeps no record in memory, so
// it may run on a store of any size and beside a server. What only the rules of the product know
// (which values are indexed, who is a Super Administrator) is checked on top of it by
// domain/verify.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "json/value.h"
#include "model/document.h"
#include "store/txn.h"

namespace store {

// What a check found. Each fault is one sentence with the database and the key in hex; it names no
// attribute value, because a report is something people send around.
class Findings {
 public:
  static constexpr std::size_t kSentencesMax = 1000;  // more faults are only counted

  void add(Db db, std::string_view key, std::string_view what);
  void add(Db db, std::string_view what);  // about a database as a whole
  void count_row(Db db) { ++rows_[static_cast<std::size_t>(db)]; }

  bool clean() const { return faults_ == 0; }
  std::uint64_t faults() const { return faults_; }
  const std::vector<std::string>& sentences() const { return sentences_; }
  std::uint64_t rows(Db db) const { return rows_[static_cast<std::size_t>(db)]; }
  std::uint64_t rows_total() const;

 private:
  std::array<std::uint64_t, static_cast<std::size_t>(Db::kCount_)> rows_{};
  std::uint64_t faults_ = 0;
  std::vector<std::string> sentences_;
};

// A key as a report shows it: hex, but of a key that holds an attribute value only the part before
// the value and the beginning of the whole key's SHA-256.
std::string format_key(Db db, std::string_view key);

// Called with each document that is whole; the attributes parsed.
using DocumentVisitor = std::function<void(base::Realm realm, const model::Document& document,
                                           const json::Object& attributes)>;

// Whether as many rows were counted as LMDB says there are: a damaged page loses rows without a
// word.
void verify_count(Txn& txn, Db db, Findings& findings);

// Checks everything but what stands in unique and index, which are not even counted.
void verify_records(Txn& txn, Findings& findings, const DocumentVisitor& visit);

}  // namespace store
