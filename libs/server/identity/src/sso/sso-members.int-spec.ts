import { randomUUID } from 'node:crypto';
import { type Sql, sql } from '@orch/platform';
import { ACCOUNT_ROLES, WORKSPACE_ROLES } from '../roles/roles.ts';
import { GOOD_PASSWORD } from '../testing/browser.ts';
import type { IdentityApp } from '../testing/identity-app.ts';
import type { OktaLike } from '../testing/okta-like.ts';
import { connectionsOf, SsoWorld, type Tenant } from '../testing/sso-world.ts';

let world: SsoWorld;
let app: IdentityApp;
let okta: OktaLike;
let entra: OktaLike;
let a: Tenant;
let b: Tenant;
const browser = () => world.browser();
const rows = <R extends object>(statement: Sql) => world.rows<R>(statement);
const connections = connectionsOf;
const connection: SsoWorld['connection'] = (...given) => world.connection(...given);
const domain: SsoWorld['domain'] = (...given) => world.domain(...given);
const map: SsoWorld['mapping'] = (...given) => world.mapping(...given);
const enter: SsoWorld['enter'] = (...given) => world.enter(...given);
const auditedIn: SsoWorld['audited'] = (...given) => world.audited(...given);
const holds = async (t: Tenant, userId: string) => {
  const [member] = await rows<{ role_id: string }>(
    sql`select role_id from account_member where account_id = ${t.id} and actor_id = ${userId}`,
  );
  const access = await rows<{ workspace_id: string; role_id: string }>(sql`
    select workspace_id, role_id from workspace_access where actor_id = ${userId} order by workspace_id`);
  return { account: member?.role_id, workspaces: new Map(access.map((x) => [x.workspace_id, x.role_id])) };
};

beforeAll(async () => {
  world = await SsoWorld.start();
  ({ app, okta, entra, a, b } = world);
});
afterAll(async () => world?.stop());

