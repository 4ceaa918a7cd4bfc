// Members of the account, and members of a user group.
import {
  given,
  Cloudflare,
  here,
  HEX,
  SCOPE,
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
  known,
} from './sdk_client.mjs';
import {policy} from './sdk_iam.mjs';

export async function members() {
  const email = (i) => `sdk-${number(i)}@example.test`;
  const invited = await many(
    25,
    (i) => admin.accounts.members.create({...here, email: email(i), roles: [known.adminRole.id]}),
    1,
  );
  check(
    'members: an invitation is pending',
    invited.every(
      (one, i) => HEX.test(one.id) && one.email === email(i) && one.status === 'pending' && one.user.email === email(i),
    ),
    invited[0],
  );
  check(
    'members: one role is one policy with the permission group of that name',
    invited.every(
      (one) =>
        same(
          one.roles.map((role) => role.id),
          [known.adminRole.id],
        ) &&
        one.policies.length === 1 &&
        one.policies[0].permission_groups[0].meta.label === 'admin' &&
        one.policies[0].resource_groups[0].scope.key === SCOPE,
    ),
    invited[0],
  );
  check(
    'members: the user id is another than the membership id',
    invited.every((one) => one.user.id !== one.id),
  );
  const listed = await all(() => admin.accounts.members.list(here));
  equal('members: for await finds all, oldest first', listed.items.slice(1), invited);
  equal('members: 20 a page', listed.requests, pagesOf(26, 20));
  equal(
    'members: the first is the Super Administrator',
    [listed.items[0].email, listed.items[0].status],
    [given.admin_email, 'accepted'],
  );
  known.administrator = listed.items[0];
  const down = await all(() => admin.accounts.members.list({...here, order: 'user.email', direction: 'desc'}));
  check(
    'members: by e-mail, descending',
    isSorted(down.items.map((one) => one.email).reverse()) && down.items.length === 26,
  );
  const accepted = await all(() => admin.accounts.members.list({...here, status: 'accepted'}));
  equal('members: by status', accepted.items, [listed.items[0]]);
  equal(
    'members: rejected are none',
    (await all(() => admin.accounts.members.list({...here, status: 'rejected'}))).items,
    [],
  );
  equal('members: by e-mail and key', (await all(() => byKey.accounts.members.list(here))).items, listed.items);
  equal('members: get', await admin.accounts.members.get(invited[4].id, here), invited[4]);
  const several = await admin.accounts.members.update(invited[4].id, {
    ...here,
    roles: [{id: known.adminRole.id}, {id: '33666b9c79b9a5273fc7344ff42f953d'}],
  });
  equal('members: PUT of roles', several.roles.map((role) => role.name).sort(), [
    'Administrator',
    'Super Administrator - All Privileges',
  ]);
  equal('members: is one policy for each role', several.policies.length, 2);
  const grants = [policy(known.admin_readonly)];
  const limited = await admin.accounts.members.update(invited[4].id, {...here, policies: grants});
  check(
    'members: PUT of policies',
    limited.policies.length === 1 &&
      limited.policies[0].id &&
      limited.policies[0].permission_groups[0].id === known.admin_readonly.id,
    limited.policies,
  );
  equal('members: GET shows them', await admin.accounts.members.get(invited[4].id, here), limited);
  const made = await admin.accounts.members.create({...here, email: 'sdk-policies@example.test', policies: grants});
  equal(
    'members: invited with policies',
    made.policies.map((one) => one.permission_groups[0].id),
    [known.admin_readonly.id],
  );
  equal('members: delete', await admin.accounts.members.delete(made.id, here), {id: made.id});
  await refused(
    'members: gone is 404',
    () => admin.accounts.members.get(made.id, here),
    Cloudflare.NotFoundError,
    1003,
    /./,
  );
  await refused(
    'members: invited twice',
    () => admin.accounts.members.create({...here, email: email(3), roles: [known.adminRole.id]}),
    Cloudflare.BadRequestError,
    null,
    /already exists/,
  );
  await refused(
    'members: accepted without being asked',
    () =>
      admin.accounts.members.create({
        ...here,
        status: 'accepted',
        email: 'direct@example.test',
        roles: [known.adminRole.id],
      }),
    Cloudflare.BadRequestError,
    1001,
    /automatic verification of new members is not allowed/,
  );
  await refused(
    'members: the only Super Administrator stays',
    () => admin.accounts.members.delete(known.administrator.id, here),
    Cloudflare.BadRequestError,
    1001,
    /./,
  );
  known.members = invited;
}

