import { Clock, type Micros, Secret, US_PER_SECOND } from '@orch/kernel';
import { type Config, loadConfig, type Notifications } from '@orch/platform';
import { hashKey, mintKey } from '../api-keys/api-key-format.ts';
import type { KeyUse } from '../api-keys/key-use.ts';
import { ACCOUNT_ROLES, WORKSPACE_GRANTS, WORKSPACE_ROLES } from '../roles/roles.ts';
import type { LiveSessions } from '../sessions/live-sessions.ts';
import type { AccessChanges } from './access-changes.ts';
import type { AccessReader, KeyRow } from './access.reader.ts';
import { DatabaseAccessResolver } from './database-access-resolver.ts';

const ACCOUNT = '11111111-1111-7111-8111-111111111111';
const WORKSPACE = '22222222-2222-7222-8222-222222222222';
const ACTOR = '33333333-3333-7333-8333-333333333333';

class FakeClock extends Clock {
  us: Micros = Date.UTC(2030, 0, 1) * 1000;
  override nowUs(): Micros {
    return this.us;
  }
}

function setup(rows: Record<string, Partial<KeyRow>> = {}, bootstrapKey?: string) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const used: string[] = [];
  let change: () => void = () => undefined;
  const reader = {
    key: async (hash: string) => {
      asked.push('key');
      const token = Object.keys(rows).find((t) => hashKey(t) === hash);
      const row = { id: 'k', actor_id: ACTOR, actor_kind: 'user', name: 'n', email: null, expires_at: null };
      const whole = { only_account: null, only_workspace: null, only_scopes: null };
      return token === undefined ? undefined : { ...row, ...whole, ...rows[token] };
    },
    inWorkspace: async (_actor: string, accountId: string, workspaceId: string) => {
      asked.push('workspace');
      if (accountId !== ACCOUNT || workspaceId !== WORKSPACE) return undefined;
      const [account_role_id, role_ids] = [ACCOUNT_ROLES.Member, [WORKSPACE_ROLES.Runner]];
      return { account_id: ACCOUNT, workspace_id: WORKSPACE, account_role_id, role_ids, custom_scopes: null };
    },
  };
  const base = loadConfig(
    { ORCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') },
    { databaseUrl: 'postgresql://db/orch', embedded: false },
  );
  const apiKey = bootstrapKey === undefined ? undefined : new Secret(bootstrapKey);
  const config: Config = { ...base, bootstrap: { ...base.bootstrap, apiKey } };
  // hand fakes of the few members that the resolver uses
  const sut = new DatabaseAccessResolver(
    reader as unknown as AccessReader,
    { note: (id: string) => used.push(id) } as unknown as KeyUse,
    clock,
    { isConnected: true } as Notifications,
    { onChange: (listener: () => void) => (change = listener) } as unknown as AccessChanges,
    config,
    { principalOf: async () => null } as unknown as LiveSessions,
  );
  return { sut, clock, asked, used, change: () => change() };
}

it('a made-up key of our format and an endless token are refused without a question to the database', async () => {
  const { sut, asked } = setup();
  expect(await sut.principalOfKey(`pnu_${'0'.repeat(42)}`)).toBeNull();
  expect(await sut.principalOfKey('x'.repeat(100_000))).toBeNull();
  expect(asked).toEqual([]);
});

it('the bootstrap key is looked up even when it looks made up', async () => {
  const key = `pnu_${'0'.repeat(42)}`;
  const { sut } = setup({ [key]: {} }, key);
  expect(await sut.principalOfKey(key)).toMatchObject({ actorId: ACTOR, keyId: 'k' });
});

it('a key that expires while it is cached is refused from that moment', async () => {
  const key = mintKey('user');
  const { sut, clock, asked, used } = setup({ [key]: { expires_at: '2030-01-01 00:00:10+00' } });
  const principal = await sut.principalOfKey(key);
  expect(principal).not.toBeNull();
  clock.us += 10 * US_PER_SECOND - 1;
  expect(await sut.principalOfKey(key)).toBe(principal);
  clock.us += 1;
  expect(await sut.principalOfKey(key)).toBeNull();
  expect(asked).toEqual(['key']);
  expect(used).toEqual(['k', 'k']);
});

it('access is the same object until something changes; ids are taken in any case, and what is no id asks nobody', async () => {
  const key = mintKey('user');
  const { sut, asked, change } = setup({ [key]: {} });
  const principal = (await sut.principalOfKey(key))!;
  const addressed = { accountId: ACCOUNT, workspaceId: WORKSPACE };
  const access = await sut.accessOf(principal, addressed);
  expect(access).toEqual({ principal, scope: addressed, granted: WORKSPACE_GRANTS.Runner });
  expect(await sut.accessOf(principal, { ...addressed })).toBe(access);
  expect(await sut.accessOf(principal, { accountId: ACCOUNT, workspaceId: ACCOUNT })).toBeNull();
  expect(await sut.accessOf(principal, { accountId: ACCOUNT, workspaceId: 'x' })).toBeNull();
  expect(asked).toEqual(['key', 'workspace', 'workspace']);
  change();
  expect(await sut.accessOf(principal, { accountId: ACCOUNT, workspaceId: WORKSPACE.toUpperCase() })).toEqual(
    access,
  );
  expect(await sut.accessOf(principal, addressed)).not.toBe(access);
});
