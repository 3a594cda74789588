import { json, NOW_US, stateOf, tryTask, verdict } from '../fixtures/builders.ts';
import { proposedState } from '../state.ts';
import { cacheRetrieval as rule } from './cache-retrieval.ts';

const cached = stateOf('COMPLETED', { name: 'Fine', data: json({ storage_key: 'k' }) });
const running = (cacheKey: string | null, refreshCache: boolean | null = null) =>
  proposedState('RUNNING', { details: { cacheKey, refreshCache } });

it('answers with a fresh copy of the cached state', () => {
  const answers = { 'read-cached-state': cached };
  const tried = tryTask([rule], { initial: 'PENDING', proposed: running('key'), answers });
  expect(verdict(tried)).toBe('REJECT: Retrieved state from cache [COMPLETED Cached]');
  expect(tried.asked).toEqual([{ kind: 'read-cached-state', cacheKey: 'key', nowUs: NOW_US }]);
  expect(tried.outcome.state).toMatchObject({ id: 'id-1', timestampUs: NOW_US, data: cached.data });
});

it('lets a task run whose key is not cached', () => {
  const answers = { 'read-cached-state': null };
  const tried = tryTask([rule], { initial: 'PENDING', proposed: running('key'), answers });
  expect(verdict(tried)).toBe('ACCEPT [RUNNING Running]');
});

it.each([running(null), running(''), running('key', true)])('does not look for %j', (proposed) => {
  expect(tryTask([rule], { initial: 'PENDING', proposed }).asked).toEqual([]);
});
