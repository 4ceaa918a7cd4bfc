#include "store/verify.h"

#include <map>
#include <optional>
#include <set>

#include "base/crypto.h"
#include "json/read.h"
#include "store/accounts.h"
#include "store/audit.h"
#include "store/documents.h"
#include "store/group_memberships.h"
#include "store/indexes.h"
#include "store/keys.h"
#include "store/lists.h"
#include "store/meta.h"
#include "store/objects.h"
#include "store/records.h"
#include "store/retired_realms.h"

namespace store {
namespace {

using base::Realm;
using base::ResourceId;

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kDocumentKeyBytes = 4 + kIdBytes;
constexpr std::size_t kListKeyBytes = 5;
constexpr std::size_t kGroupMemberBytes = kIdBytes + 8;
// Of a key with an attribute value: realm, attribute, marker.
constexpr std::size_t kAttributePrefixBytes = 6;

class Check {
 public:
  Check(Txn& txn, Findings& findings, const DocumentVisitor& visit)
      : txn_(txn), findings_(findings), visit_(visit) {}

  void run() {
    check_meta();
    retired_ = list_retired_realms(txn_);
    each(Db::kAccounts, [this](const Row& row) { check_account(row); });
    note_directories();
    each(Db::kTokens, [this](const Row& row) { check_token(row); });
    each(Db::kTokenIds, [this](const Row& row) { check_token_id(row); });
    each(Db::kDocs, [this](const Row& row) { check_document(row); });
    each(Db::kList, [this](const Row& row) { check_list(row); });
    each(Db::kGroupMembers, [this](const Row& row) { check_group_member(row); });
    each(Db::kMemberGroups, [this](const Row& row) { check_member_group(row); });
    check_audit();
    each(Db::kObjects, [this](const Row& row) { check_object(row); });
    each(Db::kTokenUses, [this](const Row& row) { check_token_use(row); });
  }

 private:
  // A record that cannot be decoded is a fault of that record, and the walk goes on.
  template <typename CheckRow>
  void each(Db db, CheckRow check_row) {
    Cursor cursor(txn_, db);
    for (auto row = cursor.first(); row; row = cursor.next()) {
      findings_.count_row(db);
      try {
        check_row(*row);
      } catch (const Damaged& damaged) {
        findings_.add(db, row->key, damaged.what());
      }
    }
    verify_count(txn_, db, findings_);
  }

  void check_meta();
  void check_account(const Row& row);
  void note_directories();
  void check_token(const Row& row);
  void check_token_id(const Row& row);
  void check_document(const Row& row);
  void check_place_in_lists(const Row& row, Realm realm, const model::Document& document);
  void check_list(const Row& row);
  void check_group_member(const Row& row);
  void check_member_group(const Row& row);
  void check_audit();
  void check_object(const Row& row);
  void check_identity_provider(const Row& row, const json::Value& provider);
  void check_token_use(const Row& row);

  bool has_realm(Db db, const Row& row);
  void check_given(Db db, const Row& row, std::string_view id);
  std::optional<model::Header> find_whole_header(Realm realm, ResourceId id);
  std::optional<json::Value> parse_record(Db db, const Row& row);

