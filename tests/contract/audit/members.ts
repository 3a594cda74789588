import { ACCOUNT_ROLES, WORKSPACE_ROLES } from '@orch/identity';
import { ACCOUNT, type Teller } from './teller.ts';

/** Every change of members, teams, roles and access, once. */
export async function tellOfMembers({
  world,
  a,
  call,
  inAccount,
  inWorkspace,
  tokenTo,
  one,
  mine,
}: Teller): Promise<void> {
  const page = await world.signUp('mia@acme.test');
  const mia = (await page.whoAmI())!;
  const key = await world.keyOf(mia.id);
  await call(a.key, 'POST', inAccount('/invitations'), { email: mia.email });
  const [invitation] = (await call(key, 'GET', '/api/me/invitations')).body;
  await one(
    'POST /api/me/invitations/:invitationId/accept',
    () => call(key, 'POST', `/api/me/invitations/${invitation.id}/accept`),
    mia.id,
    'member.added invitation.accepted',
  );
  const [member] = (
    await call(a.key, 'POST', inAccount('/account_memberships/filter'), {
      account_memberships: { user_id: { any_: [mia.id] } },
    })
  ).body;
  const membership = inAccount(`/account_memberships/${member.id}`);
  await mine(
    'PATCH',
    `${ACCOUNT}/account_memberships/:membershipId`,
    membership,
    { account_role_id: ACCOUNT_ROLES.Admin },
    'member.role_changed',
  );

  const team = await mine('POST', `${ACCOUNT}/teams`, inAccount('/teams'), { name: 't' }, 'team.created');
  const ofTeam = inAccount(`/teams/${team.id}`);
  await mine('PUT', `${ACCOUNT}/teams/:teamId`, ofTeam, { name: 'u' }, 'team.updated');
  await mine(
    'PUT',
    `${ACCOUNT}/teams/:teamId/members`,
    `${ofTeam}/members`,
    { members: [{ member_id: mia.id, member_type: 'user' }] },
    'team.members_changed',
  );
  await mine(
    'DELETE',
    `${ACCOUNT}/teams/:teamId/members/:memberId`,
    `${ofTeam}/members/${mia.id}`,
    undefined,
    'team.member_removed',
  );

  const role = await mine(
    'POST',
    `${ACCOUNT}/workspace_roles`,
    inAccount('/workspace_roles'),
    { name: 'r', scopes: ['runs:read'] },
    'workspace_role.created',
  );
  const ofRole = inAccount(`/workspace_roles/${role.id}`);
  await mine(
    'PATCH',
    `${ACCOUNT}/workspace_roles/:roleId`,
    ofRole,
    { description: 'x' },
    'workspace_role.updated',
  );

  const grant = (who: object): object[] => [{ workspace_role_id: WORKSPACE_ROLES.Viewer, ...who }];
  const [access] = await mine(
    'POST',
    '/api/user_access',
    inWorkspace('/user_access'),
    grant({ user_id: mia.id }),
    'workspace_access.granted',
  );
  await mine(
    'DELETE',
    '/api/user_access/:accessId',
    inWorkspace(`/user_access/${access.id}`),
    undefined,
    'workspace_access.removed',
  );
  await mine(
    'PUT',
    '/api/team_access',
    inWorkspace('/team_access'),
    grant({ team_id: team.id }),
    'workspace_access.granted',
  );
  await mine(
    'DELETE',
    '/api/team_access/:teamId',
    inWorkspace(`/team_access/${team.id}`),
    undefined,
    'workspace_access.removed',
  );
  await call(a.key, 'POST', inWorkspace('/user_access'), grant({ user_id: mia.id }));
  await call(a.key, 'PATCH', membership, { account_role_id: ACCOUNT_ROLES.Member });
  await one(
    'POST /api/leave',
    () => call(key, 'POST', inWorkspace('/leave')),
    mia.id,
    'workspace_access.removed',
  );

  const bot = await mine(
    'POST',
    `${ACCOUNT}/bots`,
    inAccount('/bots'),
    { name: 'bot' },
    'service_account.created',
  );
  const ofBot = inAccount(`/bots/${bot.id}`);
  await mine('PATCH', `${ACCOUNT}/bots/:botId`, ofBot, { name: 'robot' }, 'service_account.updated');
  await mine(
    'POST',
    `${ACCOUNT}/bots/:botId/rotate_api_key`,
    `${ofBot}/rotate_api_key`,
    {},
    'service_account.key_rotated',
  );
  const [ofBotAccess] = await mine(
    'POST',
    '/api/bot_access',
    inWorkspace('/bot_access'),
    grant({ bot_id: bot.id }),
    'workspace_access.granted',
  );
  await mine(
    'DELETE',
    '/api/bot_access/:accessId',
    inWorkspace(`/bot_access/${ofBotAccess.id}`),
    undefined,
    'workspace_access.removed',
  );
  await mine('DELETE', `${ACCOUNT}/bots/:botId`, ofBot, undefined, 'service_account.deleted');
  await mine('DELETE', `${ACCOUNT}/teams/:teamId`, ofTeam, undefined, 'team.deleted');
  await mine('DELETE', `${ACCOUNT}/workspace_roles/:roleId`, ofRole, undefined, 'workspace_role.deleted');

  await one(`POST ${ACCOUNT}/leave`, () => call(key, 'POST', inAccount('/leave')), mia.id, 'member.left');
  await call(a.key, 'POST', inAccount('/invitations'), { email: mia.email });
  const again = await tokenTo(mia.email);
  await one(
    'POST /api/invitations/accept',
    () => call(key, 'POST', '/api/invitations/accept', { token: again }),
    mia.id,
    'member.added invitation.accepted',
  );
  const [back] = (
    await call(a.key, 'POST', inAccount('/account_memberships/filter'), {
      account_memberships: { user_id: { any_: [mia.id] } },
    })
  ).body;
  await mine(
    'DELETE',
    `${ACCOUNT}/account_memberships/:membershipId`,
    inAccount(`/account_memberships/${back.id}`),
    undefined,
    'member.removed',
  );
}
