import { createHash, randomBytes } from 'node:crypto';
import { sql } from '@orch/platform';
import { AfterAnswer } from '../../../libs/server/identity/src/people/after-answer.ts';
import { GOOD_PASSWORD } from '../../../libs/server/identity/src/testing/browser.ts';
import { type Method, type Teller } from './teller.ts';
import type { Got } from './told-changes.ts';

/** Every change of people, their keys and sessions, once. */
export async function tellOfPeople({ world, told, call, by, tokenTo, one }: Teller): Promise<void> {
  const page = world.browser();
  const signUp = { email: 'ada@people.test', password: GOOD_PASSWORD };
  const signedUp = by(page, 'POST', '/api/auth/sign-up', signUp);
  const first = 'user.created account.created workspace.created session.created';
  const { session } = await one('POST /api/auth/sign-up', signedUp, undefined, first);
  const ada = (await page.whoAmI())!;
  expect(session.user.id).toBe(ada.id);
  const key = await world.keyOf(ada.id);
  const keys = `/api/users/${ada.id}/api_keys`;
  const KEYS = '/api/users/:userId/api_keys';
  const own = (method: Method, route: string, path: string, body: object | undefined, actions: string) =>
    one(`${method} ${route}`, () => call(key, method, path, body), ada.id, actions);
  await own('PATCH', '/api/me', '/api/me', { first_name: 'Ada' }, 'user.updated');
  await own('PATCH', '/api/users/:userId', `/api/users/${ada.id}`, { last_name: 'L' }, 'user.updated');
  const { id } = await own('POST', KEYS, keys, { name: 'k' }, 'api_key.created');
  const fresh = await own(
    'POST',
    `${KEYS}/:keyId/rotate`,
    `${keys}/${id}/rotate`,
    { old_key_expires_in_seconds: 60 },
    'api_key.rotated',
  );
  await own('DELETE', `${KEYS}/:keyId`, `${keys}/${fresh.id}`, undefined, 'api_key.revoked');

  await one(
    'POST /api/auth/sign-in',
    by(world.browser(), 'POST', '/api/auth/sign-in', signUp),
    ada.id,
    'session.created',
  );
  const sessions = await page.json<{ id: string; is_current: boolean }[]>('/api/auth/sessions');
  const other = sessions.find(({ is_current }) => !is_current)!;
  await one(
    'DELETE /api/auth/sessions/:sessionId',
    by(page, 'DELETE', `/api/auth/sessions/${other.id}`),
    ada.id,
    'session.revoked',
  );
  await one(
    'DELETE /api/auth/sessions',
    by(page, 'DELETE', '/api/auth/sessions'),
    ada.id,
    'session.others_revoked',
  );
  const change = { current_password: GOOD_PASSWORD, password: 'a lamp by the violet river' };
  await one(
    'POST /api/auth/change-password',
    by(page, 'POST', '/api/auth/change-password', change),
    ada.id,
    'password.changed',
  );
  await one('POST /api/auth/sign-out', by(page, 'POST', '/api/auth/sign-out'), ada.id, 'session.revoked');
  const visitor = world.browser();
  const email = { email: ada.email };
  await world.rows(sql`update app_user set email_verified_at = null where id = ${ada.id}`);
  const later = (path: string) => async (): Promise<Got> => {
    const answer = await by(visitor, 'POST', path, email)();
    await world.app.app.get(AfterAnswer).settled();
    return answer;
  };
  await told.call('POST /api/auth/resend-verification', later('/api/auth/resend-verification'));
  const proof = { token: await tokenTo(ada.email) };
  await one(
    'POST /api/auth/verify-email',
    by(visitor, 'POST', '/api/auth/verify-email', proof),
    ada.id,
    'email.verified',
  );
  await one(
    'POST /api/auth/forgot-password',
    later('/api/auth/forgot-password'),
    null,
    'password.reset_requested',
  );
  const reset = { token: await tokenTo(ada.email), password: 'the river by a violet lamp' };
  await one(
    'POST /api/auth/reset-password',
    by(visitor, 'POST', '/api/auth/reset-password', reset),
    ada.id,
    'password.reset',
  );
}

/** Every change of clients, once. */
export async function tellOfClients({ world, told, by, one }: Teller): Promise<void> {
  const page = await world.signUp('cleo@clients.test');
  const cleo = (await page.whoAmI())!;
  const form = (route: string, members: Record<string, string>) => async (): Promise<Got> => {
    told.hide(members);
    const answer = await world.app.app.inject({
      method: 'POST',
      url: `/oauth/${route}`,
      headers: { host: '127.0.0.1:4200', 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(members).toString(),
    });
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() };
  };
  const grant = await one(
    'POST /api/auth/client-grants',
    by(page, 'POST', '/api/auth/client-grants', { callback: 'http://127.0.0.1:1', expires_in_days: 7 }),
    cleo.id,
    'api_key.created',
  );
  await one('POST /oauth/revoke', form('revoke', { token: grant.api_key }), cleo.id, 'api_key.revoked');
  const verifier = randomBytes(32).toString('base64url');
  told.secrets.add(verifier);
  const redirect_uri = 'http://127.0.0.1:5123/callback';
  const consent = {
    response_type: 'code',
    client_id: 'orch-cli',
    redirect_uri,
    state: 's',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    decision: 'approve',
  };
  const issued = await one(
    'POST /api/auth/authorizations',
    by(page, 'POST', '/api/auth/authorizations', consent),
    cleo.id,
    'oauth_code.issued',
  );
  const code = new URL(issued.redirect_to).searchParams.get('code')!;
  const redeemed = {
    grant_type: 'authorization_code',
    client_id: 'orch-cli',
    code,
    redirect_uri,
    code_verifier: verifier,
  };
  await one('POST /oauth/token', form('token', redeemed), cleo.id, 'api_key.created');
  const begun = await told.call(
    'POST /oauth/device_authorization',
    form('device_authorization', { client_id: 'orch-cli' }),
  );
  const decision = { user_code: begun.body.user_code, decision: 'approve' };
  await one(
    'POST /api/auth/device',
    by(page, 'POST', '/api/auth/device', decision),
    cleo.id,
    'oauth_device.approved',
  );
}
