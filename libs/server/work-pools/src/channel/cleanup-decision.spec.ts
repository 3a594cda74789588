import { type CleanupFacts, judgeCleanup } from './cleanup-decision.ts';

const HELD: CleanupFacts = {
  workPoolId: 'p',
  reservationToken: 't',
  isLeaseOver: false,
  deliveryCount: 1,
};

it.each([
  ['ack', HELD, 'accepted', 'finish'],
  ['renew', HELD, 'accepted', 'renew'],
  ['release', HELD, 'accepted', 'free'],
  ['release', { ...HELD, deliveryCount: 3 }, 'dead_lettered', 'give-up'],
  ['ack', { ...HELD, deliveryCount: 3 }, 'accepted', 'finish'],
  ['ack', undefined, 'not_found', 'none'],
  ['ack', { ...HELD, workPoolId: 'q' }, 'unauthorized', 'none'],
  ['renew', { ...HELD, reservationToken: null }, 'not_current', 'none'],
  ['renew', { ...HELD, reservationToken: 'u' }, 'invalid_token', 'none'],
  ['renew', { ...HELD, isLeaseOver: true }, 'expired', 'free'],
  ['renew', { ...HELD, isLeaseOver: true, deliveryCount: 3 }, 'dead_lettered', 'give-up'],
] as const)('%s of %j is %s: %s', (operation, facts, status, change) => {
  const verdict = judgeCleanup(operation, facts, 'p', 't');
  expect(verdict).toMatchObject({ status, change });
  expect(verdict.reason === null).toBe(status === 'accepted');
});
