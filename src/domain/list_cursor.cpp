#include "domain/list_cursor.h"

#include "base/base64url.h"
#include "base/crypto.h"
#include "store/keys.h"
#include "store/meta.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;

// version[1] flags[1] made-at seconds[8] count[4] part[4] id[16] key, then the first half of an
// HMAC over them, the realm and the list; numbers big-endian. Without a place part, id and key are
// absent.
constexpr char kVersion = 1;
constexpr unsigned kBackward = 1;
constexpr unsigned kHasPlace = 2;
constexpr unsigned kComputed = 4;
constexpr std::size_t kHeadBytes = 14;
constexpr std::size_t kSpotBytes = 20;
constexpr std::size_t kSignatureBytes = 16;

std::string sign(Session& session, const std::string& content, std::string_view list) {
  std::string message;
  store::append_u32(message, static_cast<std::uint32_t>(session.realm()));
  store::append_u32(message, static_cast<std::uint32_t>(content.size()));
  message.append(content).append(list);
  const base::Sha256 hash = base::hmac_sha256(store::cursor_secret(session.txn), message);
  return {reinterpret_cast<const char*>(hash.data()), kSignatureBytes};
}

std::int64_t seconds(const Session& session) { return session.now_us / 1'000'000; }

Error invalid() {
  return {ErrorCode::kInvalidCursor,
          "cursor must be empty, or the nextCursor or previousCursor of a page of this same query"};
}

ListCursor decode(std::string_view content) {
  const auto flags = static_cast<unsigned char>(content[1]);
  ListCursor cursor;
  cursor.count = store::read_u32(content.substr(10));
  if ((flags & kBackward) != 0) cursor.edge.direction = WalkDirection::kBackward;
  if ((flags & kHasPlace) == 0) return cursor;
  const std::string_view spot = content.substr(kHeadBytes);
  cursor.edge.place = {std::string(spot.substr(kSpotBytes)),
                       {store::read_u32(spot), (flags & kComputed) != 0,
                        base::ResourceId::from_view(spot.substr(4, 16))}};
  return cursor;
}

}  // namespace

std::string format_list_cursor(Session& session, const ListCursor& cursor, std::string_view list) {
  const auto& place = cursor.edge.place;
  unsigned flags = cursor.edge.direction == WalkDirection::kBackward ? kBackward : 0;
  if (place) flags |= kHasPlace | (place->spot.is_computed ? kComputed : 0);
  std::string content{kVersion, static_cast<char>(flags)};
  store::append_u64(content, static_cast<std::uint64_t>(seconds(session)));
  store::append_u32(content, static_cast<std::uint32_t>(cursor.count));
  if (place) {
    store::append_u32(content, place->spot.part);
    content.append(place->spot.id.view()).append(place->key);
  }
  const std::string signature = sign(session, content, list);
  return base::encode_base64url(content + signature);
}

base::Result<ListCursor> parse_list_cursor(Session& session, std::string_view text,
                                           std::string_view list) {
  const auto bytes = base::decode_base64url(text);
  if (!bytes || bytes->size() < kHeadBytes + kSignatureBytes) return invalid();
  const std::string content = bytes->substr(0, bytes->size() - kSignatureBytes);
  const std::string signature = bytes->substr(content.size());
  if (!base::equal_in_constant_time(sign(session, content, list), signature)) return invalid();
  if (content.front() != kVersion) return invalid();
  const auto made_at =
      static_cast<std::int64_t>(store::read_u64(std::string_view(content).substr(2)));
  if (seconds(session) - made_at > kCursorTimeoutSeconds) {
    return Error{ErrorCode::kExpiredCursor, "the cursor is older than " +
                                                std::to_string(kCursorTimeoutSeconds) +
                                                " seconds; begin again with an empty cursor"};
  }
  return decode(content);
}

}  // namespace domain