describe('signing in through a connection', () => {
  it('makes members with the default roles, who see that account only', async () => {
    const made = await connection(a, okta, {
      default_workspace_id: a.workspaces[0],
      default_workspace_role_id: WORKSPACE_ROLES.Viewer,
    });
    await domain(a, made.id, 'jit.test');
    const { user, page } = await enter(okta, made.id, 'jit-1', {
      email: 'new@jit.test',
      email_verified: true,
    });
    expect(user).toMatchObject({ email: 'new@jit.test' });
    expect(await holds(a, user!.id)).toEqual({
      account: ACCOUNT_ROLES.Member,
      workspaces: new Map([[a.workspaces[0], WORKSPACE_ROLES.Viewer]]),
    });
    expect(await page.json('/api/me/workspaces')).toMatchObject([{ workspace_id: a.workspaces[0] }]);
    expect(await page.json('/api/me/accounts')).toMatchObject([{ account_id: a.id }]);
    for (const action of ['user.created', 'member.added', 'sso_identity.linked', 'sso.login'])
      expect([action, (await auditedIn(a, action)).filter((e) => e.target_name === user!.handle)]).toEqual([
        action,
        [expect.anything()],
      ]);
    expect((await auditedIn(a, 'sso.login')).at(-1)?.after).toContain(made.id);
  });

  it('gives what the workspaces of the account give everybody, as any other way in does', async () => {
    const set = (workspaceId: string, role: string | null) =>
      app.call(a.key, 'PATCH', `/api/accounts/${a.id}/workspaces/${workspaceId}`, {
        default_workspace_role_id: role,
      });
    const [one, two] = a.workspaces;
    for (const id of [one, two]) expect((await set(id, WORKSPACE_ROLES.Runner)).status).toBe(204);
    const made = await connection(a, okta, {
      default_workspace_id: one,
      default_workspace_role_id: WORKSPACE_ROLES.Viewer,
    });
    await domain(a, made.id, 'defaults.test');
    await map(a, made.id, { group: 'devs', workspace_id: two, workspace_role_id: WORKSPACE_ROLES.Developer });
    const come = async (...groups: string[]) => {
      const person = { email: 'dora@defaults.test', email_verified: true, groups };
      const { user } = await enter(okta, made.id, 'dora', person);
      return { user: user!, ...(await holds(a, user!.id)) };
    };
    const first = await come();
    const roles = (of: string) =>
      new Map(
        [
          [one, WORKSPACE_ROLES.Viewer],
          [two, of],
        ].sort() as [string, string][],
      );
    expect(first.workspaces).toEqual(roles(WORKSPACE_ROLES.Runner));
    const [entry] = (await auditedIn(a, 'member.added')).filter((e) => e.target_name === first.user.handle);
    expect(JSON.parse(entry!.after)).toEqual({
      account_role: 'Member',
      by: 'sso',
      sso_connection_id: made.id,
      workspace_id: one,
      workspace_role_id: WORKSPACE_ROLES.Viewer,
    });
    // a default is nobody's decision: a group goes before it, and it is back when the group is gone
    expect((await come('devs')).workspaces).toEqual(roles(WORKSPACE_ROLES.Developer));
    expect((await come()).workspaces).toEqual(roles(WORKSPACE_ROLES.Runner));
    for (const id of [one, two]) await set(id, null);
  });

  it('refuses addresses outside the verified domains, unverified ones, and strangers when nobody is made', async () => {
    const made = await connection(a, okta, { just_in_time: false });
    await domain(a, made.id, 'strict.test');
    const outside = await enter(okta, made.id, 'out', { email: 'out@elsewhere.test', email_verified: true });
    expect(outside.location).toContain('sso_error=domain_unverified');
    const under = await enter(okta, made.id, 'sub', { email: 'x@sub.strict.test', email_verified: true });
    expect(under.location).toContain('sso_error=domain_unverified');
    const unverified = await enter(okta, made.id, 'unv', { email: 'unv@strict.test' });
    expect(unverified.location).toContain('sso_error=email_unverified');
    const none = await enter(okta, made.id, 'none', {});
    expect(none.location).toContain('sso_error=email_unverified');
    const stranger = await enter(okta, made.id, 'str', { email: 'str@strict.test', email_verified: true });
    expect(stranger.location).toContain('sso_error=no_user');
    expect(stranger.user).toBeNull();
    expect((await auditedIn(a, 'sso.refused')).length).toBeGreaterThanOrEqual(5);
  });

  it('an account whose provider never says "verified" may vouch for its own domains only', async () => {
    const made = await connection(a, entra, { assumes_email_verified: true });
    await domain(a, made.id, 'entra.test');
    const { user } = await enter(entra, made.id, 'e-1', { email: 'e1@entra.test' });
    expect(user).toMatchObject({ email: 'e1@entra.test' });
    const outside = await enter(entra, made.id, 'e-2', { email: 'owner@acme.test' });
    expect(outside.location).toContain('sso_error=domain_unverified');
  });

  it('links a user with a proven address, and asks one with an unproven address to sign in first', async () => {
    const made = await connection(a, okta);
    await domain(a, made.id, 'link.test');
    for (const [email, isProven] of [
      ['proven@link.test', true],
      ['squatted@link.test', false],
    ] as const) {
      const page = browser();
      const body = { email, password: GOOD_PASSWORD };
      await page.visit('/api/auth/sign-up', { method: 'POST', body });
      const before = await page.whoAmI();
      if (isProven) await rows(sql`update app_user set email_verified_at = now() where email = ${email}`);
      const { user, location } = await enter(okta, made.id, email, { email, email_verified: true });
      if (isProven) expect(user?.id).toBe(before!.id);
      else expect(location).toContain('sso_error=link_required');
    }
  });

  it('two providers with the same subject and address are two: nothing is linked without proof', async () => {
    const [mine, theirs] = [await connection(a, okta), await connection(b, entra)];
    await domain(a, mine.id, 'twins.test');
    await domain(b, theirs.id, 'attackers.test');
    const victim = await enter(okta, mine.id, 'same-subject', {
      email: 'v@twins.test',
      email_verified: true,
    });
    expect(victim.user).not.toBeNull();
    const thief = await enter(entra, theirs.id, 'same-subject', {
      email: 'v@twins.test',
      email_verified: true,
    });
    expect(thief.location).toContain('sso_error=domain_unverified');
    const third = await enter(entra, theirs.id, 'same-subject', {
      email: 't@attackers.test',
      email_verified: true,
    });
    expect(third.user?.id).toBeDefined();
    expect(third.user?.id).not.toBe(victim.user!.id);
  });

  it('another account with the same issuer has its own identities', async () => {
    const [mine, theirs] = [
      await connection(a, okta),
      await connection(b, okta, { client_secret: okta.clientSecret }),
    ];
    await domain(a, mine.id, 'shared.test');
    const first = await enter(okta, mine.id, 'shared', { email: 's@shared.test', email_verified: true });
    expect(first.user).not.toBeNull();
    const second = await enter(okta, theirs.id, 'shared', { email: 's@shared.test', email_verified: true });
    expect(second.location).toContain('sso_error=domain_unverified');
  });

  it('a disabled connection, and one of a deleted account, is none', async () => {
    const made = await connection(a, okta, { enabled: false });
    expect((await browser().visit(`/api/auth/sso/start/${made.id}`)).status).toBe(404);
    await app.call(a.key, 'PATCH', connections(a, `/${made.id}`), { enabled: true });
    expect((await browser().visit(`/api/auth/sso/start/${made.id}`)).status).toBe(302);
    await rows(sql`update account set deleted_at = now() where id = ${a.id}`);
    expect((await browser().visit(`/api/auth/sso/start/${made.id}`)).status).toBe(404);
    await rows(sql`update account set deleted_at = null where id = ${a.id}`);
  });
});

