#include "domain/audit_actor.h"

#include <memory>
#include <utility>

#include "doctest/doctest.h"
#include "support/test_store.h"

namespace {

model::AuditEntry actor_of(model::Principal::Kind kind, std::shared_ptr<const model::Token> token) {
  support::TestStore test;
  store::Txn txn = test.read();
  model::Principal principal;
  principal.kind = kind;
  principal.token = std::move(token);
  principal.address = "192.0.2.1";
  model::AuditEntry entry;
  domain::name_actor(entry, principal, txn, test.store().memo());
  return entry;
}

std::shared_ptr<model::Token> some_token() {
  auto token = std::make_shared<model::Token>();
  token->id.bytes.fill(1);
  token->account.bytes.fill(2);
  token->name = "hers";
  return token;
}

}  // namespace

TEST_CASE("audit actor: each kind of credential is shown as the published log shows it (9.2)") {
  const auto token = some_token();
  const model::AuditEntry account = actor_of(model::Principal::Kind::kToken, token);
  CHECK(account.actor_type == "account");
  CHECK(account.actor_id == token->account.hex());
  CHECK(account.actor_context == "api_token");
  CHECK(account.token_id == token->id.hex());
  CHECK(account.token_name == "hers");
  CHECK(account.address == "192.0.2.1");

  const auto key = some_token();
  key->kind = model::CredentialKind::kGlobalKey;
  key->user.emplace().bytes.fill(3);
  const model::AuditEntry user = actor_of(model::Principal::Kind::kToken, key);
  CHECK(user.actor_type == "user");
  CHECK(user.actor_id == key->user->hex());
  CHECK(user.actor_context == "api_key");
  CHECK(user.token_id.empty());
  CHECK(user.token_name.empty());
  CHECK(user.actor_email.empty());  // nobody with this id is in the store

  const model::AuditEntry operators = actor_of(model::Principal::Kind::kLocalOperator, nullptr);
  CHECK(operators.actor_type == "system");
  CHECK(operators.actor_context == "api");
  CHECK(operators.actor_id.empty());
}
