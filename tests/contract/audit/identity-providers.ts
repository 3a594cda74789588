import { ACCOUNT_ROLES } from '@orch/identity';
import { ACCOUNT, type Teller } from './teller.ts';
import type { Got } from './told-changes.ts';

/** Every change of identity providers, once. */
export async function tellOfIdentityProviders({
  world,
  a,
  call,
  inAccount,
  by,
  tokenTo,
  one,
  mine,
}: Teller): Promise<void> {
  const CONNECTIONS = `${ACCOUNT}/sso/connections`;
  const path = inAccount('/sso/connections');
  const { okta } = world;
  const body = {
    name: 'okta',
    issuer: okta.issuer,
    client_id: okta.clientId,
    client_secret: okta.clientSecret,
  };
  const { id } = await mine('POST', CONNECTIONS, path, body, 'sso_connection.created');
  const at = `${path}/${id}`;
  await mine(
    'PATCH',
    `${CONNECTIONS}/:connectionId`,
    at,
    { group_claim: 'groups' },
    'sso_connection.updated',
  );
  const domain = await mine(
    'POST',
    `${CONNECTIONS}/:connectionId/domains`,
    `${at}/domains`,
    { domain: 'told.test' },
    'sso_domain.created',
  );
  const DOMAIN = `${CONNECTIONS}/:connectionId/domains/:domainId`;
  const ofDomain = `${at}/domains/${domain.id}`;
  await mine(
    'POST',
    `${DOMAIN}/send_confirmation`,
    `${ofDomain}/send_confirmation`,
    {},
    'sso_domain.mail_sent',
  );
  const token = await tokenTo('postmaster@told.test');
  const confirm = () => call(null, 'POST', '/api/auth/sso/domains/confirm', { token });
  await one('POST /api/auth/sso/domains/confirm', confirm, null, 'sso_domain.verified');
  const second = (await call(a.key, 'POST', `${at}/domains`, { domain: 'dns.told.test' })).body;
  world.dns.set(second.txt_name, [second.txt_value]);
  await mine(
    'POST',
    `${DOMAIN}/verify`,
    `${at}/domains/${second.id}/verify`,
    undefined,
    'sso_domain.verified',
  );
  const mapping = { group: 'g', account_role_id: ACCOUNT_ROLES.Admin };
  const mapped = await mine(
    'POST',
    `${CONNECTIONS}/:connectionId/group_mappings`,
    `${at}/group_mappings`,
    mapping,
    'sso_group_mapping.created',
  );
  await mine(
    'DELETE',
    `${CONNECTIONS}/:connectionId/group_mappings/:mappingId`,
    `${at}/group_mappings/${mapped.id}`,
    undefined,
    'sso_group_mapping.deleted',
  );
  const { page, user } = await world.enter(okta, id, 'ida', { email: 'ida@told.test', email_verified: true });
  const [identity] = await page.json<{ id: string }[]>('/api/auth/sso/identities');
  await one(
    'DELETE /api/auth/sso/identities/:identityId',
    by(page, 'DELETE', `/api/auth/sso/identities/${identity!.id}`),
    user!.id,
    'sso_identity.unlinked',
  );
  await mine('DELETE', DOMAIN, ofDomain, undefined, 'sso_domain.deleted');
  await mine('DELETE', `${CONNECTIONS}/:connectionId`, at, undefined, 'sso_connection.deleted');
}

/** Every change by the directory of an account, once. */
export async function tellOfDirectories({ world, told, a, inAccount, mine, one }: Teller): Promise<void> {
  const { id: connection } = await world.connection(a, world.okta, { name: 'of the directory' });
  await world.domain(a, connection, 'scim.test');
  const TOKENS = `${ACCOUNT}/scim/tokens`;
  const tokens = inAccount('/scim/tokens');
  const { id: tokenId, token } = await mine('POST', TOKENS, tokens, { name: 'okta' }, 'scim_token.created');
  const scim =
    (method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object) => async (): Promise<Got> => {
      const answer = await world.app.app.inject({
        method,
        url: `${inAccount('/scim/v2/')}${path}`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
        ...(body && { payload: JSON.stringify(body) }),
      });
      return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() };
    };
  const SCIM = `${ACCOUNT}/scim/v2`;
  const change = (route: string, send: () => Promise<Got>, actions: string): Promise<Got['body']> =>
    one(`${route.split(' ')[0]} ${SCIM}${route.split(' ')[1]}`, send, tokenId, actions);
  const ada = { userName: 'dir@scim.test', active: true };
  const { id } = await change('POST /Users', scim('POST', 'Users', ada), 'user.created member.added');
  const named = { ...ada, name: { givenName: 'D', familyName: 'R' } };
  await change('PUT /Users/:id', scim('PUT', `Users/${id}`, named), 'user.updated');
  const off = { Operations: [{ op: 'replace', path: 'active', value: false }] };
  await change('PATCH /Users/:id', scim('PATCH', `Users/${id}`, off), 'member.removed');
  await scim('PUT', `Users/${id}`, named)();
  const group = { displayName: 'Directory', members: [{ value: id }] };
  const { id: team } = await change('POST /Groups', scim('POST', 'Groups', group), 'team.created');
  const empty = { Operations: [{ op: 'remove', path: 'members' }] };
  await change('PATCH /Groups/:id', scim('PATCH', `Groups/${team}`, empty), 'team.members_changed');
  const renamed = { ...group, displayName: 'Directory 2' };
  const both = 'team.updated team.members_changed';
  await change('PUT /Groups/:id', scim('PUT', `Groups/${team}`, renamed), both);
  await change('DELETE /Groups/:id', scim('DELETE', `Groups/${team}`), 'team.deleted');
  await change('DELETE /Users/:id', scim('DELETE', `Users/${id}`), 'member.removed');
  await mine('DELETE', `${TOKENS}/:tokenId`, `${tokens}/${tokenId}`, undefined, 'scim_token.revoked');
  expect(told.secrets).toContain(token);
}
