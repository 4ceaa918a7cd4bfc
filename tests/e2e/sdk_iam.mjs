// The catalogue, resource groups and user groups.
import {
  given,
  Cloudflare,
  account_id,
  here,
  HEX,
  MICROSECONDS,
  SCOPE,
  check,
  equal,
  connect,
  admin,
  byKey,
  all,
  refused,
  many,
  pagesOf,
  number,
  same,
  isSorted,
  known,
} from './sdk_client.mjs';

export async function catalogue() {
  const groups = await all(() => admin.iam.permissionGroups.list(here));
  check('permission groups: more than one page', groups.items.length > 50, groups.items.length);
  equal('permission groups: pages until an empty one', groups.requests, pagesOf(groups.items.length, 20));
  equal('permission groups: each once', new Set(groups.items.map((one) => one.id)).size, groups.items.length);
  check(
    'permission groups: every meta value is a string',
    groups.items.every((one) => Object.values(one.meta).every((value) => typeof value === 'string')),
  );
  for (const label of ['admin', 'admin_readonly', 'all_privileges', 'domain_admin_readonly']) {
    const {items} = await all(() => admin.iam.permissionGroups.list({...here, label}));
    equal(
      `permission groups: label ${label} is exact`,
      items.map((one) => one.meta.label),
      [label],
    );
    known[label] = items[0];
  }
  equal('permission groups: admin is Administrator', known.admin.name, 'Administrator');
  equal('permission groups: one by id', await admin.iam.permissionGroups.get(known.admin.id, here), known.admin);
  const byName = await all(() => admin.iam.permissionGroups.list({...here, name: 'Administrator'}));
  equal('permission groups: name is exact', byName.items, [known.admin]);
  const byId = await all(() => admin.iam.permissionGroups.list({...here, id: known.admin.id}));
  equal('permission groups: id is exact', byId.items, [known.admin]);
  await refused(
    'permission groups: an unknown id',
    () => admin.iam.permissionGroups.get('f'.repeat(32), here),
    Cloudflare.NotFoundError,
    404,
    /Permission group/,
  );

  const roles = await all(() => admin.accounts.roles.list(here));
  check('roles: more than one page', roles.items.length > 20, roles.items.length);
  equal('roles: pages until an empty one', roles.requests, pagesOf(roles.items.length, 20));
  const role = (name) => roles.items.find((one) => one.name === name);
  known.adminRole = role('Administrator');
  equal('roles: Administrator has its published id', known.adminRole?.id, '05784afa30c1afe1440e79d9351c7430');
  equal(
    'roles: so has Super Administrator',
    role('Super Administrator - All Privileges')?.id,
    '33666b9c79b9a5273fc7344ff42f953d',
  );
  equal('roles: one by id', await admin.accounts.roles.get(known.adminRole.id, here), known.adminRole);
  const hundred = await admin.accounts.roles.list({...here, per_page: 100});
  check('roles: per_page=100 is answered', hundred.result.length >= 50, hundred.result.length);

  const resources = await all(() => admin.iam.resourceGroups.list(here));
  equal('resource groups: one request', resources.requests, 1);
  known.everything = resources.items.find((one) => one.name === SCOPE);
  equal('resource groups: the default one is the whole account', known.everything?.scope, {
    key: SCOPE,
    objects: [{key: '*'}],
  });
}

export async function resourceGroups() {
  const scope = {key: SCOPE, objects: [{key: `com.cloudflare.api.account.zone.${'a'.repeat(32)}`}]};
  const made = await admin.iam.resourceGroups.create({...here, name: 'One zone', scope});
  check('resource groups: create', HEX.test(made.id) && made.name === 'One zone', made);
  equal('resource groups: the scope comes back', made.scope, scope);
  equal('resource groups: get', await admin.iam.resourceGroups.get(made.id, here), made);
  const renamed = await admin.iam.resourceGroups.update(made.id, {...here, name: 'A zone', scope});
  equal('resource groups: update', [renamed.id, renamed.name, renamed.scope], [made.id, 'A zone', scope]);
  const {items} = await all(() => admin.iam.resourceGroups.list({...here, name: 'A zone'}));
  equal(
    'resource groups: filter by name',
    items.map((one) => one.id),
    [made.id],
  );
  equal('resource groups: delete', await admin.iam.resourceGroups.delete(made.id, here), {id: made.id});
  await refused(
    'resource groups: gone is 404',
    () => admin.iam.resourceGroups.get(made.id, here),
    Cloudflare.NotFoundError,
    404,
    /Resource group/,
  );
}

