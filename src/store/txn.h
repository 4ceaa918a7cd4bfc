// The door to LMDB: environment, transactions and cursors. Only txn.cpp includes lmdb.h.
//
// Rules that the rest of the store relies on (lmdb.h caveats, and facts measured for this product):
//  - default sync, never WRITEMAP, NOSYNC or NOMETASYNC; one environment per folder and process;
//  - a view from get() or a cursor points into the map and is valid until the next write or the end
//  of the
//    transaction, so records are decoded before they leave src/store/;
//  - while a child transaction is open its parent must not be used; cursors are closed before a
//  child begins;
//  - "not found" is an answer; a full map is Full; everything else throws Failure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

struct MDB_env;
struct MDB_txn;
struct MDB_cursor;

namespace store {

// The sub-databases; store/keys.h says what is in each.
enum class Db : unsigned {
  kMeta,
  kAccounts,
  kTokens,
  kTokenIds,
  kDocs,
  kList,
  kUnique,
  kIndex,
  kGroupMembers,
  kMemberGroups,
  kAudit,
  kObjects,
  kTokenUses,
  kCount_,
};
std::string_view name_of(Db db);

// No room for this write (map full, or too many pages in one transaction). The transaction must be
// aborted.
class Full : public std::runtime_error {
 public:
  Full() : std::runtime_error("the store is full") {}
};

// The disk or LMDB failed. `fatal`: every later transaction will fail too, the process must end
// (exit status 74).
class Failure : public std::runtime_error {
 public:
  Failure(const char* call, int rc);
  int rc() const { return rc_; }
  bool fatal() const;

 private:
  int rc_;
};

// A record that does not match its checksum or its format.
class Damaged : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class OpenMode { kReadWrite, kReadOnly };

class Txn;

class Env {
 public:
  // `file` is the path of data.mdb. Missing sub-databases are made in kReadWrite; in kReadOnly they
  // must exist. The caller serialises open and close across processes (store/store.h, ITS#10095).
  Env(const std::string& file, OpenMode mode, std::size_t map_size_bytes);
  ~Env();
  Env(const Env&) = delete;
  Env& operator=(const Env&) = delete;

  Txn begin_read();
  Txn begin_write();  // blocks while another writer lives: there is one writer process and one
                      // write transaction

  // Bytes that can still be written, free pages counted; from the last committed state. Far from a
  // full map the free pages are left out, which costs a walk of the free list.
  std::size_t room_bytes() const;
  std::size_t used_bytes() const;

  MDB_env* raw() { return env_; }
  unsigned dbi(Db db) const { return dbis_[static_cast<unsigned>(db)]; }

 private:
  MDB_env* env_ = nullptr;
  std::size_t map_size_bytes_;
  unsigned dbis_[static_cast<unsigned>(Db::kCount_)]{};
};

// Aborts unless commit() was called.
class Txn {
 public:
  Txn(Txn&& other) noexcept;
  Txn& operator=(Txn&& other) noexcept;
  ~Txn();

  Txn begin_child();  // of a write transaction; this one is unusable until the child ends
  void commit();      // throws Full or Failure; the transaction is over either way
  void abort();

  // A read transaction between two snapshots: release() gives the old one up, renew() takes the
  // newest.
  void release();
  void renew();

  std::optional<std::string_view> get(Db db, std::string_view key);
  void put(Db db, std::string_view key, std::string_view value);  // overwrites (DUPSORT: adds)
  bool insert(Db db, std::string_view key,
              std::string_view value);      // false when the key (DUPSORT: pair) exists
  bool erase(Db db, std::string_view key);  // with all its duplicates
  bool erase(Db db, std::string_view key, std::string_view value);  // one duplicate

  std::size_t count_rows(Db db);  // as LMDB keeps count; each duplicate is one

  std::size_t rows_written() const { return rows_written_; }

 private:
  friend class Env;
  friend class Cursor;
  Txn(Env* env, MDB_txn* txn) : env_(env), txn_(txn) {}

  Env* env_ = nullptr;
  MDB_txn* txn_ = nullptr;
  Txn* parent_ = nullptr;  // told of the rows a child wrote
  std::size_t rows_written_ = 0;
};

struct Row {
  std::string_view key;
  std::string_view value;
};

class Cursor {
 public:
  Cursor(Txn& txn, Db db);
  ~Cursor();
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;

  std::optional<Row> first();
  std::optional<Row> last();
  std::optional<Row> next();
  std::optional<Row> previous();
  std::optional<Row> seek(std::string_view key);  // the first row at or after key
  // Within the duplicates of one key (DUPSORT):
  std::optional<std::string_view> seek_key(
      std::string_view key);  // the first duplicate of exactly this key
  std::optional<std::string_view> seek_pair(std::string_view key, std::string_view at_least);
  std::optional<std::string_view> next_duplicate();
  std::optional<std::string_view> previous_duplicate();
  std::optional<std::string_view> last_duplicate();
  std::size_t count_duplicates();  // of the key the cursor stands on
  // DUPFIXED: a run of whole values, as many as one page holds; call after seek_key, then
  // repeatedly.
  std::optional<std::string_view> first_run();
  std::optional<std::string_view> next_run();

 private:
  std::optional<Row> move(std::string_view key, std::string_view value, int op);
  MDB_cursor* cursor_ = nullptr;
};

// Reads every page of a file that is in use, free list included, whatever databases there are. A
// page that the file lacks is a bus error, so this is for a process of its own. Throws Failure.
void read_every_page(const std::string& file, std::size_t map_size_bytes);

std::string lmdb_version();

}  // namespace store
