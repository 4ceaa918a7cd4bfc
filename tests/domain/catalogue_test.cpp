#include "domain/catalogue.h"

#include <set>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/time.h"
#include "doctest/doctest.h"

TEST_CASE("catalogue: names, labels and ids never change: clients keep them") {
  std::string lines;
  for (const domain::CatalogueEntry& entry : domain::catalogue()) {
    lines += entry.name + " " + entry.label + " " + entry.role_id + " " +
             entry.permission_group_id + "\n";
  }
  const auto hash = base::sha256(lines);
  CHECK(base::format_hex({reinterpret_cast<const char*>(hash.data()), hash.size()}) ==
        "14803c19c5c7917af1886619a2ada893e7d0b1f8c2665581a65af1517c90904c");
}

TEST_CASE("catalogue: 82 entries are of accounts and have a role, 13 are of domains") {
  std::size_t accounts = 0;
  std::size_t domains = 0;
  std::set<std::string> ids;
  std::set<std::string> labels;
  std::set<std::string> descriptions;
  for (const domain::CatalogueEntry& entry : domain::catalogue()) {
    CAPTURE(entry.label);
    const bool of_account = entry.scopes == "com.cloudflare.api.account";
    if (of_account) {
      ++accounts;
      CHECK(ids.insert(entry.role_id).second);
      CHECK(base::parse_id_bytes(entry.role_id));
      CHECK(domain::find_role(entry.role_id) == &entry);
    } else {
      ++domains;
      CHECK(entry.scopes == "com.cloudflare.api.account.zone");
      CHECK(entry.role_id.empty());
    }
    // A role and its permission group are two things with two ids.
    CHECK(ids.insert(entry.permission_group_id).second);
    CHECK(base::parse_id_bytes(entry.permission_group_id));
    CHECK(domain::find_iam_permission_group(entry.permission_group_id) == &entry);
    CHECK(labels.insert(entry.label).second);
    CHECK(base::parse_time(entry.created_on));
    CHECK(base::parse_time(entry.modified_on));
    CHECK(descriptions.insert(entry.description).second);
    CHECK(entry.description.size() > 10);
    CHECK(entry.description.back() == '.');
  }
  CHECK(accounts == 82);
  CHECK(domains == 13);
}
