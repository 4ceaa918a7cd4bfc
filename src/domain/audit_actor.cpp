#include "domain/audit_actor.h"

#include "domain/draft.h"
#include "domain/members.h"
#include "store/documents.h"

namespace domain {
namespace {

std::string email_of_user(store::Txn& txn, store::RecordMemo& memo, base::AccountId account,
                          base::ResourceId user) {
  const auto home = store::find_account(txn, memo, account);
  if (!home) return {};
  try {
    const auto document = store::find_document(txn, home->realm, user);
    return document ? email_of(parse_stored_object(document->attributes)) : std::string();
  } catch (const store::Damaged&) {
    return {};  // that somebody's record is damaged must not hide what they did
  }
}

}  // namespace

void name_actor(model::AuditEntry& entry, const model::Principal& principal, store::Txn& txn,
                store::RecordMemo& memo) {
  entry.address = principal.address;
  const auto& token = principal.token;
  if (!token) {
    entry.actor_type = "system";
    entry.actor_context = "api";
    return;
  }
  if (token->kind == model::CredentialKind::kGlobalKey) {
    entry.actor_context = "api_key";  // a key is no token: it is shown by neither id nor name
  } else {
    entry.actor_context = "api_token";
    entry.token_id = token->id.hex();
    entry.token_name = token->name;
  }
  if (token->user) {
    entry.actor_type = "user";
    entry.actor_id = token->user->hex();
    entry.actor_email = email_of_user(txn, memo, token->account, *token->user);
  } else {
    entry.actor_type = "account";
    entry.actor_id = token->account.hex();
  }
}

}  // namespace domain