/** A policy of one permission group on one resource group, the whole account unless another is given. */
export const policy = (group, resource = {id: known.everything.id}) => ({
  access: 'allow',
  permission_groups: [{id: group.id}],
  resource_groups: [resource],
});

export async function userGroups() {
  const made = await many(105, (i) => admin.iam.userGroups.create({...here, name: `SDK group ${number(i)}`}));
  check(
    'user groups: 105 are made',
    made.every((one, i) => HEX.test(one.id) && one.name === `SDK group ${number(i)}`),
  );
  check(
    'user groups: times have microseconds',
    made.every((one) => MICROSECONDS.test(one.created_on) && one.created_on === one.modified_on),
    made[0],
  );
  check(
    'user groups: no policies, no member `policies`',
    made.every((one) => !('policies' in one)),
    made[0],
  );
  const listed = await all(() => admin.iam.userGroups.list(here));
  equal('user groups: for await finds all', listed.items, made);
  equal('user groups: a page of 100, one of 5, one of none', listed.requests, 3);
  check('user groups: the default order is by name', isSorted(listed.items.map((one) => one.name)));
  const down = await all(() => admin.iam.userGroups.list({...here, direction: 'desc', per_page: 50}));
  equal('user groups: direction=desc is the reverse', down.items, [...made].reverse());
  equal('user groups: per_page=50', down.requests, pagesOf(105, 50));
  const exact = await all(() => admin.iam.userGroups.list({...here, name: 'SDK group 007'}));
  equal('user groups: name is exact', exact.items, [made[7]]);
  equal(
    'user groups: name without a match',
    (await all(() => admin.iam.userGroups.list({...here, name: 'SDK'}))).items,
    [],
  );
  const fuzzy = await all(() => admin.iam.userGroups.list({...here, fuzzyName: 'dk group 01'}));
  equal('user groups: fuzzyName is a part, without case', fuzzy.items, made.slice(10, 20));
  equal('user groups: id is exact', (await all(() => admin.iam.userGroups.list({...here, id: made[9].id}))).items, [
    made[9],
  ]);
  const far = await admin.iam.userGroups.list({...here, page: 99});
  equal('user groups: a page beyond the end is empty', far.result, []);
  check(
    'user groups: and still has the totals',
    far.result_info.total_count === 105 && far.result_info.count === 0,
    far.result_info,
  );
  equal('user groups: get', await admin.iam.userGroups.get(made[3].id, here), made[3]);
  equal('user groups: get by e-mail and key', await byKey.iam.userGroups.get(made[3].id, here), made[3]);
  equal('user groups: for await by e-mail and key', (await all(() => byKey.iam.userGroups.list(here))).items, made);
  known.groups = made;
  await policies(made);
  await refusals(made);
  equal('user groups: delete', await admin.iam.userGroups.delete(made[104].id, here), {id: made[104].id});
  await refused(
    'user groups: gone is 404',
    () => admin.iam.userGroups.get(made[104].id, here),
    Cloudflare.NotFoundError,
    404,
    /User group/,
  );
}

