#include "store/keys.h"

#include "base/crypto.h"

namespace store {
namespace {

constexpr std::size_t kHashedPrefixBytes = 64;

}  // namespace

void append_u32(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

void append_u64(std::string& out, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

std::uint32_t read_u32(std::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

std::uint64_t read_u64(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

std::string realm_prefix(base::Realm realm) {
  std::string key;
  append_u32(key, static_cast<std::uint32_t>(realm));
  return key;
}

std::string document_key(base::Realm realm, base::ResourceId id) {
  std::string key = realm_prefix(realm);
  key += id.view();
  return key;
}

std::string list_key(base::Realm realm, List list) {
  std::string key = realm_prefix(realm);
  key.push_back(static_cast<char>(list));
  return key;
}

std::string attribute_key(base::Realm realm, IndexedAttribute attribute, std::string_view value) {
  std::string key = realm_prefix(realm);
  key.push_back(static_cast<char>(attribute));
  if (value.size() <= kPlainValueBytesMax) {
    key.push_back('\0');
    key += value;
  } else {
    key.push_back('\1');
    key += value.substr(0, kHashedPrefixBytes);
    const auto hash = base::sha256(value);
    key.append(reinterpret_cast<const char*>(hash.data()), hash.size());
  }
  return key;
}

std::string audit_key(base::Realm realm, std::uint64_t sequence) {
  std::string key = realm_prefix(realm);
  append_u64(key, sequence);
  return key;
}

std::string object_key(base::Realm realm, ObjectType type, const base::IdBytes& id) {
  std::string key = realm_prefix(realm);
  key += static_cast<char>(type);
  key.append(reinterpret_cast<const char*>(id.data()), id.size());
  return key;
}

std::string token_id_key(base::AccountId account, base::TokenId token) {
  std::string key(account.view());
  key += token.view();
  return key;
}

base::Realm realm_of(std::string_view key) { return base::Realm{read_u32(key)}; }

base::ResourceId id_of_document_key(std::string_view key) {
  return base::ResourceId::from_view(key.substr(4, 16));
}

}  // namespace store
