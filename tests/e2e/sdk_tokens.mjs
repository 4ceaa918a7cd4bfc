// API tokens of both kinds, accounts and the user.
import {
  given,
  Cloudflare,
  account_id,
  here,
  HEX,
  SECONDS,
  SCOPE,
  check,
  equal,
  connect,
  admin,
  byKey,
  scim,
  all,
  refused,
  many,
  pagesOf,
  number,
  except,
  known,
} from './sdk_client.mjs';

/** The same of account-owned and user-owned tokens; they differ in their paths alone. */
async function tokens(kind, api, prefix) {
  const say = (sentence) => `${kind} tokens: ${sentence}`;
  const everything = await all(() => api.permissionGroups({}));
  check(
    say('permission groups, all at once'),
    everything.requests === 1 && everything.items.length > 10,
    everything.items.length,
  );
  const [reader] = (await all(() => api.permissionGroups({name: 'Account Settings Read'}))).items;
  equal(say('permission groups by name'), reader?.name, 'Account Settings Read');
  const scoped = await all(() => api.permissionGroups({scope: 'com.cloudflare.api.account.zone'}));
  check(
    say('permission groups by scope'),
    scoped.items.length > 0 &&
      scoped.items.length < everything.items.length &&
      scoped.items.every((one) => one.scopes.includes('com.cloudflare.api.account.zone')),
    scoped.items.length,
  );
  const grants = [{effect: 'allow', permission_groups: [{id: reader.id}], resources: {[SCOPE]: '*'}}];
  const before = (await all(() => api.list({}))).items;
  const made = await many(22, (i) => api.create({name: `${kind} ${number(i)}`, policies: grants}), 1);
  check(
    say('the value comes once, with its prefix'),
    made.every((one) => one.value.startsWith(prefix) && one.value.length >= 40 && one.value.length <= 80),
    made[0],
  );
  const bare = made.map((one) => except(one, 'value'));
  const listed = await all(() => api.list({}));
  equal(say('for await finds all, oldest first, without a value'), listed.items.slice(before.length), bare);
  equal(say('20 a page'), listed.requests, pagesOf(listed.items.length, 20));
  const down = await all(() => api.list({direction: 'desc', per_page: 50}));
  equal(
    say('direction=desc'),
    down.items.map((one) => one.id),
    listed.items.map((one) => one.id).reverse(),
  );
  equal(say('get'), await api.get(made[1].id), bare[1]);
  check(say('times have seconds'), SECONDS.test(made[1].issued_on) && SECONDS.test(made[1].modified_on), made[1]);
  await details(say, api, grants, reader);
  const holder = connect({apiToken: made[2].value});
  const verified = await api.verify(holder);
  equal(say('verify'), [verified.id, verified.status], [made[2].id, 'active']);
  equal(say('it may read what its policy says'), (await holder.iam.userGroups.list(here)).result.length, 100);
  await refused(
    say('and write nothing'),
    () => holder.iam.userGroups.create({...here, name: 'no'}),
    Cloudflare.PermissionDeniedError,
    10000,
    /./,
  );
  const rolled = await api.roll(made[2].id);
  check(
    say('a roll answers the new value'),
    typeof rolled === 'string' && rolled.startsWith(prefix) && rolled !== made[2].value,
    rolled,
  );
  await refused(
    say('the old value is unknown'),
    () => api.verify(holder),
    Cloudflare.AuthenticationError,
    1000,
    /Invalid API Token/,
  );
  equal(say('the new one is the same token'), (await api.verify(connect({apiToken: rolled}))).id, made[2].id);
  equal(say('delete'), await api.delete(made[2].id), {id: made[2].id});
  await refused(say('gone is 404'), () => api.get(made[2].id), Cloudflare.NotFoundError, 1003, /./);
  await refused(
    say('policies cannot be used again'),
    () => api.create({name: 'again', policies: made[3].policies}),
    Cloudflare.BadRequestError,
    1001,
    /Reusing existing policies/,
  );
  await refused(
    say('an unknown permission group'),
    () => api.create({name: 'unknown', policies: [{...grants[0], permission_groups: [{id: 'e'.repeat(32)}]}]}),
    Cloudflare.BadRequestError,
    1001,
    /Permission group/,
  );
  await refused(
    say('no name'),
    () => api.create({name: '', policies: grants}),
    Cloudflare.BadRequestError,
    400,
    /name must have a length/,
  );
  for (const one of made.filter((each) => each !== made[2])) await api.delete(one.id);
  const ids = ({items}) => items.map((one) => one.id); // last_used_on moves with every request
  equal(say('all are gone'), ids(await all(() => api.list({}))), ids({items: before}));
}

