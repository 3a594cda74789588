import { chooseProfile, connectionOf, readSettings } from './settings.ts';

const SET = {
  active: 'prod',
  profiles: {
    prod: { ORCH_API_URL: 'https://prod.example.com/api', ORCH_API_KEY: 'pnu_prod' },
    dev: { ORCH_API_URL: 'http://127.0.0.1:4300/api', ORCH_API_KEY: 'pnu_dev' },
  },
};
const connect = (env: Record<string, string>, wished?: string) =>
  connectionOf(readSettings(SET, wished, env), SET);

it('the option comes before the environment, the environment before the file', () => {
  expect(chooseProfile(SET, undefined, {})).toBe('prod');
  expect(chooseProfile(SET, undefined, { ORCH_PROFILE: 'dev' })).toBe('dev');
  expect(chooseProfile(SET, 'prod', { ORCH_PROFILE: 'dev' })).toBe('prod');
  expect(() => chooseProfile(SET, 'none', {})).toThrow('there is no profile "none"');
  expect(() => chooseProfile(SET, 'toString', {})).toThrow('there is no profile');
});
it('a key of a profile goes to its own server only', () => {
  expect(() => connect({ ORCH_API_URL: 'http://127.0.0.1:4300/api' })).toThrow(
    'ORCH_API_URL leads to http://127.0.0.1:4300, but the key of profile "prod" is for https://prod.example.com',
  );
  expect(() => connect({ ORCH_API_URL: 'http://127.0.0.1:4300/api' })).toThrow(
    expect.objectContaining({ hint: 'For that server: --profile dev', exitCode: 4 }),
  );
  expect(connect({ ORCH_API_URL: 'https://prod.example.com/api/x' }).key).toBe('pnu_prod');
  expect(connect({ ORCH_API_URL: 'http://127.0.0.1:4300/api', ORCH_API_KEY: 'k' }).key).toBe('k');
});
it('without a server, log in first', () => {
  const empty = { active: null, profiles: {} };
  expect(() => connectionOf(readSettings(empty, undefined, {}), empty)).toThrow(
    expect.objectContaining({ exitCode: 4 }),
  );
});
it('the address of a server alone is that of its API', () => {
  const urlOf = (ORCH_API_URL: string) => connect({ ORCH_API_URL, ORCH_API_KEY: 'k' }).apiUrl;
  expect(['https://a.example.com', 'https://a.example.com/', 'https://a.example.com/x'].map(urlOf)).toEqual([
    'https://a.example.com/api',
    'https://a.example.com/api',
    'https://a.example.com/x',
  ]);
  expect(() => urlOf('127.0.0.1:4404/api')).toThrow(
    expect.objectContaining({ exitCode: 2, hint: 'It looks like https://orch.example.com/api' }),
  );
  expect(() => urlOf('localhost:4404/api')).toThrow('ORCH_API_URL is not a URL');
});
