// Zero Trust identity providers, what they provisioned, and the audit logs.
import {
  given,
  Cloudflare,
  account_id,
  here,
  UUID,
  SECONDS,
  check,
  equal,
  admin,
  byKey,
  all,
  refused,
  many,
  pagesOf,
  number,
  same,
  isSorted,
  except,
  known,
} from './sdk_client.mjs';

async function provision(base, secret, path, body) {
  const answer = await fetch(`${base}/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {Authorization: `Bearer ${secret}`, 'Content-Type': 'application/scim+json'},
  });
  if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

export async function identityProviders() {
  const at = admin.zeroTrust.identityProviders;
  const config = {
    client_id: 'id',
    client_secret: 'hush',
    okta_account: 'https://okta.example.test',
    scopes: ['openid'],
  };
  const before = (await all(() => at.list(here))).items.length;
  const made = await at.create({
    ...here,
    name: 'SDK Okta',
    type: 'okta',
    config,
    scim_config: {enabled: true, user_deprovision: true, seat_deprovision: true, identity_update_behavior: 'automatic'},
  });
  check('identity providers: create', UUID.test(made.id) && made.name === 'SDK Okta' && made.type === 'okta', made);
  check(
    'identity providers: SCIM comes with its URL and its secret',
    made.scim_config.scim_base_url.includes(made.id) && made.scim_config.secret.length >= 40,
    made.scim_config,
  );
  const read = await at.get(made.id, here);
  check(
    'identity providers: the secret is shown once',
    read.scim_config.secret !== made.scim_config.secret && read.scim_config.enabled,
    read.scim_config,
  );
  equal(
    'identity providers: the settings come back',
    except(read.scim_config, 'secret', 'scim_base_url'),
    except(made.scim_config, 'secret', 'scim_base_url'),
  );
  equal(
    'identity providers: the configuration too',
    except(read.config, 'client_secret', 'redirect_url'),
    except(config, 'client_secret'),
  );
  const renamed = await at.update(made.id, {
    ...here,
    name: 'SDK Okta 2',
    type: 'okta',
    config,
    scim_config: {enabled: true},
  });
  equal('identity providers: update', [renamed.id, renamed.name], [made.id, 'SDK Okta 2']);
  const pin = await at.create({...here, name: 'PIN', type: 'onetimepin', config: {}});
  const listed = await all(() => at.list(here));
  equal('identity providers: for await', [listed.items.length, listed.requests], [before + 2, 2]);
  const withScim = await all(() => at.list({...here, scim_enabled: 'true'}));
  check(
    'identity providers: scim_enabled=true',
    withScim.items.some((one) => one.id === made.id) && !withScim.items.some((one) => one.id === pin.id),
    withScim.items,
  );
  const saml = await at.create({
    ...here,
    name: 'SDK SAML',
    type: 'saml',
    config: {
      issuer_url: 'https://saml.example.test',
      sso_target_url: 'https://saml.example.test/sso',
      attributes: ['email'],
      sign_request: false,
      idp_public_certs: ['MIIDpDCCAoygAwIBAgIGAV2ka+55'],
    },
  });
  const certificate = await at.samlCertificate.create(saml.id, here);
  check('identity providers: a SAML certificate', UUID.test(certificate.uid), certificate);
  equal('identity providers: the same again', (await at.samlCertificate.create(saml.id, here)).uid, certificate.uid);
  for (const one of [pin, saml]) equal('identity providers: delete', await at.delete(one.id, here), {id: one.id});
  await refused('identity providers: gone is 404', () => at.get(pin.id, here), Cloudflare.NotFoundError, 12135, /./);
  await synced(made.id, made.scim_config);
}

async function synced(id, {scim_base_url, secret}) {
  const {groups, users} = admin.zeroTrust.identityProviders.scim;
  const USER = 'urn:ietf:params:scim:schemas:core:2.0:User',
    GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
  const email = (i) => `zt-${number(i)}@example.test`;
  await many(103, (i) =>
    provision(scim_base_url, secret, 'Users', {
      schemas: [USER],
      userName: email(i),
      active: true,
      displayName: `ZT ${number(i)}`,
      externalId: `ext-u${i}`,
      emails: [{value: email(i), primary: true, type: 'work'}],
    }),
  );
  await many(102, (i) =>
    provision(scim_base_url, secret, 'Groups', {
      schemas: [GROUP],
      displayName: `ZT group ${number(i)}`,
      externalId: `ext-g${i}`,
      members: [],
    }),
  );
  const people = await all(() => users.list(id, here));
  equal('synced users: for await', [people.items.length, people.requests], [103, pagesOf(103, 100)]);
  check(
    'synced users: their ids have dashes',
    people.items.every((one) => UUID.test(one.id)),
    people.items[0],
  );
  const teams = await all(() => groups.list(id, here));
  equal('synced groups: for await', [teams.items.length, teams.requests], [102, pagesOf(102, 100)]);
  equal(
    'synced groups: for await by e-mail and key',
    (await all(() => byKey.zeroTrust.identityProviders.scim.groups.list(id, here))).items,
    teams.items,
  );
  const name = 'ZT group 042',
    [one] = teams.items.filter((each) => each.displayName === name);
  check(
    'synced groups: a group',
    one.externalId === 'ext-g42' &&
      same(one.schemas, [GROUP]) &&
      SECONDS.test(one.meta.created) &&
      SECONDS.test(one.meta.lastModified),
    one,
  );
  const find = async (resource, query) => (await all(() => resource.list(id, {...here, ...query}))).items;
  equal('synced groups: by name', await find(groups, {name}), [one]);
  equal(
    'synced groups: by our ids',
    await find(groups, {cf_resource_id: teams.items.slice(3, 5).map((each) => each.id)}),
    teams.items.slice(3, 5),
  );
  equal('synced groups: by the identity provider’s id', await find(groups, {idp_resource_id: 'ext-g42'}), [one]);
  for (const query of [{username: email(7)}, {email: email(7)}, {name: 'ZT 007'}, {idp_resource_id: 'ext-u7'}]) {
    equal(
      `synced users: by ${Object.keys(query)[0]}`,
      (await find(users, query)).map((each) => [each.displayName, each.active, each.externalId]),
      [['ZT 007', true, 'ext-u7']],
    );
  }
  await refused(
    'synced groups: ids and a name exclude each other',
    () => groups.list(id, {...here, name, cf_resource_id: one.id}),
    Cloudflare.BadRequestError,
    1001,
    /./,
  );
  await refused(
    'synced groups: so do the two kinds of ids',
    () => groups.list(id, {...here, idp_resource_id: 'ext-g42', cf_resource_id: one.id}),
    Cloudflare.BadRequestError,
    1001,
    /./,
  );
  equal(
    'synced users: do not become members',
    (await admin.accounts.members.list({...here, per_page: 50})).result.filter((each) => each.email.startsWith('zt-')),
    [],
  );
  known.synced = {id, group: one.id, user: people.items[0].id};
}

export async function auditLogs() {
  const span = {
    since: new Date(Date.now() - 3600e3).toISOString(),
    before: new Date(Date.now() + 3600e3).toISOString(),
  };
  const at = admin.accounts.logs.audit;
  const listed = await all(() => at.list({...here, ...span, limit: 40}));
  const ids = listed.items.map((one) => one.id),
    times = listed.items.map((one) => one.action.time);
  check('audit logs v2: more than three pages', listed.items.length > 100 && listed.requests > 3, [
    listed.items.length,
    listed.requests,
  ]);
  equal('audit logs v2: each entry once', new Set(ids).size, ids.length);
  check('audit logs v2: newest first', isSorted([...times].reverse()), [times[0], times.at(-1)]);
  const up = await all(() => at.list({...here, ...span, limit: 1000, direction: 'asc'}));
  equal(
    'audit logs v2: direction=asc is the reverse',
    up.items.map((one) => one.id).slice(0, ids.length),
    [...ids].reverse(),
  );
  const made = await all(() =>
    at.list({...here, ...span, action_type: {}, resource_product: {}, actor_email: {}, limit: 1000}),
  );
  equal('audit logs v2: empty filters are none', made.items.length, up.items.length);
  const failures = await all(() => at.list({...here, ...span, limit: 1000, id: {not: [ids[0], ids[1]]}}));
  check(
    'audit logs v2: id.not leaves those out',
    failures.items.length === up.items.length - 2 && !failures.items.some((one) => ids.slice(0, 2).includes(one.id)),
    failures.items.length,
  );
  const [newest] = listed.items;
  check(
    'audit logs v2: an entry says who',
    newest.actor.context === 'api_token' && newest.actor.ip_address === '127.0.0.1' && newest.account.id === account_id,
    newest,
  );
  const group = up.items.find(
    (one) => one.action.description === 'Create User Group' && one.resource.id === known.groups[0].id,
  );
  check(
    'audit logs v2: the first group is there',
    group?.action.type === 'create' &&
      group.action.result === 'success' &&
      group.raw.method === 'POST' &&
      group.raw.status_code === 200,
    group,
  );
  const history = await at.history(group.id, {...here, ...span, action_time: group.action.time});
  check(
    'audit logs v2: the history of an entry has it',
    history.some((one) => one.id === group.id),
    history,
  );
  const products = await all(() => at.productCategories(here));
  check(
    'audit logs v2: product categories',
    products.items.length > 0 && products.items.every((one) => one.label && one.value && Array.isArray(one.products)),
    products.items[0],
  );
  try {
    await at.list(here);
    check('audit logs v2: since and before are required', false);
  } catch (error) {
    check(
      'audit logs v2: since and before are required',
      error instanceof Cloudflare.BadRequestError && error.errors[0].message && !('code' in error.errors[0]),
      error.message,
    );
  }

  const old = await all(() => admin.auditLogs.list({...here, per_page: 50}));
  check(
    'audit logs v1: pages until an empty one',
    old.items.length > 100 && old.requests === pagesOf(old.items.length, 50),
    [old.items.length, old.requests],
  );
  check(
    'audit logs v1: ids have dashes, each once',
    new Set(old.items.map((one) => one.id)).size === old.items.length && old.items.every((one) => UUID.test(one.id)),
    old.items[0],
  );
  const ascending = await all(() => admin.auditLogs.list({...here, per_page: 1000, direction: 'asc'}));
  equal(
    'audit logs v1: direction=asc is the reverse',
    ascending.items.map((one) => one.id).slice(0, old.items.length),
    old.items.map((one) => one.id).reverse(),
  );
  const mine = await all(() => admin.auditLogs.list({...here, per_page: 1000, actor: {email: given.admin_email}}));
  check(
    'audit logs v1: actor.email',
    mine.items.length > 100 && mine.items.every((one) => one.actor.email === given.admin_email),
    mine.items.length,
  );
  const elsewhere = await all(() => admin.auditLogs.list({...here, actor: {ip: '192.0.2.0/24'}}));
  equal('audit logs v1: actor.ip', elsewhere.items, []);
}
