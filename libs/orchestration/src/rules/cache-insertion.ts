import { type TaskRule } from '../rule.ts';
import { ANY_STATE, maskOf } from '../state-type.ts';

/** Characters as the reference counts them: code points. */
const isLongerThan = (text: string, max: number): boolean => text.length > max && [...text].length > max;

/**
 * Puts a completed state into the cache under its key. A key that is too long is answered with a REJECT, though the
 * state itself is written.
 * Deviation: such a key is not cached either (the reference tries, and PostgreSQL may refuse the index entry).
 * Upstream: core_policy.py, class CacheInsertion (3.8.8).
 */
export const cacheInsertion: TaskRule = {
  name: 'CacheInsertion',
  kind: 'rule',
  from: ANY_STATE,
  to: maskOf('COMPLETED'),
  before(transition) {
    const { proposed } = transition;
    const { maxCacheKeyLength } = transition.context.settings;
    const key = proposed?.details.cacheKey ?? null;
    if (key !== null && isLongerThan(key, maxCacheKeyLength)) {
      const reason = `Cache key exceeded maximum allowed length of ${maxCacheKeyLength} characters.`;
      transition.reject(proposed, reason);
    }
  },
  after({ validated, context, afterEffects }) {
    const cacheKey = validated?.details.cacheKey ?? null;
    if (validated === null || cacheKey === null || cacheKey === '') return;
    if (isLongerThan(cacheKey, context.settings.maxCacheKeyLength)) return;
    const expirationUs = validated.details.cacheExpirationUs;
    afterEffects.push({ kind: 'insert-cached-state', cacheKey, expirationUs, stateId: validated.id });
  },
};
