import { SCIM_SCHEMAS } from '@orch/contract';
import { sql } from '@orch/platform';
import { ACCOUNT_ROLES, WORKSPACE_ROLES } from '../roles/roles.ts';
import { SsoWorld, type Tenant } from '../testing/sso-world.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

let world: SsoWorld;
let a: Tenant;
let b: Tenant;
let tokenOfA: string;
let tokenOfB: string;

const base = (t: Tenant): string => `/api/accounts/${t.id}/scim/v2`;
const newToken = async (
  t: Tenant,
  more: object = {},
): Promise<{ id: string; token: string; base_url: string }> =>
  (await world.app.call(t.key, 'POST', `/api/accounts/${t.id}/scim/tokens`, { name: 'okta', ...more })).body;

async function scim(method: Method, path: string, body?: object, token = tokenOfA, t = a) {
  const answer = await world.app.app.inject({
    method,
    url: `${base(t)}/${path}`,
    headers: {
      host: '127.0.0.1:4200',
      'content-type': 'application/scim+json',
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
  return {
    status: answer.statusCode,
    type: answer.headers['content-type'],
    // the body of whatever route the test called
    body: (answer.body === '' ? undefined : JSON.parse(answer.body)) as ReturnType<typeof JSON.parse>,
  };
}
const user = (name: string, more: object = {}): object => ({
  schemas: [SCIM_SCHEMAS.user],
  userName: `${name}@acme.test`,
  externalId: `ext-${name}`,
  name: { givenName: name, familyName: 'Test' },
  emails: [{ value: `${name}@acme.test`, primary: true }],
  active: true,
  ...more,
});
const provision = async (name: string): Promise<string> => {
  const { status, body } = await scim('POST', 'Users', user(name));
  expect([name, status]).toEqual([name, 201]);
  return body.id;
};
const patch = (id: string, ...Operations: object[]) =>
  scim('PATCH', `Users/${id}`, { schemas: [SCIM_SCHEMAS.patch], Operations });
const find = async (
  filter: string,
  kind = 'Users',
): Promise<{ totalResults: number; Resources: { id: string }[] }> =>
  (await scim('GET', `${kind}?filter=${encodeURIComponent(filter)}`)).body;

beforeAll(async () => {
  world = await SsoWorld.start();
  ({ a, b } = world);
  for (const [t, domain] of [
    [a, 'acme.test'],
    [b, 'other.test'],
  ] as const) {
    const { id } = await world.connection(t, world.okta);
    await world.domain(t, id, domain);
  }
  tokenOfA = (await newToken(a)).token;
  tokenOfB = (await newToken(b)).token;
}, 60_000);
afterAll(async () => world?.stop());

describe('tokens', () => {
  it('are shown once, kept as hashes, listed and revoked by owners', async () => {
    const made = await newToken(a);
    expect(made).toMatchObject({
      token: expect.stringMatching(/^orch_scim_[\w-]{43}$/),
      base_url: `http://127.0.0.1:4200${base(a)}`,
    });
    expect((await scim('GET', 'Users', undefined, made.token)).status).toBe(200);
    const path = `/api/accounts/${a.id}/scim/tokens`;
    const { body: listed } = await world.app.call(a.key, 'GET', path);
    expect(listed.find(({ id }: { id: string }) => id === made.id).last_used).not.toBeNull();
    const rows = await world.rows<{ text: string }>(sql`
      select (select string_agg(t::text, '') from scim_token t) || (select string_agg(e::text, '') from audit_event e) as text`);
    for (const text of [JSON.stringify(listed), rows[0]!.text]) expect(text).not.toContain(made.token);
    expect(
      (await world.app.call(b.key, 'DELETE', `/api/accounts/${b.id}/scim/tokens/${made.id}`)).status,
    ).toBe(404);
    expect((await world.app.call(a.key, 'DELETE', `${path}/${made.id}`)).status).toBe(204);
    expect((await scim('GET', 'Users', undefined, made.token)).status).toBe(401);
  });

  it('open their own account and nothing else; keys and strangers open nothing', async () => {
    const late = await newToken(a, { expiration: '2999-01-01T00:00:00Z' });
    await world.rows(sql`update scim_token set expires_at = now() where id = ${late.id}`);
    for (const token of ['', 'x', tokenOfB, a.key, late.token, `${tokenOfA}x`]) {
      const answer = await scim('GET', 'Users', undefined, token);
      expect(answer).toEqual({
        status: 401,
        type: 'application/scim+json; charset=utf-8',
        body: { schemas: [SCIM_SCHEMAS.error], status: '401', detail: 'Unauthorized' },
      });
    }
    expect((await world.app.call(tokenOfA, 'GET', '/api/me')).status).toBe(401);
    expect((await world.app.call(tokenOfA, 'GET', `/api/accounts/${a.id}`)).status).toBe(401);
  });
});

it('says what it can', async () => {
  expect((await scim('GET', 'ServiceProviderConfig')).body).toMatchObject({
    patch: { supported: true },
    filter: { supported: true, maxResults: 200 },
    bulk: { supported: false },
  });
  const types = await scim('GET', 'ResourceTypes');
  expect(types.type).toContain('application/scim+json');
  expect(types.body.Resources.map(({ id }: { id: string }) => id)).toEqual(['User', 'Group']);
  expect((await scim('GET', `Schemas/${SCIM_SCHEMAS.user}`)).body).toMatchObject({ name: 'User' });
  expect((await scim('GET', 'Schemas/urn:nothing')).status).toBe(404);
});

describe('people', () => {
  it('become members with the default roles of workspaces, and are found', async () => {
    const [one] = a.workspaces;
    const place = `/api/accounts/${a.id}/workspaces/${one}`;
    await world.app.call(a.key, 'PATCH', place, { default_workspace_role_id: WORKSPACE_ROLES.Viewer });
    const { status, type, body } = await scim('POST', 'Users', user('ada'));
    expect([status, type]).toEqual([201, 'application/scim+json; charset=utf-8']);
    expect(body).toMatchObject({
      schemas: [SCIM_SCHEMAS.user],
      userName: 'ada@acme.test',
      externalId: 'ext-ada',
      name: { givenName: 'ada', familyName: 'Test' },
      emails: [{ value: 'ada@acme.test', primary: true }],
      active: true,
      meta: { resourceType: 'User', location: `http://127.0.0.1:4200${base(a)}/Users/${body.id}` },
    });
    expect((await scim('GET', `Users/${body.id}`)).body).toEqual(body);
    for (const filter of [
      'userName eq "ADA@acme.test"',
      'externalId eq "ext-ada"',
      'emails.value eq "ada@acme.test" and active eq true',
      `id eq "${body.id}"`,
    ])
      expect([filter, await find(filter)]).toMatchObject([
        filter,
        { totalResults: 1, Resources: [{ id: body.id }] },
      ]);
    expect(await find('userName eq "nobody@acme.test"')).toMatchObject({ totalResults: 0, Resources: [] });
    const key = await world.keyOf(body.id);
    expect((await world.app.call(key, 'GET', '/api/me/workspaces')).body).toMatchObject([
      { workspace_id: one },
    ]);
    await world.app.call(a.key, 'PATCH', place, { default_workspace_role_id: null });
  });

  it('are sent once, with addresses that are the account’s', async () => {
    await provision('once');
    expect(await scim('POST', 'Users', user('once'))).toMatchObject({
      status: 409,
      body: { scimType: 'uniqueness' },
    });
    for (const userName of ['mallory@elsewhere.test', 'owner@other.test', 'x@sub.acme.test'])
      expect([userName, (await scim('POST', 'Users', user('x', { userName }))).status]).toEqual([
        userName,
        403,
      ]);
    expect((await scim('POST', 'Users', user('x', { userName: 'no address' }))).body.scimType).toBe(
      'invalidValue',
    );
    expect((await scim('POST', 'Users', { userName: 7 })).body).toMatchObject({
      scimType: 'invalidSyntax',
      status: '400',
    });
    // who signed up first and has proven nothing may be anybody
    const squatter = await world.signUp('squat@acme.test');
    await world.rows(sql`update app_user set email_verified_at = null where email = 'squat@acme.test'`);
    expect((await scim('POST', 'Users', user('squat'))).status).toBe(409);
    expect(await squatter.json('/api/me/accounts')).toHaveLength(1);
  });

  it('who are known here already are linked, and keep what they have', async () => {
    const page = await world.signUp('known@acme.test');
    const { id } = (await page.whoAmI())!;
    expect((await scim('POST', 'Users', user('known'))).body.id).toBe(id);
    expect((await page.json<object[]>('/api/me/accounts')).length).toBe(2);
  });

  it('who leave the directory lose membership, sessions and keys at once, and come back', async () => {
    const id = await provision('leaver');
    const key = await world.keyOf(id);
    const { page } = await world.enter(world.okta, await connectionOfA(), 'leaver', {
      email: 'leaver@acme.test',
      email_verified: true,
    });
    expect(await page.whoAmI()).toMatchObject({ id });
    expect((await world.app.call(key, 'GET', `/api/accounts/${a.id}`)).status).toBe(200);
    const off = await patch(id, { op: 'Replace', path: 'active', value: 'False' });
    expect(off).toMatchObject({ status: 200, body: { id, active: false } });
    expect(await page.whoAmI()).toBeNull();
    expect((await world.app.call(key, 'GET', '/api/me')).status).toBe(401);
    const [entry] = (await world.audited(a, 'member.removed')).filter((e) => e.target_name === 'leaver');
    expect(JSON.parse(entry!.after)).toEqual({ by: 'scim', sessions_ended: 1, keys_revoked: 1 });
    expect(await find('active eq false')).toMatchObject({ Resources: [{ id }] });
    expect((await patch(id, { op: 'replace', value: { active: true } })).body.active).toBe(true);
    expect((await world.app.call(key, 'GET', '/api/me')).status).toBe(401); // a revoked key stays revoked
    expect((await scim('DELETE', `Users/${id}`)).status).toBe(204);
    expect((await scim('GET', `Users/${id}`)).status).toBe(404);
    expect((await scim('DELETE', `Users/${id}`)).status).toBe(404);
  });

  it('are renamed and keep their address', async () => {
    const id = await provision('renamed');
    const changed = await scim(
      'PUT',
      `Users/${id}`,
      user('renamed', { name: { givenName: 'Grace' }, externalId: 'e2' }),
    );
    expect(changed.body).toMatchObject({
      name: { givenName: 'Grace', familyName: 'Test' },
      externalId: 'e2',
    });
    const other = user('renamed', { userName: 'else@acme.test' });
    expect((await scim('PUT', `Users/${id}`, other)).body.scimType).toBe('mutability');
  });

  it('the last owner stays one', async () => {
    const [owner] = await world.rows<{ id: string; email: string }>(sql`
      select u.id, u.email from account_member m join app_user u on u.id = m.actor_id
      where m.account_id = ${a.id} and m.role_id = ${ACCOUNT_ROLES.Owner}`);
    expect((await scim('POST', 'Users', user('owner'))).body.id).toBe(owner!.id);
    for (const answer of [
      await patch(owner!.id, { op: 'replace', path: 'active', value: false }),
      await scim('DELETE', `Users/${owner!.id}`),
    ])
      expect(answer.status).toBe(409);
    expect((await world.app.call(a.key, 'GET', `/api/accounts/${a.id}`)).status).toBe(200);
  });

  it('come in pages', async () => {
    await provision('page1');
    await provision('page2');
    const { body: all } = await scim('GET', 'Users');
    const seen: string[] = [];
    for (let startIndex = 1; startIndex <= all.totalResults; startIndex += 2) {
      const { body } = await scim('GET', `Users?startIndex=${startIndex}&count=2`);
      expect(body).toMatchObject({
        startIndex,
        totalResults: all.totalResults,
        itemsPerPage: body.Resources.length,
      });
      seen.push(...body.Resources.map(({ id }: { id: string }) => id));
    }
    expect(seen).toEqual(all.Resources.map(({ id }: { id: string }) => id));
    expect((await scim('GET', 'Users?count=0')).body).toMatchObject({
      Resources: [],
      totalResults: all.totalResults,
    });
    expect((await scim('GET', 'Users?filter=userName+sw+"a"')).body.scimType).toBe('invalidFilter');
    expect((await scim('GET', 'Users?startIndex=many')).status).toBe(400);
  });
});

describe('groups', () => {
  it('are teams, whose people the directory decides and whose service accounts it does not', async () => {
    const [one, two] = [await provision('group1'), await provision('group2')];
    const members = [{ value: one }];
    const made = await scim('POST', 'Groups', { displayName: 'Data', externalId: 'g1', members });
    expect(made).toMatchObject({
      status: 201,
      body: { displayName: 'Data', externalId: 'g1', members: [{ value: one, display: 'group1@acme.test' }] },
    });
    const { id } = made.body;
    expect(await find('displayName eq "Data"', 'Groups')).toMatchObject({ Resources: [{ id }] });
    expect(await find(`members.value eq "${one}"`, 'Groups')).toMatchObject({ Resources: [{ id }] });
    expect((await scim('GET', `Groups/${id}?excludedAttributes=members`)).body.members).toBeUndefined();
    expect((await scim('POST', 'Groups', { displayName: 'Data' })).body.scimType).toBe('uniqueness');

    const { body: bot } = await world.app.call(a.key, 'POST', `/api/accounts/${a.id}/bots`, { name: 'ci' });
    const team = `/api/accounts/${a.id}/teams/${id}`;
    const inTeam = async (): Promise<string[]> =>
      (await world.app.call(a.key, 'GET', team)).body.memberships
        .map((m: { member_id: string }) => m.member_id)
        .sort();
    await world.app.call(a.key, 'PUT', `${team}/members`, {
      members: [
        { member_id: one, member_type: 'user' },
        { member_id: bot.id, member_type: 'service_account' },
      ],
    });
    const change = async (...Operations: object[]): Promise<void> => {
      const { status, body } = await scim('PATCH', `Groups/${id}`, { Operations });
      expect([status, body.detail]).toEqual([200, undefined]);
    };
    await change({ op: 'add', path: 'members', value: [{ value: two }] });
    expect(await inTeam()).toEqual([one, two, bot.id].sort());
    await change(
      { op: 'remove', path: `members[value eq "${one}"]` },
      { op: 'replace', path: 'displayName', value: 'Data 2' },
    );
    expect(await inTeam()).toEqual([two, bot.id].sort());
    const replaced = await scim('PUT', `Groups/${id}`, { displayName: 'Data 3', members });
    expect(replaced.body).toMatchObject({ displayName: 'Data 3', members: [{ value: one }] });
    expect(replaced.body.externalId).toBeUndefined();
    expect(await inTeam()).toEqual([one, bot.id].sort());
    const stranger = { value: (await world.app.call(b.key, 'GET', '/api/me')).body.id };
    const Operations = [{ op: 'add', path: 'members', value: [stranger] }];
    expect((await scim('PATCH', `Groups/${id}`, { Operations })).body).toMatchObject({
      status: '400',
      scimType: 'invalidValue',
    });
    expect((await scim('DELETE', `Groups/${id}`)).status).toBe(204);
    expect((await world.app.call(a.key, 'GET', team)).status).toBe(404);
  });
});

it('nothing of another account is found or changed', async () => {
  const id = await provision('foreign');
  const { body: group } = await scim('POST', 'Groups', { displayName: 'Foreign', members: [{ value: id }] });
  const before = [(await scim('GET', `Users/${id}`)).body, (await scim('GET', `Groups/${group.id}`)).body];
  const asB = (method: Method, path: string, body?: object) => scim(method, path, body, tokenOfB, b);
  const change = (path: string): object => ({
    Operations: [{ op: 'replace', path: path.startsWith('U') ? 'active' : 'displayName', value: 'false' }],
  });
  for (const path of [`Users/${id}`, `Groups/${group.id}`])
    for (const [method, body] of [
      ['GET', undefined],
      ['PUT', { userName: 'x@other.test', displayName: 'x' }],
      ['PATCH', change(path)],
      ['DELETE', undefined],
    ] as const)
      expect([method, path, (await asB(method, path, body)).status]).toEqual([method, path, 404]);
  const seen = JSON.stringify([(await asB('GET', 'Users')).body, (await asB('GET', 'Groups')).body]);
  expect(seen).not.toContain(id);
  expect(seen).not.toContain(group.id);
  const after = [(await scim('GET', `Users/${id}`)).body, (await scim('GET', `Groups/${group.id}`)).body];
  expect(after).toEqual(before);
});

const connectionOfA = async (): Promise<string> =>
  (await world.app.call(a.key, 'GET', `/api/accounts/${a.id}/sso/connections`)).body[0].id;
