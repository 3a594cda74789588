import { ACCOUNT_ROLES } from '@orch/identity';
import { ACCOUNT, type Teller } from './teller.ts';

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
