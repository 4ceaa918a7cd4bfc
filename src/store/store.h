// A data folder and what is open in it.
//
//   DIR/data.mdb        the LMDB file (and data.mdb-lock beside it)
//   DIR/LOCK            flock()ed by the one writer process for as long as it lives
//   DIR/OPEN            flock()ed by every process around opening and closing (LMDB 0.9.31 destroys
//   the shared lock of a
//                       process that opens while another closes: ITS#10095)
#pragma once

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>

#include "store/accounts.h"
#include "store/txn.h"

namespace store {

// Why a folder cannot be opened. The text is one sentence for people, with the folder in it.
class OpenRefused : public std::runtime_error {
 public:
  enum class Why { kMissing, kInUse, kDamaged, kDisk };
  OpenRefused(Why why, const std::string& sentence) : std::runtime_error(sentence), why_(why) {}
  Why why() const { return why_; }

 private:
  Why why_;
};

struct StoreOptions {
  OpenMode mode = OpenMode::kReadWrite;
  std::size_t map_size_bytes = std::size_t{64} << 30;  // sparse: address space, not disk
};

class Store {
 public:
  // Makes the folder (0700) when it is missing and mode is kReadWrite. Throws OpenRefused.
  Store(const std::string& folder, const StoreOptions& options);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  Env& env() { return *env_; }
  RecordMemo& memo() { return memo_; }

 private:
  void open(const StoreOptions& options);
  static void check_format(Env& env, OpenMode mode);

  std::string folder_;
  int lock_fd_ = -1;
  std::unique_ptr<Env> env_;
  RecordMemo memo_;
};

// A sentence about why the file cannot be a whole LMDB file, empty when it can: wrong magic, or
// shorter than its meta pages say (mapped, that is a SIGBUS). A missing or empty file is fine.
std::string find_file_damage(const std::string& file);

// From now on a bus error in the map (a file cut short while it is served) is one line on stderr
// and exit status 74.
void install_bus_error_handler();

}  // namespace store
