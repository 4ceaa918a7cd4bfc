// The catalogue, resource groups, user groups, account members, members of a group.
import {given, Cloudflare, account_id, here, HEX, MICROSECONDS, SCOPE, check, equal, connect, admin, byKey, all,
        refused, many, pagesOf, number, same, isSorted, known} from './sdk_client.mjs';

export async function catalogue() {
  const groups = await all(() => admin.iam.permissionGroups.list(here));
  check('permission groups: more than one page', groups.items.length > 50, groups.items.length);
  equal('permission groups: pages until an empty one', groups.requests, pagesOf(groups.items.length, 20));
  equal('permission groups: each once', new Set(groups.items.map((one) => one.id)).size, groups.items.length);
  check('permission groups: every meta value is a string',
        groups.items.every((one) => Object.values(one.meta).every((value) => typeof value === 'string')));
  for (const label of ['admin', 'admin_readonly', 'all_privileges', 'domain_admin_readonly']) {
    const {items} = await all(() => admin.iam.permissionGroups.list({...here, label}));
    equal(`permission groups: label ${label} is exact`, items.map((one) => one.meta.label), [label]);
    known[label] = items[0];
  }
  equal('permission groups: admin is Administrator', known.admin.name, 'Administrator');
  equal('permission groups: one by id', await admin.iam.permissionGroups.get(known.admin.id, here), known.admin);
  const byName = await all(() => admin.iam.permissionGroups.list({...here, name: 'Administrator'}));
  equal('permission groups: name is exact', byName.items, [known.admin]);
  const byId = await all(() => admin.iam.permissionGroups.list({...here, id: known.admin.id}));
  equal('permission groups: id is exact', byId.items, [known.admin]);
  await refused('permission groups: an unknown id', () => admin.iam.permissionGroups.get('f'.repeat(32), here),
                Cloudflare.NotFoundError, 404, /Permission group/);

  const roles = await all(() => admin.accounts.roles.list(here));
  check('roles: more than one page', roles.items.length > 20, roles.items.length);
  equal('roles: pages until an empty one', roles.requests, pagesOf(roles.items.length, 20));
  const role = (name) => roles.items.find((one) => one.name === name);
  known.adminRole = role('Administrator');
  equal('roles: Administrator has its published id', known.adminRole?.id, '05784afa30c1afe1440e79d9351c7430');
  equal('roles: so has Super Administrator', role('Super Administrator - All Privileges')?.id,
        '33666b9c79b9a5273fc7344ff42f953d');
  equal('roles: one by id', await admin.accounts.roles.get(known.adminRole.id, here), known.adminRole);
  const hundred = await admin.accounts.roles.list({...here, per_page: 100});
  check('roles: per_page=100 is answered', hundred.result.length >= 50, hundred.result.length);

  const resources = await all(() => admin.iam.resourceGroups.list(here));
  equal('resource groups: one request', resources.requests, 1);
  known.everything = resources.items.find((one) => one.name === SCOPE);
  equal('resource groups: the default one is the whole account', known.everything?.scope,
        {key: SCOPE, objects: [{key: '*'}]});
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
  equal('resource groups: filter by name', items.map((one) => one.id), [made.id]);
  equal('resource groups: delete', await admin.iam.resourceGroups.delete(made.id, here), {id: made.id});
  await refused('resource groups: gone is 404', () => admin.iam.resourceGroups.get(made.id, here),
                Cloudflare.NotFoundError, 404, /Resource group/);
}

const policy = (group, resource = {id: known.everything.id}) =>
  ({access: 'allow', permission_groups: [{id: group.id}], resource_groups: [resource]});