async function details(say, api, grants, reader) {
  const condition = {request_ip: {in: ['127.0.0.0/8', '2001:db8::/32'], not_in: ['127.0.0.9/32']}};
  const nested = {
    effect: 'deny',
    permission_groups: [{id: reader.id}],
    resources: {[SCOPE]: {'com.cloudflare.api.account.zone.*': '*'}},
  };
  const whole = {
    name: 'in full',
    policies: [grants[0], nested],
    condition,
    not_before: '2020-04-01T05:20:00Z',
    expires_on: '2199-01-01T00:00:00Z',
  };
  const made = await api.create(whole);
  equal(
    say('condition, not_before and expires_on come back as given'),
    [made.condition, made.not_before, made.expires_on],
    [condition, whole.not_before, whole.expires_on],
  );
  equal(
    say('policies come back in their order'),
    made.policies.map((one) => [one.effect, one.resources]),
    whole.policies.map((one) => [one.effect, one.resources]),
  );
  check(
    say('with ids, and named permission groups'),
    made.policies.every((one) => HEX.test(one.id) && one.permission_groups[0].name === 'Account Settings Read'),
    made.policies,
  );
  equal(say('get is the same'), await api.get(made.id), except(made, 'value'));
  const disabled = await api.update(made.id, {...whole, status: 'disabled'});
  equal(say('disabled by PUT'), [disabled.id, disabled.status], [made.id, 'disabled']);
  await refused(
    say('a disabled token is refused'),
    () => connect({apiToken: made.value}).iam.userGroups.list(here),
    Cloudflare.AuthenticationError,
    10000,
    /./,
  );
  const bare = await api.update(made.id, {name: 'less', policies: grants, status: 'active'});
  check(
    say('what PUT leaves out is gone'),
    bare.name === 'less' && bare.policies.length === 1 && !bare.condition && !bare.expires_on && !bare.not_before,
    bare,
  );
  equal(say('the token in full goes'), await api.delete(made.id), {id: made.id});
}

export async function accountTokens() {
  const at = admin.accounts.tokens;
  await tokens(
    'account',
    {
      permissionGroups: (query) => at.permissionGroups.list({...here, ...query}),
      list: (query) => at.list({...here, ...query}),
      create: (body) => at.create({...here, ...body}),
      get: (id) => at.get(id, here),
      update: (id, body) => at.update(id, {...here, ...body}),
      roll: (id) => at.value.update(id, here),
      delete: (id) => at.delete(id, here),
      verify: (client) => client.accounts.tokens.verify(here),
    },
    'cfat_',
  );
  const found = await at.permissionGroups.get({...here, name: 'SCIM Provisioning'});
  equal(
    'account tokens: SCIM Provisioning can be granted',
    found.map((one) => one.name),
    ['SCIM Provisioning'],
  );
  const made = await at.create({
    ...here,
    name: 'for the IdP',
    policies: [{effect: 'allow', permission_groups: [{id: found[0].id}], resources: {[SCOPE]: '*'}}],
  });
  const users = await fetch(`${given.base_url}/accounts/${account_id}/scim/v2/Users?count=0`, {
    headers: {Authorization: `Bearer ${made.value}`},
  });
  equal('account tokens: it provisions', users.status, 200);
  await at.delete(made.id, here);
}