describe('groups', () => {
  it('give roles and teams, change them and take them back; what was given by hand stays', async () => {
    const made = await connection(a, okta, {
      default_workspace_id: a.workspaces[0],
      default_workspace_role_id: WORKSPACE_ROLES.Viewer,
    });
    await domain(a, made.id, 'groups.test');
    const team = randomUUID();
    await rows(sql`insert into team (id, account_id, name) values (${team}, ${a.id}, 'Data')`);
    const [one, two] = a.workspaces;
    await map(a, made.id, { group: 'admins', account_role_id: ACCOUNT_ROLES.Admin });
    await map(a, made.id, { group: 'devs', workspace_id: one, workspace_role_id: WORKSPACE_ROLES.Developer });
    await map(a, made.id, { group: 'staff', workspace_id: one, workspace_role_id: WORKSPACE_ROLES.Runner });
    await map(a, made.id, { group: 'staff', workspace_id: two, workspace_role_id: WORKSPACE_ROLES.Viewer });
    await map(a, made.id, { group: 'data', team_id: team });
    const come = (...groups: string[]) =>
      enter(okta, made.id, 'gina', { email: 'gina@groups.test', email_verified: true, groups });
    const inTeam = async (id: string) =>
      (await rows(sql`select 1 from team_member where team_id = ${team} and actor_id = ${id}`)).length === 1;

    const id = (await come('staff', 'devs', 'data', 'unmapped')).user!.id;
    expect(await holds(a, id)).toEqual({
      account: ACCOUNT_ROLES.Member,
      workspaces: new Map(
        [
          [one, WORKSPACE_ROLES.Developer],
          [two, WORKSPACE_ROLES.Viewer],
        ].sort() as [string, string][],
      ),
    });
    expect(await inTeam(id)).toBe(true);

    await come('admins', 'staff');
    let now = await holds(a, id);
    expect([now.account, now.workspaces.get(one)]).toEqual([ACCOUNT_ROLES.Admin, WORKSPACE_ROLES.Runner]);
    expect(await inTeam(id)).toBe(false);

    await rows(
      sql`update workspace_access set role_id = ${WORKSPACE_ROLES.Owner} where workspace_id = ${two} and actor_id = ${id}`,
    );
    await come();
    now = await holds(a, id);
    expect(now.account).toBe(ACCOUNT_ROLES.Member);
    expect(now.workspaces.get(one)).toBe(WORKSPACE_ROLES.Viewer); // the default again
    expect(now.workspaces.get(two)).toBe(WORKSPACE_ROLES.Owner); // by hand

    await come('staff');
    expect((await holds(a, id)).workspaces.get(two)).toBe(WORKSPACE_ROLES.Owner);
    expect((await auditedIn(a, 'sso_groups.applied')).length).toBeGreaterThanOrEqual(3);

    await rows(
      sql`update account_member set role_id = ${ACCOUNT_ROLES.Owner} where account_id = ${a.id} and actor_id = ${id}`,
    );
    await come('admins');
    await come();
    expect((await holds(a, id)).account).toBe(ACCOUNT_ROLES.Owner);
  });

  it.each([
    [{ group: 'g' }],
    [{ group: 'g', account_role_id: ACCOUNT_ROLES.Owner }],
    [{ group: 'g', account_role_id: ACCOUNT_ROLES.Admin, team_id: randomUUID() }],
    [{ group: 'g', workspace_role_id: WORKSPACE_ROLES.Viewer }],
    [{ group: 'g', team_id: randomUUID() }],
    [{ group: 'g', workspace_id: randomUUID(), workspace_role_id: WORKSPACE_ROLES.Viewer }],
    [{ account_role_id: ACCOUNT_ROLES.Admin }],
  ])('%j is no mapping', async (body) => {
    const made = await connection(b, okta);
    const path = connections(b, `/${made.id}/group_mappings`);
    expect((await app.call(b.key, 'POST', path, body)).status).toBe(422);
    await app.call(b.key, 'DELETE', connections(b, `/${made.id}`));
  });

  it('a mapping is there once, is listed, and is deleted', async () => {
    const made = await connection(b, okta);
    const path = connections(b, `/${made.id}/group_mappings`);
    const body = { group: 'g', account_role_id: ACCOUNT_ROLES.Admin };
    const id = await map(b, made.id, body);
    expect((await app.call(b.key, 'POST', path, body)).status).toBe(409);
    expect((await app.call(b.key, 'GET', path)).body).toMatchObject([{ id, ...body, workspace_id: null }]);
    expect((await app.call(b.key, 'DELETE', `${path}/${id}`)).status).toBe(204);
    expect((await app.call(b.key, 'DELETE', `${path}/${id}`)).status).toBe(404);
    expect((await auditedIn(b, 'sso_group_mapping.created')).length).toBe(1);
    expect((await auditedIn(b, 'sso_group_mapping.deleted')).length).toBe(1);
  });
});