  Txn& txn_;
  Findings& findings_;
  const DocumentVisitor& visit_;
  std::string last_id_;  // 16 bytes; empty when the store knows none
  std::uint64_t next_realm_ = 1;
  std::map<Realm, base::AccountId> accounts_;
  std::set<Realm> directories_;  // of identity providers
  std::set<Realm> realms_met_;   // the same, each when its identity provider is checked
  std::set<Realm> retired_;
};

void Check::check_meta() {
  each(Db::kMeta, [](const Row& row) {
    if (row.key.substr(0, kAuditAnchorPrefix.size()) == kAuditAnchorPrefix)
      decode_audit_anchor(row.value);
  });
  const auto read = [this](std::string_view name, auto get) {
    try {
      get();
    } catch (const Damaged& damaged) {
      findings_.add(Db::kMeta, name, damaged.what());
    }
  };
  read("format", [this] {
    if (get_number(txn_, "format", 0) != kFormatVersion) {
      findings_.add(Db::kMeta, "format", "the store has an unknown format");
    }
  });
  read("next_realm", [this] { next_realm_ = get_number(txn_, "next_realm", 1); });
  // A store of an older version gets it when it is next opened for writing.
  read(kCursorSecret, [this] {
    if (txn_.get(Db::kMeta, kCursorSecret)) cursor_secret(txn_);
  });
  read("last_id", [this] {
    if (const auto id = last_id(txn_)) {
      last_id_.assign(reinterpret_cast<const char*>(id->data()), id->size());
    }
  });
}

// Whether what stands under a realm stands under one that was given to somebody. What is left of a
// retired one is about to be erased and agrees with nothing.
bool Check::has_realm(Db db, const Row& row) {
  const Realm realm = realm_of(row.key);
  const auto number = static_cast<std::uint32_t>(realm);
  if (number == 0 || number >= next_realm_) {
    findings_.add(db, row.key, "the realm was never given to an account");
    return false;
  }
  if (retired_.count(realm) != 0) return false;
  if (accounts_.count(realm) == 0 && directories_.count(realm) == 0)
    findings_.add(db, row.key, "the realm belongs to no account and no identity provider");
  return true;
}

void Check::check_given(Db db, const Row& row, std::string_view id) {
  if (last_id_ < id) findings_.add(db, row.key, "the id is above the last id that was given");
}

// The header of a document that exists and is whole; what is wrong with one that is not is said
// where the documents are walked.
std::optional<model::Header> Check::find_whole_header(Realm realm, ResourceId id) {
  try {
    return find_header(txn_, realm, id);
  } catch (const Damaged&) {
    return std::nullopt;
  }
}

std::optional<json::Value> Check::parse_record(Db db, const Row& row) {
  auto value = json::parse(decode_record(row.key, row.value));
  if (value.ok() && value.value().is_object()) return std::move(value).value();
  findings_.add(db, row.key, "the record holds no JSON object");
  return std::nullopt;
}

void Check::check_account(const Row& row) {
  if (row.key.size() != kIdBytes) throw Damaged("the key has the wrong length");
  const auto account = parse_record(Db::kAccounts, row);
  if (!account) return;
  const std::int64_t realm = account->integer_or("realm", 0);
  if (realm <= 0 || static_cast<std::uint64_t>(realm) >= next_realm_) {
    findings_.add(Db::kAccounts, row.key, "the account has a realm that was never given");
  } else if (!accounts_
                  .emplace(Realm{static_cast<std::uint32_t>(realm)},
                           base::AccountId::from_view(row.key))
                  .second) {
    findings_.add(Db::kAccounts, row.key, "the account shares its realm with another one");
  }
}

// Ahead of what stands in their realms. What is wrong with the objects is said where they are
// walked.
void Check::note_directories() {
  Cursor cursor(txn_, Db::kObjects);
  for (auto row = cursor.first(); row; row = cursor.next()) {
    try {
      const json::Value object = decode_object(*row);
      if (static_cast<ObjectType>(row->key[4]) != ObjectType::kIdentityProvider) continue;
      directories_.insert(Realm{static_cast<std::uint32_t>(object.integer_or("realm", 0))});
    } catch (const Damaged&) {
    }
  }
}

void Check::check_token(const Row& row) {
  if (row.key.size() != kHashBytes) throw Damaged("the key has the wrong length");
  const auto token = parse_record(Db::kTokens, row);
  if (!token) return;
  const auto id = base::TokenId::parse(token->string_or("id", ""));
  const auto account = base::AccountId::parse(token->string_or("account", ""));
  const json::Value* policies = token->find("policies");
  if (!id || !account || !policies || !policies->is_array()) {
    findings_.add(Db::kTokens, row.key, "the token lacks its id, its account or its policies");
    return;
  }
  check_given(Db::kTokens, row, id->view());
  if (!txn_.get(Db::kAccounts, account->view())) {
    findings_.add(Db::kTokens, row.key, "the token's account does not exist");
  }
  const auto user = base::ResourceId::parse(token->string_or("user", ""));
  if (user &&
      !is_indexed(txn_, Realm::kNone, IndexedAttribute::kTokenOwner,
                  std::string(account->view()).append(user->view()), base::ResourceId{id->bytes})) {
    findings_.add(Db::kTokens, row.key, "the token is not found by its owner");
  }
  const auto hash = txn_.get(Db::kTokenIds, token_id_key(*account, *id));
  if (!hash) {
    findings_.add(Db::kTokens, row.key, "the token is not found by its id");
  } else if (*hash != row.key) {
    findings_.add(Db::kTokens, row.key, "the token's id finds another token");
  }
}

void Check::check_token_id(const Row& row) {
  if (row.key.size() != 2 * kIdBytes || row.value.size() != kHashBytes) {
    throw Damaged("the row has the wrong length");
  }
  const auto record = txn_.get(Db::kTokens, row.value);
  if (!record) throw Damaged("the token id finds no token");
  const auto token = json::parse(decode_record(row.value, *record));
  if (!token.ok()) return;  // said where the tokens are walked
  const auto id = base::TokenId::parse(token.value().string_or("id", ""));
  const auto account = base::AccountId::parse(token.value().string_or("account", ""));
  if (!id || !account || token_id_key(*account, *id) != row.key) {
    throw Damaged("the token id finds a token with another id");
  }
}

void Check::check_document(const Row& row) {
  if (row.key.size() != kDocumentKeyBytes) throw Damaged("the key has the wrong length");
  const model::Document document = decode_document(row.key, row.value);
  const Realm realm = realm_of(row.key);
  if (!has_realm(Db::kDocs, row)) return;
  if (document.id.bytes.back() != 0) {
    findings_.add(Db::kDocs, row.key, "the id does not end in a zero byte");
  }
  check_given(Db::kDocs, row, document.id.view());
  check_place_in_lists(row, realm, document);
  const auto attributes = json::parse(document.attributes);
  const auto access = json::parse(document.access);
  if (!attributes.ok() || !attributes.value().is_object()) {
    findings_.add(Db::kDocs, row.key, "the attributes are no JSON object");
  } else if (!access.ok() || !access.value().is_object()) {
    findings_.add(Db::kDocs, row.key, "the access part is no JSON object");
  } else {
    visit_(realm, document, attributes.value().as_object());
  }
}

void Check::check_place_in_lists(const Row& row, Realm realm, const model::Document& document) {
  const model::Kind kind = document.header.kind;
  if (model::is_own(kind)) {
    if (!is_in_list(txn_, realm, List{static_cast<std::uint8_t>(kind)}, document.id))
      findings_.add(Db::kDocs, row.key, "the resource is missing from the list of its type");
    return;
  }
  const bool is_user = kind == model::Kind::kUser;
  if (!is_in_list(txn_, realm, is_user ? List::kUsers : List::kGroups, document.id)) {
    findings_.add(Db::kDocs, row.key,
                  is_user ? "the user is missing from the list of users"
                          : "the group is missing from the list of groups");
  }
  if (!is_user) return;
  if (!document.header.active) return;  // that it is in no list of members is seen from there
  if (!is_in_list(txn_, realm, List::kMembers, document.id)) {
    findings_.add(Db::kDocs, row.key, "the active user is missing from the list of members");
  }
  if (document.header.generation == 0) {
    findings_.add(Db::kDocs, row.key, "the active user has no membership");
  }
}

void Check::check_list(const Row& row) {
  if (row.key.size() != kListKeyBytes || row.value.size() != kIdBytes) {
    throw Damaged("the row has the wrong length");
  }
  if (!has_realm(Db::kList, row)) return;
  const ResourceId id = ResourceId::from_view(row.value);
  const auto header = find_whole_header(realm_of(row.key), id);
  const auto list = static_cast<List>(row.key.back());
  const bool is_user = header && header->kind == model::Kind::kUser;
  std::string_view fault;
  switch (list) {
    case List::kUsers:
      if (!is_user) fault = "which is no user";
      break;
    case List::kGroups:
      if (!header || header->kind != model::Kind::kGroup) fault = "which is no group";
      break;
    case List::kMembers:
    case List::kSuperAdministrators:
      if (!is_user || !header->active) fault = "which is no active user";
      break;
    default:
      if (!is_own(list)) throw Damaged("there is no such list");
      if (!header || static_cast<std::uint8_t>(header->kind) != static_cast<std::uint8_t>(list))
        fault = "which is of another type";
  }
  if (fault.empty()) return;
  findings_.add(Db::kList, row.key, "the list holds " + id.hex() + ", " + std::string(fault));
}

void Check::check_group_member(const Row& row) {
  if (row.key.size() != kDocumentKeyBytes || row.value.size() != kGroupMemberBytes) {
    throw Damaged("the row has the wrong length");
  }
  if (!has_realm(Db::kGroupMembers, row)) return;
  const Realm realm = realm_of(row.key);
  const ResourceId user = ResourceId::from_view(row.value);
  const auto group = find_whole_header(realm, id_of_document_key(row.key));
  const auto member = find_whole_header(realm, user);
  if (!group || group->kind != model::Kind::kGroup) {
    findings_.add(Db::kGroupMembers, row.key, "there is no such group, yet it has a member");
  }
  if (!member || member->kind != model::Kind::kUser || !member->active) {
    findings_.add(Db::kGroupMembers, row.key,
                  "the group has the member " + user.hex() + ", which is no active user");
  }
  Cursor reverse(txn_, Db::kMemberGroups);
  const std::string_view group_id = row.key.substr(4);
  const auto found = reverse.seek_pair(document_key(realm, user), group_id);
  if (!found || *found != group_id) {
    findings_.add(Db::kGroupMembers, row.key,
                  "the member " + user.hex() + " does not know of being in this group");
  }
}

void Check::check_member_group(const Row& row) {
  if (row.key.size() != kDocumentKeyBytes || row.value.size() != kIdBytes) {
    throw Damaged("the row has the wrong length");
  }
  if (!has_realm(Db::kMemberGroups, row)) return;
  const ResourceId group = ResourceId::from_view(row.value);
  if (!find_group_member(txn_, realm_of(row.key), group, id_of_document_key(row.key))) {
    findings_.add(Db::kMemberGroups, row.key,
                  "the user counts as a member of " + group.hex() + ", which does not have it");
  }
}

void Check::check_object(const Row& row) {
  const json::Value object = decode_object(row);
  if (!has_realm(Db::kObjects, row)) return;
  const auto type = static_cast<ObjectType>(row.key[4]);
  // The catalogue gives roles their ids, not this store.
  if (type != ObjectType::kRoleGroupLink) check_given(Db::kObjects, row, row.key.substr(5));
  if (type == ObjectType::kIdentityProvider) check_identity_provider(row, object);
}

void Check::check_identity_provider(const Row& row, const json::Value& provider) {
  const auto fault = [&](std::string_view what) { findings_.add(Db::kObjects, row.key, what); };
  const std::int64_t number = provider.integer_or("realm", 0);
  const Realm realm{static_cast<std::uint32_t>(number)};
  if (number < 0 || static_cast<std::uint64_t>(number) >= next_realm_) {
    fault("the identity provider has a realm that was never given");
  } else if (number != 0 && (accounts_.count(realm) != 0 || !realms_met_.insert(realm).second)) {
    fault("the identity provider shares its realm with somebody else");
  } else if (retired_.count(realm) != 0) {
    fault("the identity provider's realm is about to be erased");
  }
  const json::Value* scim = provider.find("scim");
  const bool enabled = scim && scim->bool_or("enabled", false);
  const auto account = accounts_.find(realm_of(row.key));
  if (account == accounts_.end()) return;
  const std::string secret =
      token_id_key(account->second, base::TokenId::from_view(row.key.substr(5)));
  if (txn_.get(Db::kTokenIds, secret).has_value() != enabled) {
    fault(enabled ? "SCIM is enabled, yet there is no secret"
                  : "SCIM is not enabled, yet there is a secret");
  }
}

void Check::check_token_use(const Row& row) {
  if (row.key.size() != 2 * kIdBytes) throw Damaged("the key has the wrong length");
  decode_token_use(row);
  if (!txn_.get(Db::kTokenIds, row.key)) throw Damaged("the use is of no token that exists");
}

void Check::check_audit() {
  each(Db::kAudit, [this](const Row& row) {
    const AuditRow decoded = decode_audit(row);
    if (static_cast<std::uint32_t>(decoded.realm) >= next_realm_) {
      findings_.add(Db::kAudit, row.key, "the realm was never given to an account");
    }
    if (decoded.entry.size() > kAuditEntryBytesMax) throw Damaged("the entry is too long");
    if (!json::parse(decoded.entry).ok()) throw Damaged("the entry is no JSON");
  });
  for (const Realm realm : list_audit_realms(txn_)) {
    try {
      walk_audit_chain(txn_, realm, [&](const std::string& sentence) {
        findings_.add(Db::kAudit, realm_prefix(realm), sentence);
      });
    } catch (const Damaged&) {
      // Said where the entries are walked.
    }
  }
}

}  // namespace

void Findings::add(Db db, std::string_view key, std::string_view what) {
  ++faults_;
  if (sentences_.size() >= kSentencesMax) return;
  sentences_.push_back(std::string(name_of(db)) + " " + format_key(db, key) + ": " +
                       std::string(what) + ".");
}

void Findings::add(Db db, std::string_view what) {
  ++faults_;
  if (sentences_.size() >= kSentencesMax) return;
  sentences_.push_back(std::string(name_of(db)) + ": " + std::string(what) + ".");
}

std::uint64_t Findings::rows_total() const {
  std::uint64_t total = 0;
  for (const std::uint64_t rows : rows_) total += rows;
  return total;
}

std::string format_key(Db db, std::string_view key) {
  const bool holds_value = db == Db::kUnique || db == Db::kIndex;
  if (!holds_value || key.size() <= kAttributePrefixBytes) return base::format_hex(key);
  const base::Sha256 hash = base::sha256(key);
  constexpr std::size_t kShownBytes = 8;
  return base::format_hex(key.substr(0, kAttributePrefixBytes)) + "... (key with SHA-256 " +
         base::format_hex({reinterpret_cast<const char*>(hash.data()), kShownBytes}) + "...)";
}

void verify_count(Txn& txn, Db db, Findings& findings) {
  const std::uint64_t expected = txn.count_rows(db);
  const std::uint64_t met = findings.rows(db);
  if (met == expected) return;
  findings.add(db, "there are " + std::to_string(met) + " rows where " + std::to_string(expected) +
                       " are expected");
}

void verify_records(Txn& txn, Findings& findings, const DocumentVisitor& visit) {
  Check(txn, findings, visit).run();
}

}  // namespace store