export async function userTokens() {
  const at = admin.user.tokens;
  await tokens(
    'user',
    {
      permissionGroups: (query) => at.permissionGroups.list(query),
      list: (query) => at.list(query),
      create: (body) => at.create(body),
      get: (id) => at.get(id),
      update: (id, body) => at.update(id, body),
      roll: (id) => at.value.update(id),
      delete: (id) => at.delete(id),
      verify: (client) => client.user.tokens.verify(),
    },
    'cfut_',
  );
  await refused(
    'user tokens: an account-owned token is not valid there',
    () => scim.user.tokens.verify(),
    Cloudflare.AuthenticationError,
    1000,
    /Invalid API Token/,
  );
}

export async function accounts() {
  const mine = await admin.accounts.get(here);
  equal('accounts: get', [mine.id, mine.type], [account_id, 'enterprise']);
  const {items} = await all(() => admin.accounts.list());
  equal(
    'accounts: for await',
    items.map((one) => one.id),
    [account_id],
  );
  equal('accounts: by name', (await all(() => admin.accounts.list({name: mine.name}))).items, [mine]);
  equal('accounts: by e-mail and key', (await all(() => byKey.accounts.list())).items, [mine]);
  const renamed = await admin.accounts.update({
    ...here,
    id: account_id,
    name: 'SDK account',
    type: mine.type,
    settings: {enforce_twofactor: false, abuse_contact_email: 'abuse@example.test'},
  });
  equal(
    'accounts: update',
    [renamed.name, renamed.settings.abuse_contact_email],
    ['SDK account', 'abuse@example.test'],
  );
  equal('accounts: get shows it', await admin.accounts.get(here), renamed);
  await refused(
    'accounts: list with an account-owned token',
    () => scim.accounts.list(),
    Cloudflare.BadRequestError,
    1001,
    /does not support account owned tokens/,
  );
  const names = Array.from({length: 21}, (_, i) => `SDK account ${number(i)}`);
  const made = [];
  for (const name of names) made.push(await admin.accounts.create({name, type: 'standard'}));
  check(
    'accounts: create',
    made.every((one, i) => HEX.test(one.id) && one.name === names[i]),
    made[0],
  );
  const more = await all(() => admin.accounts.list());
  equal('accounts: more than a page of 20', [more.items.length, more.requests], [22, pagesOf(22, 20)]);
  for (const one of made) equal('accounts: delete', await admin.accounts.delete({account_id: one.id}), {id: one.id});
  await refused(
    'accounts: a deleted one is unknown',
    () => admin.accounts.get({account_id: made[0].id}),
    Cloudflare.NotFoundError,
    7003,
    /./,
  );
}

export async function user() {
  const me = await admin.user.get();
  equal('user: get', me.email, given.admin_email);
  equal('user: is the member', me.id, known.administrator.user.id);
  check(
    'user: sees the account',
    me.organizations.some((one) => one.id === account_id && one.status === 'member'),
    me.organizations,
  );
  equal('user: get by e-mail and key', await byKey.user.get(), me);
  const edited = await admin.user.edit({
    first_name: 'Ada',
    last_name: 'Lovelace',
    country: 'GB',
    telephone: '+44 1',
    zipcode: 'W1',
  });
  equal(
    'user: edit',
    [edited.first_name, edited.last_name, edited.country, edited.telephone, edited.zipcode],
    ['Ada', 'Lovelace', 'GB', '+44 1', 'W1'],
  );
  equal('user: get shows it', await admin.user.get(), edited);
  equal(
    'user: and so does the member',
    (await admin.accounts.members.get(known.administrator.id, here)).user.first_name,
    'Ada',
  );
  await refused(
    'user: an account-owned token is nobody',
    () => scim.user.get(),
    Cloudflare.PermissionDeniedError,
    9109,
    /Valid user-level authentication not found/,
  );
}
