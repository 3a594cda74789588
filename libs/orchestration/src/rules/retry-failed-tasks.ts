import { US_PER_SECOND } from '@orch/kernel';
import { clampedPoissonInterval } from '../poisson-interval.ts';
import { type TaskRule } from '../rule.ts';
import { maskOf } from '../state-type.ts';
import { type TaskTransition } from '../transition.ts';

/**
 * Turns a failure into AwaitingRetry while retries are left and the client does not say that it is pointless
 * (`retriable: false`).
 * Upstream: core_policy.py, class RetryFailedTasks (3.8.8).
 */
export const retryFailedTasks: TaskRule = {
  name: 'RetryFailedTasks',
  kind: 'rule',
  from: maskOf('RUNNING'),
  to: maskOf('FAILED'),
  before(transition) {
    const { initial, proposed, run, context } = transition;
    if (initial === null || proposed === null || proposed.details.retriable === false) return;
    const { retries } = run.empiricalPolicy;
    if (retries === null || run.runCount > retries) return;
    const scheduledTimeUs = context.nowUs + Math.round(delaySeconds(transition) * US_PER_SECOND);
    const { message, data } = proposed;
    transition.reject(
      transition.draft('SCHEDULED', { name: 'AwaitingRetry', message, data, details: { scheduledTimeUs } }),
      'Retrying',
    );
  },
};

/** The delay of this attempt; a jitter factor spreads it. */
function delaySeconds({ run, context }: TaskTransition): number {
  const { retryDelaySeconds: delays, retryJitterFactor: jitter } = run.empiricalPolicy;
  const base = typeof delays === 'number' ? delays : delayOfAttempt(delays ?? [], run.runCount);
  return jitter !== null && jitter > 0 && base > 0
    ? clampedPoissonInterval(base, context.random, jitter)
    : base;
}

/** The last delay repeats; before the first attempt it counts too, as upstream. */
const delayOfAttempt = (delays: readonly number[], runCount: number): number =>
  delays.at(Math.min(runCount - 1, delays.length - 1)) ?? 0;