export async function userGroups() {
  const made = await many(105, (i) => admin.iam.userGroups.create({...here, name: `SDK group ${number(i)}`}));
  check('user groups: 105 are made', made.every((one, i) => HEX.test(one.id) && one.name === `SDK group ${number(i)}`));
  check('user groups: times have microseconds', made.every((one) => MICROSECONDS.test(one.created_on)
        && one.created_on === one.modified_on), made[0]);
  check('user groups: no policies, no member `policies`', made.every((one) => !('policies' in one)), made[0]);
  const listed = await all(() => admin.iam.userGroups.list(here));
  equal('user groups: for await finds all', listed.items, made);
  equal('user groups: a page of 100, one of 5, one of none', listed.requests, 3);
  check('user groups: the default order is by name', isSorted(listed.items.map((one) => one.name)));
  const down = await all(() => admin.iam.userGroups.list({...here, direction: 'desc', per_page: 50}));
  equal('user groups: direction=desc is the reverse', down.items, [...made].reverse());
  equal('user groups: per_page=50', down.requests, pagesOf(105, 50));
  const exact = await all(() => admin.iam.userGroups.list({...here, name: 'SDK group 007'}));
  equal('user groups: name is exact', exact.items, [made[7]]);
  equal('user groups: name without a match', (await all(() => admin.iam.userGroups.list({...here, name: 'SDK'}))).items, []);
  const fuzzy = await all(() => admin.iam.userGroups.list({...here, fuzzyName: 'dk group 01'}));
  equal('user groups: fuzzyName is a part, without case', fuzzy.items, made.slice(10, 20));
  equal('user groups: id is exact', (await all(() => admin.iam.userGroups.list({...here, id: made[9].id}))).items, [made[9]]);
  const far = await admin.iam.userGroups.list({...here, page: 99});
  equal('user groups: a page beyond the end is empty', far.result, []);
  check('user groups: and still has the totals', far.result_info.total_count === 105 && far.result_info.count === 0,
        far.result_info);
  equal('user groups: get', await admin.iam.userGroups.get(made[3].id, here), made[3]);
  equal('user groups: get by e-mail and key', await byKey.iam.userGroups.get(made[3].id, here), made[3]);
  equal('user groups: for await by e-mail and key', (await all(() => byKey.iam.userGroups.list(here))).items, made);
  known.groups = made;
  await policies(made);
  await refusals(made);
  equal('user groups: delete', await admin.iam.userGroups.delete(made[104].id, here), {id: made[104].id});
  await refused('user groups: gone is 404', () => admin.iam.userGroups.get(made[104].id, here),
                Cloudflare.NotFoundError, 404, /User group/);
}

async function policies(made) {
  const created = await admin.iam.userGroups.create({...here, name: 'SDK with a policy',
    policies: [policy(known.admin), policy(known.admin_readonly)]});
  equal('policies: in the order given', created.policies.map((one) => one.permission_groups[0].meta.label),
        ['admin', 'admin_readonly']);
  check('policies: ids and times of their own', created.policies.every((one) => HEX.test(one.id)
        && MICROSECONDS.test(one.created_on) && one.access === 'allow'), created.policies);
  check('policies: permission groups come whole', created.policies.every((one) => one.permission_groups.every((each) =>
        each.name && each.meta.scopes && each.meta.editable === 'false')), created.policies[0].permission_groups);
  equal('policies: get is the same', await admin.iam.userGroups.get(created.id, here), created);
  const inline = {scope: {key: SCOPE, objects: [{key: '*'}]}};
  const put = await admin.iam.userGroups.update(created.id, {...here, policies: [policy(known.admin_readonly, inline)]});
  equal('policies: PUT replaces the set', put.policies.length, 1);
  check('policies: with fresh ids', !created.policies.some((one) => one.id === put.policies[0].id), put.policies);
  equal('policies: an omitted name is kept', put.name, created.name);
  equal('policies: the group was modified when its policy was made', put.modified_on, put.policies[0].created_on);
  equal('policies: an inline scope comes back', put.policies[0].resource_groups[0].scope, inline.scope);
  check('policies: without id and name', !('id' in put.policies[0].resource_groups[0])
        && !('name' in put.policies[0].resource_groups[0]), put.policies[0].resource_groups);
  const renamed = await admin.iam.userGroups.update(created.id, {...here, name: 'SDK renamed'});
  equal('policies: an omitted `policies` is kept', renamed.policies, put.policies);
  await refused('policies: an id cannot be used again', () => admin.iam.userGroups.update(created.id,
                {...here, policies: [{...policy(known.admin), id: put.policies[0].id}]}),
                Cloudflare.BadRequestError, null, /Cannot re-use policy IDs/);
  const reset = await admin.iam.userGroups.update(created.id, {...here, policies: []});
  check('policies: [] resets them', !('policies' in reset), reset);
  equal('policies: the group goes', await admin.iam.userGroups.delete(created.id, here), {id: created.id});
  equal('policies: of others nothing changed', await admin.iam.userGroups.get(made[0].id, here), made[0]);
}

