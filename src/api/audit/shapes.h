// The wire shapes of an audit entry (cloudflare.md 9).
#pragma once

#include <string>

#include "domain/audit_walk.h"
#include "model/account.h"

namespace api::audit {

// Appends one entry to a list whose entries are separated by commas.
using AppendEntry = void (*)(std::string& out, const domain::AuditRecord& record,
                             const model::Account& account);

void append_entry(std::string& out, const domain::AuditRecord& record,
                  const model::Account& account);
void append_entry_v1(std::string& out, const domain::AuditRecord& record,
                     const model::Account& account);

// The first version as CSV (RFC 4180), one line each; the head is a line of its own.
std::string csv_head();
void append_csv(std::string& out, const domain::AuditRecord& record, const model::Account& account);

}  // namespace api::audit
