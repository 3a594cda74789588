import { sql } from '@orch/platform';
import { ACCOUNT, type Teller } from './teller.ts';

/** Every change of invitations, once. */
export async function tellOfInvitations({
  world,
  a,
  b,
  otherId,
  call,
  inAccount,
  inWorkspace,
  tokenTo,
  one,
  mine,
}: Teller): Promise<void> {
  const long = sql`update invitation set last_sent = now() - interval '1 hour'`;
  for (const [route, path, who] of [
    [`${ACCOUNT}/invitations`, inAccount('/invitations'), 'x@i.test'],
    ['/api/invitations', inWorkspace('/invitations'), 'y@i.test'],
  ] as const) {
    const made = await mine('POST', route, path, { email: who }, 'invitation.created');
    await world.rows(long);
    await mine(
      'POST',
      `${route}/:invitationId/resend`,
      `${path}/${made.id}/resend`,
      undefined,
      'invitation.sent_again',
    );
    await mine('DELETE', `${route}/:invitationId`, `${path}/${made.id}`, undefined, 'invitation.revoked');
  }
  await call(a.key, 'POST', inAccount('/invitations'), { email: 'no@i.test' });
  const token = await tokenTo('no@i.test');
  await one(
    'POST /api/invitations/decline',
    () => call(null, 'POST', '/api/invitations/decline', { token }),
    null,
    'invitation.declined',
  );
  await call(a.key, 'POST', inAccount('/invitations'), { email: 'owner@other.test' });
  const [invitation] = (await call(b.key, 'GET', '/api/me/invitations')).body;
  await one(
    'POST /api/me/invitations/:invitationId/decline',
    () => call(b.key, 'POST', `/api/me/invitations/${invitation.id}/decline`),
    otherId,
    'invitation.declined',
  );
}