async function refusals(made) {
  const count = async () => (await admin.iam.userGroups.list(here)).result_info.total_count;
  const before = await count(), name = 'SDK refused';
  const group = (more) => () => admin.iam.userGroups.create({...here, name, ...more});
  await refused('user groups: a name that is taken', group({name: made[0].name}), Cloudflare.BadRequestError, 400,
                /already in use/);
  await refused('user groups: no name', group({name: undefined}), Cloudflare.BadRequestError, 1001, /name/);
  await refused('user groups: an empty name', group({name: ''}), Cloudflare.BadRequestError, 1001, /name/);
  await refused('user groups: deny', group({policies: [{...policy(known.admin), access: 'deny'}]}),
                Cloudflare.BadRequestError, 400, /Policy validation failed/);
  await refused('user groups: an unknown permission group', group({policies: [policy({id: 'e'.repeat(32)})]}),
                Cloudflare.BadRequestError, null, /[Pp]ermission group/);
  await refused('user groups: an unknown resource group', group({policies: [policy(known.admin, {id: 'e'.repeat(32)})]}),
                Cloudflare.NotFoundError, 404, /Resource group/);
  await refused('user groups: renamed to one that is taken', () => admin.iam.userGroups.update(made[1].id,
                {...here, name: made[0].name}), Cloudflare.BadRequestError, 400, /already in use/);
  await refused('user groups: an unknown id', () => admin.iam.userGroups.get('d'.repeat(32), here),
                Cloudflare.NotFoundError, 404, /User group/);
  await refused('user groups: another account', () => admin.iam.userGroups.list({account_id: 'no-account'}),
                Cloudflare.NotFoundError, 7003, /./);
  await refused('user groups: an unknown token', () => connect({apiToken: 'x'.repeat(40)}).iam.userGroups.list(here),
                Cloudflare.PermissionDeniedError, 9109, /Invalid access token/);
  await refused('user groups: a malformed token', () => connect({apiToken: 'x y'}).iam.userGroups.list(here),
                Cloudflare.BadRequestError, 6003, /Invalid request headers/);
  await refused('user groups: an unknown key', () => connect({apiToken: null, apiEmail: given.admin_email,
                apiKey: 'cfk_' + 'x'.repeat(48)}).iam.userGroups.list(here), Cloudflare.PermissionDeniedError, 9103, /Unknown/);
  equal('user groups: nothing came of the refusals', await count(), before);
}

export async function members() {
  const email = (i) => `sdk-${number(i)}@example.test`;
  const invited = await many(25, (i) => admin.accounts.members.create({...here, email: email(i),
    roles: [known.adminRole.id]}), 1);
  check('members: an invitation is pending', invited.every((one, i) => HEX.test(one.id) && one.email === email(i)
        && one.status === 'pending' && one.user.email === email(i)), invited[0]);
  check('members: one role is one policy with the permission group of that name', invited.every((one) =>
        same(one.roles.map((role) => role.id), [known.adminRole.id]) && one.policies.length === 1
        && one.policies[0].permission_groups[0].meta.label === 'admin'
        && one.policies[0].resource_groups[0].scope.key === SCOPE), invited[0]);
  check('members: the user id is another than the membership id', invited.every((one) => one.user.id !== one.id));
  const listed = await all(() => admin.accounts.members.list(here));
  equal('members: for await finds all, oldest first', listed.items.slice(1), invited);
  equal('members: 20 a page', listed.requests, pagesOf(26, 20));
  equal('members: the first is the Super Administrator', [listed.items[0].email, listed.items[0].status],
        [given.admin_email, 'accepted']);
  known.administrator = listed.items[0];
  const down = await all(() => admin.accounts.members.list({...here, order: 'user.email', direction: 'desc'}));
  check('members: by e-mail, descending', isSorted(down.items.map((one) => one.email).reverse()) && down.items.length === 26);
  const accepted = await all(() => admin.accounts.members.list({...here, status: 'accepted'}));
  equal('members: by status', accepted.items, [listed.items[0]]);
  equal('members: rejected are none', (await all(() => admin.accounts.members.list({...here, status: 'rejected'}))).items, []);
  equal('members: by e-mail and key', (await all(() => byKey.accounts.members.list(here))).items, listed.items);
  equal('members: get', await admin.accounts.members.get(invited[4].id, here), invited[4]);
  const several = await admin.accounts.members.update(invited[4].id, {...here, roles: [{id: known.adminRole.id},
    {id: '33666b9c79b9a5273fc7344ff42f953d'}]});
  equal('members: PUT of roles', several.roles.map((role) => role.name).sort(),
        ['Administrator', 'Super Administrator - All Privileges']);
  equal('members: is one policy for each role', several.policies.length, 2);
  const grants = [policy(known.admin_readonly)];
  const limited = await admin.accounts.members.update(invited[4].id, {...here, policies: grants});
  check('members: PUT of policies', limited.policies.length === 1 && limited.policies[0].id
        && limited.policies[0].permission_groups[0].id === known.admin_readonly.id, limited.policies);
  equal('members: GET shows them', await admin.accounts.members.get(invited[4].id, here), limited);
  const made = await admin.accounts.members.create({...here, email: 'sdk-policies@example.test', policies: grants});
  equal('members: invited with policies', made.policies.map((one) => one.permission_groups[0].id), [known.admin_readonly.id]);
  equal('members: delete', await admin.accounts.members.delete(made.id, here), {id: made.id});
  await refused('members: gone is 404', () => admin.accounts.members.get(made.id, here), Cloudflare.NotFoundError, 1003, /./);
  await refused('members: invited twice', () => admin.accounts.members.create({...here, email: email(3), roles:
                [known.adminRole.id]}), Cloudflare.BadRequestError, null, /already exists/);
  await refused('members: accepted without being asked', () => admin.accounts.members.create({...here, status: 'accepted',
                email: 'direct@example.test', roles: [known.adminRole.id]}), Cloudflare.BadRequestError, 1001,
                /automatic verification of new members is not allowed/);
  await refused('members: the only Super Administrator stays', () => admin.accounts.members.delete(known.administrator.id,
                here), Cloudflare.BadRequestError, 1001, /./);
  known.members = invited;
}