export async function groupMembers() {
  const group = known.groups[0].id,
    at = {...here, user_group_id: group},
    members = known.members;
  const ids = members.map(({id}) => ({id}));
  const shown = ({id, email, status}) => ({id, email, status});
  equal('group members: none yet', (await all(() => admin.iam.userGroups.members.list(group, here))).items, []);
  const added = await all(() => admin.iam.userGroups.members.create(group, {...here, members: ids.slice(0, 3)}));
  equal('group members: POST echoes the whole set', added.items.map(shown), members.slice(0, 3).map(shown));
  const more = await all(() => admin.iam.userGroups.members.create(group, {...here, members: ids.slice(2)}));
  equal(
    'group members: POST adds, and knows who is there',
    more.items.map((one) => one.id).sort(),
    ids.map((one) => one.id).sort(),
  );
  const listed = await all(() => admin.iam.userGroups.members.list(group, {...here, per_page: 10}));
  equal('group members: for await, by e-mail', listed.items.map(shown), members.map(shown));
  equal('group members: 10 a page', listed.requests, pagesOf(25, 10));
  const down = await all(() => admin.iam.userGroups.members.list(group, {...here, direction: 'desc'}));
  equal('group members: direction=desc', down.items, [...listed.items].reverse());
  const fuzzy = await all(() => admin.iam.userGroups.members.list(group, {...here, fuzzyEmail: 'DK-01'}));
  equal(
    'group members: fuzzyEmail is a part, without case',
    fuzzy.items.map((one) => one.id),
    members.slice(10, 20).map((one) => one.id),
  );
  const one = await admin.iam.userGroups.members.get(members[5].id, at);
  equal(
    'group members: get',
    [one.id, one.email, one.user.id, one.user.email],
    [members[5].id, members[5].email, members[5].user.id, members[5].email],
  );
  const gone = await admin.iam.userGroups.members.delete(members[5].id, at);
  equal('group members: delete answers the member', shown(gone), shown(members[5]));
  await refused(
    'group members: then it is 404',
    () => admin.iam.userGroups.members.get(members[5].id, at),
    Cloudflare.NotFoundError,
    404,
    /not found in user group/,
  );
  await refused(
    'group members: deleted twice',
    () => admin.iam.userGroups.members.delete(members[5].id, at),
    Cloudflare.NotFoundError,
    404,
    /not found in user group/,
  );
  await refused(
    'group members: DELETE of nobody',
    () => admin.iam.userGroups.members.delete('c'.repeat(32), at),
    Cloudflare.BadRequestError,
    400,
    /./,
  );
  await refused(
    'group members: POST of nobody',
    () => admin.iam.userGroups.members.create(group, {...here, members: [ids[5], {id: 'c'.repeat(32)}]}),
    Cloudflare.BadRequestError,
    400,
    /./,
  );
  equal(
    'group members: of which nothing was kept',
    (await all(() => admin.iam.userGroups.members.list(group, here))).items.length,
    24,
  );
  const replaced = await all(() => admin.iam.userGroups.members.update(group, {...here, members: ids.slice(20, 22)}));
  equal('group members: PUT replaces the set', replaced.items.map(shown), members.slice(20, 22).map(shown));
  const emptied = await all(() => admin.iam.userGroups.members.update(group, {...here, members: []}));
  equal('group members: PUT [] empties it', emptied.items, []);
  equal('group members: for everyone', (await all(() => admin.iam.userGroups.members.list(group, here))).items, []);
}
