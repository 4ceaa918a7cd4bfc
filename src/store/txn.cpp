#include "store/txn.h"

#include <lmdb.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

namespace store {
namespace {

// Above this much nobody asks how much there is exactly.
constexpr std::size_t kPlentyBytes = 64u << 20;
constexpr unsigned kReadersMax = 126;
// LMDB's own databases: pages that are free, and the names of all others.
constexpr MDB_dbi kFreeListDbi = 0;
constexpr MDB_dbi kMainDbi = 1;

struct DbRow {
  const char* name;
  unsigned flags;
};
// In the order of Db.
constexpr DbRow kDbs[] = {
    {"meta", 0},
    {"accounts", 0},
    {"tokens", 0},
    {"token_ids", 0},
    {"docs", 0},
    {"list", MDB_DUPSORT | MDB_DUPFIXED},
    {"unique", 0},
    {"index", MDB_DUPSORT | MDB_DUPFIXED},
    {"group_members", MDB_DUPSORT | MDB_DUPFIXED},
    {"member_groups", MDB_DUPSORT | MDB_DUPFIXED},
    {"audit", 0},
    {"objects", 0},
    {"token_uses", 0},
};
static_assert(sizeof kDbs / sizeof kDbs[0] == static_cast<unsigned>(Db::kCount_));

void check(const char* call, int rc) {
  if (rc == 0) return;
  if (rc == MDB_MAP_FULL || rc == MDB_TXN_FULL) throw Full();
  throw Failure(call, rc);
}

MDB_val to_val(std::string_view bytes) { return {bytes.size(), const_cast<char*>(bytes.data())}; }

std::string_view to_view(const MDB_val& val) {
  return {static_cast<const char*>(val.mv_data), val.mv_size};
}

}  // namespace

std::string_view name_of(Db db) { return kDbs[static_cast<unsigned>(db)].name; }

Failure::Failure(const char* call, int rc)
    : std::runtime_error(std::string(call) + ": " + mdb_strerror(rc)), rc_(rc) {}

bool Failure::fatal() const { return rc_ == MDB_PANIC || rc_ == MDB_CORRUPTED; }

Env::Env(const std::string& file, OpenMode mode, std::size_t map_size_bytes)
    : map_size_bytes_(map_size_bytes) {
  check("mdb_env_create", mdb_env_create(&env_));
  try {
    check("mdb_env_set_maxdbs", mdb_env_set_maxdbs(env_, static_cast<unsigned>(Db::kCount_)));
    check("mdb_env_set_maxreaders", mdb_env_set_maxreaders(env_, kReadersMax));
    check("mdb_env_set_mapsize", mdb_env_set_mapsize(env_, map_size_bytes));
    const bool read_only = mode == OpenMode::kReadOnly;
    const unsigned flags = MDB_NOSUBDIR | MDB_NOTLS | (read_only ? MDB_RDONLY : 0u);
    check("mdb_env_open", mdb_env_open(env_, file.c_str(), flags, 0600));
    int dead = 0;
    if (!read_only) check("mdb_reader_check", mdb_reader_check(env_, &dead));
    MDB_txn* txn = nullptr;
    check("mdb_txn_begin", mdb_txn_begin(env_, nullptr, read_only ? MDB_RDONLY : 0u, &txn));
    for (unsigned i = 0; i < static_cast<unsigned>(Db::kCount_); ++i) {
      const int rc =
          mdb_dbi_open(txn, kDbs[i].name, kDbs[i].flags | (read_only ? 0u : MDB_CREATE), &dbis_[i]);
      if (rc != 0) mdb_txn_abort(txn);
      check("mdb_dbi_open", rc);
    }
    check("mdb_txn_commit", mdb_txn_commit(txn));
  } catch (...) {
    mdb_env_close(env_);
    throw;
  }
}

Env::~Env() { mdb_env_close(env_); }

Txn Env::begin_read() {
  MDB_txn* txn = nullptr;
  check("mdb_txn_begin", mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn));
  return Txn(this, txn);
}

Txn Env::begin_write() {
  MDB_txn* txn = nullptr;
  check("mdb_txn_begin", mdb_txn_begin(env_, nullptr, 0, &txn));
  return Txn(this, txn);
}

std::size_t Env::used_bytes() const {
  MDB_envinfo info;
  MDB_stat stat;
  check("mdb_env_info", mdb_env_info(env_, &info));
  check("mdb_env_stat", mdb_env_stat(env_, &stat));
  return (info.me_last_pgno + 1) * stat.ms_psize;
}

