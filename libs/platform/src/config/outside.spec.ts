import { loadConfig } from './config.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const load = (env: Record<string, string>) =>
  loadConfig({ ORCH_SECRET_KEY: KEY, ...env }, { databaseUrl: 'postgresql://db/orch', embedded: false });
const OIDC = { ORCH_OIDC_ISSUER: 'https://corp.okta.test/oauth2', ORCH_OIDC_CLIENT_ID: 'orch' };

it('without settings there is no identity provider, and nothing private is reached', () => {
  expect(load({})).toMatchObject({ oidc: undefined, egressAllow: [] });
});

it('reads a provider with its defaults', () => {
  expect(load(OIDC).oidc).toEqual({
    issuer: 'https://corp.okta.test/oauth2',
    clientId: 'orch',
    clientSecret: undefined,
    name: 'Single sign-on',
    scopes: ['openid', 'email', 'profile'],
    groupClaim: undefined,
  });
});

it('lists are separated by commas or spaces', () => {
  const { egressAllow, oidc } = load({
    ...OIDC,
    ORCH_EGRESS_ALLOW: '10.0.0.0/8, fd00::/8',
    ORCH_OIDC_SCOPES: 'openid email,groups',
  });
  expect([egressAllow, oidc?.scopes]).toEqual([
    ['10.0.0.0/8', 'fd00::/8'],
    ['openid', 'email', 'groups'],
  ]);
});

it.each([
  [{ ORCH_EGRESS_ALLOW: '10.0.0.1' }, 'ORCH_EGRESS_ALLOW: must be CIDR ranges'],
  [{ ORCH_EGRESS_ALLOW: 'intranet' }, 'ORCH_EGRESS_ALLOW: must be CIDR ranges'],
  [{ ORCH_OIDC_ISSUER: OIDC.ORCH_OIDC_ISSUER }, 'ORCH_OIDC_CLIENT_ID: is needed'],
  [{ ...OIDC, ORCH_OIDC_ISSUER: 'ldap://corp' }, 'ORCH_OIDC_ISSUER: '],
  [
    { ...OIDC, ORCH_OIDC_ISSUER: 'https://corp.test/.well-known/openid-configuration' },
    'ORCH_OIDC_ISSUER: must be the issuer',
  ],
])('%j is refused with the name of the setting', (env, message) => {
  expect(() => load(env as Record<string, string>)).toThrow(message);
});
