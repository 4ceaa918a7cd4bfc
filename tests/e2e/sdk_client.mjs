// What the tests of the SDK share: the clients, the checks, and what one part found out for the next. tests/e2e/sdk
// gives a JSON object on stdin; every line of stdout is JSON for it.
import {readFileSync} from 'node:fs';
import {pathToFileURL} from 'node:url';

export const given = JSON.parse(readFileSync(0, 'utf8'));
export const {default: Cloudflare} = await import(pathToFileURL(given.sdk + '/index.mjs').href);
export const account_id = given.account_id;
export const here = {account_id};
export const HEX = /^[0-9a-f]{32}$/,
  UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const MICROSECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/,
  SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
export const SCOPE = `com.cloudflare.api.account.${account_id}`;

export const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');
export const check = (sentence, holds, seen) => say({check: sentence, holds: Boolean(holds), seen});
export const equal = (sentence, seen, want) => {
  const [left, right] = [JSON.stringify(seen), JSON.stringify(want)];
  check(sentence, left === right, `${left}, want ${right}`);
};

// The clients: nothing is changed but the base URL and the credentials; `fetch` only listens.
let requests = 0; // since the last all() began
async function listening(url, init) {
  requests += 1;
  const answer = await fetch(url, init);
  const text = await answer.clone().text();
  say({
    answer: {
      method: init.method.toUpperCase(),
      url: String(url),
      status: answer.status,
      type: answer.headers.get('content-type'),
      body: text,
    },
  });
  return answer;
}

const RESOURCES = [
  'iam.userGroups',
  'iam.userGroups.members',
  'iam.permissionGroups',
  'iam.resourceGroups',
  'accounts',
  'accounts.members',
  'accounts.roles',
  'accounts.tokens',
  'accounts.tokens.value',
  'accounts.tokens.permissionGroups',
  'accounts.logs.audit',
  'auditLogs',
  'user',
  'user.tokens',
  'user.tokens.value',
  'user.tokens.permissionGroups',
  'zeroTrust.identityProviders',
  'zeroTrust.identityProviders.scim.groups',
  'zeroTrust.identityProviders.scim.users',
  'zeroTrust.identityProviders.samlCertificate',
];
export const methods = new Set(),
  called = new Set();

export function connect(credentials) {
  const client = new Cloudflare({baseURL: given.base_url, fetch: listening, ...credentials});
  for (const path of RESOURCES) {
    const resource = path.split('.').reduce((at, name) => at[name], client);
    for (
      let type = Object.getPrototypeOf(resource);
      type.constructor.name !== 'APIResource';
      type = Object.getPrototypeOf(type)
    ) {
      for (const name of Object.getOwnPropertyNames(type).filter((each) => each !== 'constructor')) {
        const method = resource[name];
        methods.add(`${path}.${name}`);
        resource[name] = (...args) => {
          called.add(`${path}.${name}`);
          return method.apply(resource, args);
        };
      }
    }
  }
  return client;
}

export const admin = connect({apiToken: given.admin_token});
export const byKey = connect({apiToken: null, apiEmail: given.admin_email, apiKey: given.admin_api_key});
export const scim = connect({apiToken: given.scim_token});

/** All items of a list, by `for await`, and how many requests that took. */
export async function all(list) {
  requests = 0;
  const items = [];
  for await (const item of list()) items.push(item);
  return {items, requests};
}

/** The error that a call is refused with, judged by the class that the SDK gives it. */
export async function refused(sentence, call, type, code, message) {
  try {
    check(sentence, false, await call());
  } catch (error) {
    const first = error.errors?.[0] ?? {};
    check(
      sentence,
      error.constructor === type && (code === null || first.code === code) && message.test(first.message),
      `${error.constructor.name}: ${error.message}`,
    );
  }
}

/** call(0) … call(n-1), eight at a time unless `width` says else; the answers in order. */
export async function many(n, call, width = 8) {
  const answers = new Array(n);
  let next = 0;
  const worker = async () => {
    while (next < n) {
      const i = next++;
      answers[i] = await call(i);
    }
  };
  await Promise.all(Array.from({length: width}, worker));
  return answers;
}

export const pagesOf = (count, size) => Math.ceil(count / size) + 1; // the SDK stops at an empty page only
export const number = (i) => String(i).padStart(3, '0');
export const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);
export const isSorted = (values) =>
  same(
    values,
    [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
  );
export const except = (object, ...names) =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

/** What one part finds or makes and a later one needs. */
export const known = {};