std::size_t Env::room_bytes() const {
  const std::size_t unused_bytes = map_size_bytes_ - std::min(map_size_bytes_, used_bytes());
  if (unused_bytes > kPlentyBytes) return unused_bytes;
  // Pages that deletes have freed count as room. A value of the free list starts with the number
  // of pages it lists.
  MDB_txn* txn = nullptr;
  MDB_cursor* cursor = nullptr;
  check("mdb_txn_begin", mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn));
  int rc = mdb_cursor_open(txn, kFreeListDbi, &cursor);
  std::size_t pages = 0;
  if (rc == 0) {
    MDB_val key;
    MDB_val value;
    while ((rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
      pages += *static_cast<const std::size_t*>(value.mv_data);
    }
    mdb_cursor_close(cursor);
  }
  mdb_txn_abort(txn);
  if (rc != MDB_NOTFOUND) check("mdb_cursor_get", rc);
  MDB_stat stat;
  check("mdb_env_stat", mdb_env_stat(env_, &stat));
  return unused_bytes + pages * stat.ms_psize;
}

Txn::Txn(Txn&& other) noexcept
    : env_(other.env_),
      txn_(std::exchange(other.txn_, nullptr)),
      parent_(other.parent_),
      rows_written_(other.rows_written_) {}

Txn& Txn::operator=(Txn&& other) noexcept {
  if (this != &other) {
    abort();
    env_ = other.env_;
    txn_ = std::exchange(other.txn_, nullptr);
    parent_ = other.parent_;
    rows_written_ = other.rows_written_;
  }
  return *this;
}

Txn::~Txn() { abort(); }

void Txn::abort() {
  if (txn_) mdb_txn_abort(std::exchange(txn_, nullptr));
}

Txn Txn::begin_child() {
  MDB_txn* child = nullptr;
  check("mdb_txn_begin", mdb_txn_begin(env_->raw(), txn_, 0, &child));
  Txn txn(env_, child);
  txn.parent_ = this;
  return txn;
}

void Txn::commit() {
  check("mdb_txn_commit", mdb_txn_commit(std::exchange(txn_, nullptr)));
  if (parent_) parent_->rows_written_ += rows_written_;
}

void Txn::release() { mdb_txn_reset(txn_); }
void Txn::renew() { check("mdb_txn_renew", mdb_txn_renew(txn_)); }

std::optional<std::string_view> Txn::get(Db db, std::string_view key) {
  MDB_val k = to_val(key);
  MDB_val v;
  const int rc = mdb_get(txn_, env_->dbi(db), &k, &v);
  if (rc == MDB_NOTFOUND) return std::nullopt;
  check("mdb_get", rc);
  return to_view(v);
}

void Txn::put(Db db, std::string_view key, std::string_view value) {
  MDB_val k = to_val(key);
  MDB_val v = to_val(value);
  check("mdb_put", mdb_put(txn_, env_->dbi(db), &k, &v, 0));
  ++rows_written_;
}

bool Txn::insert(Db db, std::string_view key, std::string_view value) {
  const bool dup = (kDbs[static_cast<unsigned>(db)].flags & MDB_DUPSORT) != 0;
  MDB_val k = to_val(key);
  MDB_val v = to_val(value);
  const int rc = mdb_put(txn_, env_->dbi(db), &k, &v, dup ? MDB_NODUPDATA : MDB_NOOVERWRITE);
  if (rc == MDB_KEYEXIST) return false;
  check("mdb_put", rc);
  ++rows_written_;
  return true;
}

bool Txn::erase(Db db, std::string_view key) {
  MDB_val k = to_val(key);
  const int rc = mdb_del(txn_, env_->dbi(db), &k, nullptr);
  if (rc == MDB_NOTFOUND) return false;
  check("mdb_del", rc);
  ++rows_written_;
  return true;
}

bool Txn::erase(Db db, std::string_view key, std::string_view value) {
  MDB_val k = to_val(key);
  MDB_val v = to_val(value);
  const int rc = mdb_del(txn_, env_->dbi(db), &k, &v);
  if (rc == MDB_NOTFOUND) return false;
  check("mdb_del", rc);
  ++rows_written_;
  return true;
}

std::size_t Txn::count_rows(Db db) {
  MDB_stat stat;
  check("mdb_stat", mdb_stat(txn_, env_->dbi(db), &stat));
  return stat.ms_entries;
}

Cursor::Cursor(Txn& txn, Db db) {
  check("mdb_cursor_open", mdb_cursor_open(txn.txn_, txn.env_->dbi(db), &cursor_));
}

Cursor::~Cursor() { mdb_cursor_close(cursor_); }