async function policies(made) {
  const created = await admin.iam.userGroups.create({
    ...here,
    name: 'SDK with a policy',
    policies: [policy(known.admin), policy(known.admin_readonly)],
  });
  equal(
    'policies: in the order given',
    created.policies.map((one) => one.permission_groups[0].meta.label),
    ['admin', 'admin_readonly'],
  );
  check(
    'policies: ids and times of their own',
    created.policies.every((one) => HEX.test(one.id) && MICROSECONDS.test(one.created_on) && one.access === 'allow'),
    created.policies,
  );
  check(
    'policies: permission groups come whole',
    created.policies.every((one) =>
      one.permission_groups.every((each) => each.name && each.meta.scopes && each.meta.editable === 'false'),
    ),
    created.policies[0].permission_groups,
  );
  equal('policies: get is the same', await admin.iam.userGroups.get(created.id, here), created);
  const inline = {scope: {key: SCOPE, objects: [{key: '*'}]}};
  const put = await admin.iam.userGroups.update(created.id, {
    ...here,
    policies: [policy(known.admin_readonly, inline)],
  });
  equal('policies: PUT replaces the set', put.policies.length, 1);
  check('policies: with fresh ids', !created.policies.some((one) => one.id === put.policies[0].id), put.policies);
  equal('policies: an omitted name is kept', put.name, created.name);
  equal('policies: the group was modified when its policy was made', put.modified_on, put.policies[0].created_on);
  equal('policies: an inline scope comes back', put.policies[0].resource_groups[0].scope, inline.scope);
  check(
    'policies: without id and name',
    !('id' in put.policies[0].resource_groups[0]) && !('name' in put.policies[0].resource_groups[0]),
    put.policies[0].resource_groups,
  );
  equal('policies: GET shows it', await admin.iam.userGroups.get(created.id, here), put);
  equal('policies: so does the list', (await all(() => admin.iam.userGroups.list({...here, id: created.id}))).items, [
    put,
  ]);
  const second = await admin.iam.userGroups.create({
    ...here,
    name: 'SDK inline',
    policies: [policy(known.admin, inline)],
  });
  equal('policies: inline in POST, too', second.policies[0].resource_groups[0].scope, inline.scope);
  equal('policies: that group goes', await admin.iam.userGroups.delete(second.id, here), {id: second.id});
  const renamed = await admin.iam.userGroups.update(created.id, {...here, name: 'SDK renamed'});
  equal('policies: an omitted `policies` is kept', renamed.policies, put.policies);
  await refused(
    'policies: an id cannot be used again',
    () =>
      admin.iam.userGroups.update(created.id, {...here, policies: [{...policy(known.admin), id: put.policies[0].id}]}),
    Cloudflare.BadRequestError,
    null,
    /Cannot re-use policy IDs/,
  );
  const reset = await admin.iam.userGroups.update(created.id, {...here, policies: []});
  check('policies: [] resets them', !('policies' in reset), reset);
  equal('policies: the group goes', await admin.iam.userGroups.delete(created.id, here), {id: created.id});
  equal('policies: of others nothing changed', await admin.iam.userGroups.get(made[0].id, here), made[0]);
}

async function refusals(made) {
  const count = async () => (await admin.iam.userGroups.list(here)).result_info.total_count;
  const before = await count(),
    name = 'SDK refused';
  const group = (more) => () => admin.iam.userGroups.create({...here, name, ...more});
  await refused(
    'user groups: a name that is taken',
    group({name: made[0].name}),
    Cloudflare.BadRequestError,
    400,
    /already in use/,
  );
  await refused('user groups: no name', group({name: undefined}), Cloudflare.BadRequestError, 1001, /name/);
  await refused('user groups: an empty name', group({name: ''}), Cloudflare.BadRequestError, 1001, /name/);
  await refused(
    'user groups: deny',
    group({policies: [{...policy(known.admin), access: 'deny'}]}),
    Cloudflare.BadRequestError,
    400,
    /Policy validation failed/,
  );
  await refused(
    'user groups: an unknown permission group',
    group({policies: [policy({id: 'e'.repeat(32)})]}),
    Cloudflare.BadRequestError,
    null,
    /[Pp]ermission group/,
  );
  await refused(
    'user groups: an unknown resource group',
    group({policies: [policy(known.admin, {id: 'e'.repeat(32)})]}),
    Cloudflare.NotFoundError,
    404,
    /Resource group/,
  );
  await refused(
    'user groups: renamed to one that is taken',
    () => admin.iam.userGroups.update(made[1].id, {...here, name: made[0].name}),
    Cloudflare.BadRequestError,
    400,
    /already in use/,
  );
  await refused(
    'user groups: an unknown id',
    () => admin.iam.userGroups.get('d'.repeat(32), here),
    Cloudflare.NotFoundError,
    404,
    /User group/,
  );
  await refused(
    'user groups: another account',
    () => admin.iam.userGroups.list({account_id: 'no-account'}),
    Cloudflare.NotFoundError,
    7003,
    /./,
  );
  await refused(
    'user groups: an unknown token',
    () => connect({apiToken: 'x'.repeat(40)}).iam.userGroups.list(here),
    Cloudflare.PermissionDeniedError,
    9109,
    /Invalid access token/,
  );
  await refused(
    'user groups: a malformed token',
    () => connect({apiToken: 'x y'}).iam.userGroups.list(here),
    Cloudflare.BadRequestError,
    6003,
    /Invalid request headers/,
  );
  await refused(
    'user groups: an unknown key',
    () =>
      connect({apiToken: null, apiEmail: given.admin_email, apiKey: 'cfk_' + 'x'.repeat(48)}).iam.userGroups.list(here),
    Cloudflare.PermissionDeniedError,
    9103,
    /Unknown/,
  );
  equal('user groups: nothing came of the refusals', await count(), before);
}
