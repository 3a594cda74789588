import { tryTask, verdict } from '../fixtures/builders.ts';
import { proposedState } from '../state.ts';
import { cacheInsertion as rule } from './cache-insertion.ts';

const completed = (cacheKey: string | null) =>
  proposedState('COMPLETED', { details: { cacheKey, cacheExpirationUs: 7 } });

it('caches the state that is written', () => {
  const { outcome } = tryTask([rule], { initial: 'RUNNING', proposed: completed('k') });
  expect(outcome.afterEffects).toEqual([
    { kind: 'insert-cached-state', cacheKey: 'k', expirationUs: 7, stateId: outcome.state?.id },
  ]);
});

it.each([
  { length: 2000, answer: 'ACCEPT [COMPLETED Completed]', inserted: 1 },
  {
    length: 2001,
    answer: 'REJECT: Cache key exceeded maximum allowed length of 2000 characters. [COMPLETED Completed]',
    inserted: 0,
  },
])('a key of $length characters', ({ length, answer, inserted }) => {
  for (const character of ['k', '\u{1F600}']) {
    const tried = tryTask([rule], { initial: 'RUNNING', proposed: completed(character.repeat(length)) });
    expect(verdict(tried)).toBe(answer);
    expect(tried.outcome.afterEffects).toHaveLength(inserted);
  }
});

it.each([null, ''])('caches nothing under the key %j', (key) => {
  const tried = tryTask([rule], { initial: 'RUNNING', proposed: completed(key) });
  expect(tried.outcome.afterEffects).toEqual([]);
});
