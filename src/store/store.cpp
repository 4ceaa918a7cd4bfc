#include "store/store.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "store/meta.h"

namespace store {
namespace {

using Why = OpenRefused::Why;

constexpr std::uint32_t kMagic = 0xBEEFC0DE;
// Where LMDB 0.9 keeps things in a meta page (mdb.c: MDB_page, MDB_meta).
constexpr std::size_t kPageHeaderBytes = 16;
constexpr std::size_t kPageSizeAt = kPageHeaderBytes + 24;  // mm_psize, in the first MDB_db
constexpr std::size_t kLastPageAt = kPageHeaderBytes + 24 + 2 * 48;
constexpr std::size_t kMetaBytes = kLastPageAt + 16;

[[noreturn]] void refuse(Why why, const std::string& sentence) { throw OpenRefused(why, sentence); }

// An flock on DIR/OPEN for the time of one scope.
class OpenLock {
 public:
  explicit OpenLock(const std::string& folder)
      : fd_(::open((folder + "/OPEN").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)),
        error_(fd_ < 0 ? errno : 0) {
    while (fd_ >= 0 && ::flock(fd_, LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  ~OpenLock() {
    if (fd_ >= 0) ::close(fd_);
  }
  OpenLock(const OpenLock&) = delete;
  OpenLock& operator=(const OpenLock&) = delete;

  // A folder that may not be written to can be read without the lock: nobody can open it for
  // writing.
  void require(OpenMode mode, const std::string& folder) const {
    const bool read_only_folder = error_ == EACCES || error_ == EROFS;
    if (fd_ >= 0 || (mode == OpenMode::kReadOnly && read_only_folder)) return;
    refuse(Why::kDisk, "cannot open " + folder + "/OPEN: " + std::strerror(error_));
  }

 private:
  int fd_;
  int error_;
};

// A new file survives a power cut only when its folder is on disk too, and the folder in its own.
void sync_folder(const std::string& folder) {
  for (const std::string& path : {folder, folder + "/.."}) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool good = fd >= 0 && ::fsync(fd) == 0;
    const int error = errno;
    if (fd >= 0) ::close(fd);
    // A parent that may not be read was not made by us either.
    if (!good && path == folder)
      refuse(Why::kDisk, "cannot sync " + folder + ": " + std::strerror(error));
  }
}

int take_writer_lock(const std::string& folder) {
  const std::string path = folder + "/LOCK";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) refuse(Why::kDisk, "cannot open " + path + ": " + std::strerror(errno));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    refuse(Why::kInUse, "the data folder " + folder + " is in use by another scimd");
  }
  return fd;
}

std::uint64_t file_size(int fd) {
  struct stat status{};
  return ::fstat(fd, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

struct MetaPages {
  std::string fault;  // empty: both are meta pages
  std::uint32_t page_bytes = 4096;
  std::uint64_t end_bytes = 0;  // behind the last page they know
};

MetaPages read_meta_pages(int fd) {
  MetaPages pages;
  std::uint32_t& page_bytes = pages.page_bytes;
  for (int page = 0; page < 2; ++page) {
    unsigned char meta[kMetaBytes];
    const auto at = static_cast<off_t>(page) * page_bytes;
    if (::pread(fd, meta, sizeof meta, at) != static_cast<ssize_t>(sizeof meta)) {
      pages.fault = "is shorter than its two meta pages";
      return pages;
    }
    std::uint32_t magic;
    std::uint64_t last_page;
    std::memcpy(&magic, meta + kPageHeaderBytes, sizeof magic);
    std::memcpy(&last_page, meta + kLastPageAt, sizeof last_page);
    if (page == 0) std::memcpy(&page_bytes, meta + kPageSizeAt, sizeof page_bytes);
    if (magic != kMagic || page_bytes < 512 || page_bytes > 65536 ||
        (page_bytes & (page_bytes - 1)) != 0) {
      pages.fault = "is no LMDB file";
      return pages;
    }
    pages.end_bytes = std::max(pages.end_bytes, (last_page + 1) * page_bytes);
  }
  return pages;
}

// LMDB never writes pages that one transaction took at the end of the file and gave back
// (mdb_page_flush skips loose pages, mdb_ovpage_free forgets dirty ones), so a healthy file may be
// shorter than its meta pages say. Whether a page that is missing is in use is found out by reading
// all of them, in a process that a bus error may end.
bool holds_every_used_page(const std::string& file) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGBUS, SIG_DFL);
    ::signal(SIGSEGV, SIG_DFL);
    int status = 1;
    try {
      read_every_page(file, StoreOptions().map_size_bytes);
      status = 0;
    } catch (const std::exception&) {
      status = 1;
    }
    ::_exit(status);
  }
  int status = 0;
  while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void on_bus_error(int) {
  static constexpr char kLine[] =
      "scimd: the store's file was cut short or the disk failed; stopping\n";
  if (::write(STDERR_FILENO, kLine, sizeof kLine - 1) < 0) _exit(74);
  _exit(74);
}

}  // namespace

std::string find_file_damage(const std::string& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT ? "" : "cannot read " + file + ": " + std::strerror(errno);
  MetaPages pages;
  if (file_size(fd) > 0) pages = read_meta_pages(fd);
  // The size is taken after the meta pages were read: a writer extends the file before it says so
  // in them.
  const std::uint64_t size = file_size(fd);
  ::close(fd);
  if (!pages.fault.empty()) return file + " " + pages.fault;
  if (size >= pages.end_bytes) return {};
  // Writes are whole pages; the rest of a page that was cut would read as zeros, without a bus
  // error.
  if (size % pages.page_bytes == 0 && holds_every_used_page(file)) return {};
  return file + " is shorter than its meta pages say";
}

void install_bus_error_handler() {
  struct sigaction action{};
  action.sa_handler = on_bus_error;
  ::sigaction(SIGBUS, &action, nullptr);
}

Store::Store(const std::string& folder, const StoreOptions& options) : folder_(folder) {
  const bool writing = options.mode == OpenMode::kReadWrite;
  if (writing && ::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    refuse(Why::kDisk, "cannot make the data folder " + folder + ": " + std::strerror(errno));
  }
  struct stat status{};
  if (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    refuse(Why::kMissing, folder + " is no folder");
  }
  struct stat file_status{};
  const bool has_file =
      ::stat((folder + "/data.mdb").c_str(), &file_status) == 0 && file_status.st_size > 0;
  if (!writing && !has_file) refuse(Why::kMissing, folder + " holds no store");
  if (writing) lock_fd_ = take_writer_lock(folder);
  try {
    open(options);
  } catch (...) {
    if (lock_fd_ >= 0) ::close(lock_fd_);
    throw;
  }
}

void Store::open(const StoreOptions& options) {
  const std::string file = folder_ + "/data.mdb";
  OpenLock opening(folder_);
  opening.require(options.mode, folder_);
  if (::access(file.c_str(), F_OK) == 0 && ::access(file.c_str(), R_OK) != 0) {
    refuse(Why::kDisk, "cannot read " + file + ": " + std::strerror(errno));
  }
  const std::string damage = find_file_damage(file);
  if (!damage.empty()) refuse(Why::kDamaged, damage);
  const bool is_new = ::access(file.c_str(), F_OK) != 0;
  try {
    auto env = std::make_unique<Env>(file, options.mode, options.map_size_bytes);
    // When this throws, the environment closes under the lock it was opened under.
    check_format(*env, options.mode);
    env_ = std::move(env);
    if (is_new) sync_folder(folder_);
  } catch (const Damaged& damaged) {
    refuse(Why::kDamaged, file + ": " + damaged.what());
  } catch (const Full&) {
    refuse(Why::kDisk, file + ": no room even to open the store");
  } catch (const Failure& failure) {
    const bool disk = failure.rc() > 0;  // errno; LMDB's own codes are negative
    refuse(disk ? Why::kDisk : Why::kDamaged, file + ": " + failure.what());
  }
}

void Store::check_format(Env& env, OpenMode mode) {
  if (mode == OpenMode::kReadOnly) {
    Txn txn = env.begin_read();
    if (get_number(txn, "format", 0) != kFormatVersion)
      throw Damaged("the store has an unknown format");
    return;
  }
  Txn txn = env.begin_write();
  const std::uint64_t format = get_number(txn, "format", kFormatVersion);
  if (format != kFormatVersion) {
    throw Damaged("the store has format " + std::to_string(format) + ", this scimd knows " +
                  std::to_string(kFormatVersion));
  }
  const bool is_new = get_number(txn, "format", 0) == 0;
  const bool has_secret = txn.get(Db::kMeta, kCursorSecret).has_value();
  if (!is_new && has_secret) return;
  if (is_new) put_number(txn, "format", kFormatVersion);
  if (!has_secret) make_cursor_secret(txn);
  txn.commit();
}

Store::~Store() {
  {
    OpenLock closing(folder_);
    env_.reset();
  }
  if (lock_fd_ >= 0) ::close(lock_fd_);
}

}  // namespace store