std::optional<Row> Cursor::move(std::string_view key, std::string_view value, int op) {
  MDB_val k = to_val(key);
  MDB_val v = to_val(value);
  const int rc = mdb_cursor_get(cursor_, &k, &v, static_cast<MDB_cursor_op>(op));
  if (rc == MDB_NOTFOUND || rc == EINVAL) return std::nullopt;  // EINVAL: the cursor stands nowhere
  check("mdb_cursor_get", rc);
  return Row{to_view(k), to_view(v)};
}

std::optional<Row> Cursor::first() { return move({}, {}, MDB_FIRST); }
std::optional<Row> Cursor::last() { return move({}, {}, MDB_LAST); }
std::optional<Row> Cursor::next() { return move({}, {}, MDB_NEXT); }
std::optional<Row> Cursor::previous() { return move({}, {}, MDB_PREV); }
// LMDB refuses an empty key; every key is at or after it.
std::optional<Row> Cursor::seek(std::string_view key) {
  return key.empty() ? first() : move(key, {}, MDB_SET_RANGE);
}

std::optional<std::string_view> Cursor::seek_key(std::string_view key) {
  auto row = move(key, {}, MDB_SET_KEY);
  if (!row) return std::nullopt;
  return row->value;
}

std::optional<std::string_view> Cursor::seek_pair(std::string_view key, std::string_view at_least) {
  auto row = move(key, at_least, MDB_GET_BOTH_RANGE);
  if (!row) return std::nullopt;
  return row->value;
}

std::optional<std::string_view> Cursor::next_duplicate() {
  auto row = move({}, {}, MDB_NEXT_DUP);
  if (!row) return std::nullopt;
  return row->value;
}

std::optional<std::string_view> Cursor::previous_duplicate() {
  auto row = move({}, {}, MDB_PREV_DUP);
  if (!row) return std::nullopt;
  return row->value;
}

std::optional<std::string_view> Cursor::last_duplicate() {
  auto row = move({}, {}, MDB_LAST_DUP);
  if (!row) return std::nullopt;
  return row->value;
}

std::size_t Cursor::count_duplicates() {
  std::size_t count = 0;
  check("mdb_cursor_count", mdb_cursor_count(cursor_, &count));
  return count;
}

std::optional<std::string_view> Cursor::first_run() {
  auto row = move({}, {}, MDB_GET_MULTIPLE);
  if (!row) return std::nullopt;
  return row->value;
}

std::optional<std::string_view> Cursor::next_run() {
  auto row = move({}, {}, MDB_NEXT_MULTIPLE);
  if (!row) return std::nullopt;
  return row->value;
}

namespace {

// Reads one database; of the main one, returns what it holds: the names of the others.
std::vector<std::string> read_database(MDB_txn* txn, MDB_dbi dbi) {
  constexpr std::size_t kStepBytes = 512;  // the smallest page
  std::vector<std::string> keys;
  MDB_cursor* cursor = nullptr;
  check("mdb_cursor_open", mdb_cursor_open(txn, dbi, &cursor));
  MDB_val key;
  MDB_val value;
  int rc;
  while ((rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
    if (dbi == kMainDbi) keys.emplace_back(to_view(key));
    const volatile char* bytes = static_cast<const char*>(value.mv_data);
    for (std::size_t at = 0; at < value.mv_size; at += kStepBytes) (void)bytes[at];
    if (value.mv_size > 0) (void)bytes[value.mv_size - 1];
  }
  mdb_cursor_close(cursor);
  if (rc != MDB_NOTFOUND) check("mdb_cursor_get", rc);
  return keys;
}

}  // namespace

void read_every_page(const std::string& file, std::size_t map_size_bytes) {
  constexpr MDB_dbi kDatabasesMax = 64;  // more than any version has
  MDB_env* env = nullptr;
  MDB_txn* txn = nullptr;
  check("mdb_env_create", mdb_env_create(&env));
  check("mdb_env_set_maxdbs", mdb_env_set_maxdbs(env, kDatabasesMax));
  check("mdb_env_set_mapsize", mdb_env_set_mapsize(env, map_size_bytes));
  check("mdb_env_open",
        mdb_env_open(env, file.c_str(), MDB_NOSUBDIR | MDB_NOTLS | MDB_RDONLY, 0600));
  check("mdb_txn_begin", mdb_txn_begin(env, nullptr, MDB_RDONLY, &txn));
  read_database(txn, kFreeListDbi);
  for (const std::string& name : read_database(txn, kMainDbi)) {
    MDB_dbi dbi;
    check("mdb_dbi_open", mdb_dbi_open(txn, name.c_str(), 0, &dbi));
    read_database(txn, dbi);
  }
  mdb_txn_abort(txn);
  mdb_env_close(env);
}

std::string lmdb_version() {
  int major = 0;
  int minor = 0;
  int patch = 0;
  mdb_version(&major, &minor, &patch);
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

}  // namespace store
