import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectionOfProgram } from './connection.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'orch-connection-'));
  writeFileSync(
    join(home, 'profiles.toml'),
    'active = "prod"\n[profiles.prod]\nORCH_API_URL = "https://a.example.com/api"\nORCH_API_KEY = "pnu_1"\n' +
      '[profiles.dev]\nORCH_API_URL = "http://127.0.0.1:4300/api"\n',
  );
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

it('takes the active profile, or the one that the environment names', () => {
  expect(connectionOfProgram({ ORCH_HOME: home })).toEqual({
    apiUrl: 'https://a.example.com/api',
    key: 'pnu_1',
    source: 'profile "prod"',
  });
  expect(connectionOfProgram({ ORCH_HOME: home, ORCH_PROFILE: 'dev' })).toMatchObject({
    apiUrl: 'http://127.0.0.1:4300/api',
    key: undefined,
  });
});

it('the environment comes first, under either prefix', () => {
  const url = 'https://b.example.com/api';
  expect(
    connectionOfProgram({ ORCH_HOME: home, PREFECT_API_URL: url, PREFECT_API_KEY: 'pnu_2' }),
  ).toMatchObject({ apiUrl: url, key: 'pnu_2', source: 'the environment' });
});

it('nothing that names a server is no connection', () => {
  expect(connectionOfProgram({ ORCH_HOME: join(home, 'none') })).toBeNull();
});

it.each([
  ['a key goes to no other server', { ORCH_API_URL: 'https://b.example.com/api' }, 'for another server'],
  ['a missing profile is named', { ORCH_PROFILE: 'staging' }, 'profiles: prod, dev'],
  ['what is no URL is said', { ORCH_API_URL: 'nonsense', ORCH_API_KEY: 'k' }, 'is not a URL'],
])('%s', (_, env, words) => {
  expect(() => connectionOfProgram({ ORCH_HOME: home, ...env })).toThrow(words);
});