describe('enforcement', () => {
  it('refuses passwords of the domain to all but owners, whose use of it is noted', async () => {
    const made = await connection(a, okta, { enforced: true });
    const signUp = async (email: string) => {
      await browser().visit('/api/auth/sign-up', {
        method: 'POST',
        body: { email, password: GOOD_PASSWORD },
      });
      await rows(sql`update app_user set email_verified_at = now() where email = ${email}`);
    };
    await signUp('member@forced.test');
    await signUp('boss@forced.test');
    await rows(sql`
      insert into account_member (account_id, actor_id, actor_kind, role_id)
      select ${a.id}, id, 'user', ${ACCOUNT_ROLES.Owner} from app_user where email = 'boss@forced.test'`);
    const signIn = async (email: string, password = GOOD_PASSWORD) => {
      const { status, body } = await browser().visit('/api/auth/sign-in', {
        method: 'POST',
        body: { email, password },
      });
      return [status, JSON.parse(body).detail];
    };
    expect((await signIn('member@forced.test'))[0]).toBe(200); // nothing is proven yet
    const open = await world.signUp('early@forced.test');
    const boss = browser();
    const body = { email: 'boss@forced.test', password: GOOD_PASSWORD };
    await boss.visit('/api/auth/sign-in', { method: 'POST', body });
    expect([await open.whoAmI(), await boss.whoAmI()]).toEqual([expect.anything(), expect.anything()]);
    await domain(a, made.id, 'forced.test');
    // what was opened by password is over, but not the owner's
    expect([await open.whoAmI(), await boss.whoAmI()]).toEqual([null, expect.anything()]);
    const late = { email: 'late@forced.test', password: GOOD_PASSWORD };
    expect((await browser().visit('/api/auth/sign-up', { method: 'POST', body: late })).status).toBe(403);
    expect(
      await app.call(null, 'POST', '/api/auth/sso/discover', { email: 'who@forced.test' }),
    ).toMatchObject({
      body: { enforced: true, provider: { id: made.id } },
    });
    expect(await signIn('member@forced.test')).toEqual([403, expect.stringContaining('identity provider')]);
    // a wrong password says nothing about who owns what
    expect(await signIn('member@forced.test', 'wrong')).toEqual(await signIn('boss@forced.test', 'wrong'));
    expect((await signIn('boss@forced.test'))[0]).toBe(200);
    expect(await auditedIn(a, 'sso.bypassed')).toHaveLength(1);
    expect((await signIn('owner@other.test'))[0]).toBe(200);
    const { user } = await enter(okta, made.id, 'member', {
      email: 'member@forced.test',
      email_verified: true,
    });
    expect(user).toMatchObject({ email: 'member@forced.test' });
    await app.call(a.key, 'PATCH', connections(a, `/${made.id}`), { enabled: false });
    expect((await signIn('member@forced.test'))[0]).toBe(200);
  });
});
