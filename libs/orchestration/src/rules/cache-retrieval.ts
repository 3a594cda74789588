import { perform, type Steps } from '../effects.ts';
import { type TaskRule } from '../rule.ts';
import { ANY_STATE, maskOf } from '../state-type.ts';
import { draftOf } from '../state.ts';
import { type TaskTransition } from '../transition.ts';

/**
 * Answers a start with the state cached under the task's cache key, named Cached, unless the cache is to be
 * refreshed.
 * Upstream: core_policy.py, class CacheRetrieval (3.8.8).
 */
export const cacheRetrieval: TaskRule = {
  name: 'CacheRetrieval',
  kind: 'rule',
  from: ANY_STATE,
  to: maskOf('RUNNING'),
  before(transition) {
    const details = transition.proposed?.details;
    if (details === undefined || details.cacheKey === null || details.cacheKey === '') return;
    if (details.refreshCache !== true) return retrieve(transition, details.cacheKey);
  },
};

function* retrieve(transition: TaskTransition, cacheKey: string): Steps {
  const { nowUs } = transition.context;
  const cached = yield* perform({ kind: 'read-cached-state', cacheKey, nowUs });
  if (cached === null) return;
  transition.reject(draftOf({ ...cached, name: 'Cached' }, nowUs), 'Retrieved state from cache');
}