export async function groupMembers() {
  const group = known.groups[0].id, at = {...here, user_group_id: group}, members = known.members;
  const ids = members.map(({id}) => ({id}));
  const shown = ({id, email, status}) => ({id, email, status});
  equal('group members: none yet', (await all(() => admin.iam.userGroups.members.list(group, here))).items, []);
  const added = await all(() => admin.iam.userGroups.members.create(group, {...here, members: ids.slice(0, 3)}));
  equal('group members: POST echoes the whole set', added.items.map(shown), members.slice(0, 3).map(shown));
  const more = await all(() => admin.iam.userGroups.members.create(group, {...here, members: ids.slice(2)}));
  equal('group members: POST adds, and knows who is there', more.items.map((one) => one.id).sort(),
        ids.map((one) => one.id).sort());
  const listed = await all(() => admin.iam.userGroups.members.list(group, {...here, per_page: 10}));
  equal('group members: for await, by e-mail', listed.items.map(shown), members.map(shown));
  equal('group members: 10 a page', listed.requests, pagesOf(25, 10));
  const down = await all(() => admin.iam.userGroups.members.list(group, {...here, direction: 'desc'}));
  equal('group members: direction=desc', down.items, [...listed.items].reverse());
  const fuzzy = await all(() => admin.iam.userGroups.members.list(group, {...here, fuzzyEmail: 'DK-01'}));
  equal('group members: fuzzyEmail is a part, without case', fuzzy.items.map((one) => one.id),
        members.slice(10, 20).map((one) => one.id));
  const one = await admin.iam.userGroups.members.get(members[5].id, at);
  equal('group members: get', [one.id, one.email, one.user.id, one.user.email],
        [members[5].id, members[5].email, members[5].user.id, members[5].email]);
  const gone = await admin.iam.userGroups.members.delete(members[5].id, at);
  equal('group members: delete answers the member', shown(gone), shown(members[5]));
  await refused('group members: then it is 404', () => admin.iam.userGroups.members.get(members[5].id, at),
                Cloudflare.NotFoundError, 404, /not found in user group/);
  await refused('group members: deleted twice', () => admin.iam.userGroups.members.delete(members[5].id, at),
                Cloudflare.NotFoundError, 404, /not found in user group/);
  await refused('group members: DELETE of nobody', () => admin.iam.userGroups.members.delete('c'.repeat(32), at),
                Cloudflare.BadRequestError, 400, /./);
  await refused('group members: POST of nobody', () => admin.iam.userGroups.members.create(group, {...here,
                members: [ids[5], {id: 'c'.repeat(32)}]}), Cloudflare.BadRequestError, 400, /./);
  equal('group members: of which nothing was kept', (await all(() => admin.iam.userGroups.members.list(group, here))).items.length, 24);
  const replaced = await all(() => admin.iam.userGroups.members.update(group, {...here, members: ids.slice(20, 22)}));
  equal('group members: PUT replaces the set', replaced.items.map(shown), members.slice(20, 22).map(shown));
  const emptied = await all(() => admin.iam.userGroups.members.update(group, {...here, members: []}));
  equal('group members: PUT [] empties it', emptied.items, []);
  equal('group members: for everyone', (await all(() => admin.iam.userGroups.members.list(group, here))).items, []);
}
