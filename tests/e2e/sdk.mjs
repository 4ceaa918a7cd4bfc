// Drives the official `cloudflare` package through every method it has for what scimd serves. tests/e2e/sdk starts it
// with a JSON object on stdin and reads JSON lines from its stdout: {check, holds, seen}, for every answer as it came
// over the wire {answer: {method, url, status, type, body}}, {part, seconds}, and at the end {done}.
import {auditLogs, identityProviders} from './sdk_access.mjs';
import {called, check, equal, known, methods, say} from './sdk_client.mjs';
import {catalogue, resourceGroups, userGroups} from './sdk_iam.mjs';
import {groupMembers, members} from './sdk_members.mjs';
import {accounts, accountTokens, user, userTokens} from './sdk_tokens.mjs';

const PARTS = {
  catalogue,
  resourceGroups,
  userGroups,
  members,
  groupMembers,
  accountTokens,
  userTokens,
  accounts,
  user,
  identityProviders,
  auditLogs,
};
for (const [name, part] of Object.entries(PARTS)) {
  const start = performance.now();
  try {
    await part();
  } catch (error) {
    check(`${name}: ran to its end`, false, error.stack);
  }
  say({part: name, seconds: (performance.now() - start) / 1000});
}
equal(
  'every method of the SDK for these routes was called',
  [...methods].filter((name) => !called.has(name)).sort(),
  [],
);
say({done: {methods: methods.size, synced: known.synced ?? null}});
