import type { MetricTrigger, Trigger } from '../../api/automations.ts';
import type { IconName } from '../../ui/icon.tsx';
import { newTrigger } from './trigger-form.ts';

/** A start that most people want; everything in it can be changed afterwards. */
export interface TriggerTemplate {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly icon: IconName;
  readonly trigger: () => Trigger;
}

const run = (name: string): string => `prefect.flow-run.${name}`;
const runFails = (): Trigger =>
  newTrigger('flow-run', { expect: [run('Failed'), run('Crashed'), run('TimedOut')] });

const RANGE_S = 3_600;
const FIRING_S = 300;
const metric = (
  name: MetricTrigger['metric']['name'],
  operator: MetricTrigger['metric']['operator'],
  threshold: number,
): Trigger => ({
  type: 'metric',
  posture: 'Metric',
  match: { 'prefect.resource.id': 'prefect.flow-run.*' },
  match_related: {},
  metric: { name, operator, threshold, range: RANGE_S, firing_for: FIRING_S },
});

export const TRIGGER_TEMPLATES: readonly {
  readonly group: string;
  readonly items: readonly TriggerTemplate[];
}[] = [
  {
    group: 'Runs',
    items: [
      {
        id: 'fails',
        label: 'A run fails',
        hint: 'It fails, crashes or times out',
        icon: 'xCircle',
        trigger: runFails,
      },
      {
        id: 'completes',
        label: 'A run completes',
        hint: 'To start what comes next, or to tell somebody',
        icon: 'checkCircle',
        trigger: () => newTrigger('flow-run', { expect: [run('Completed')] }),
      },
      {
        id: 'late',
        label: 'A run is late',
        hint: 'Nothing has started it at its time',
        icon: 'timer',
        trigger: () => newTrigger('flow-run', { expect: [run('Late')] }),
      },
      {
        id: 'stuck',
        label: 'A run is stuck',
        hint: 'It runs for longer than it should',
        icon: 'clock',
        trigger: () =>
          newTrigger('flow-run', {
            posture: 'Proactive',
            after: [run('Running')],
            expect: [run('*')],
            for_each: ['prefect.resource.id'],
            within: 1_800,
          }),
      },
      {
        id: 'pending',
        label: 'A run does not start',
        hint: 'It was handed to a worker and hangs',
        icon: 'pause',
        trigger: () =>
          newTrigger('flow-run', {
            posture: 'Proactive',
            after: [run('Pending')],
            expect: [run('*')],
            for_each: ['prefect.resource.id'],
            within: 600,
          }),
      },
      {
        id: 'often',
        label: 'Runs fail again and again',
        hint: 'Several failures in a short time',
        icon: 'refresh',
        trigger: () =>
          newTrigger('flow-run', { expect: [run('Failed'), run('Crashed')], threshold: 3, within: 3_600 }),
      },
    ],
  },
  {
    group: 'Infrastructure',
    items: [
      {
        id: 'worker',
        label: 'A worker goes offline',
        hint: 'A work pool has no worker left that answers',
        icon: 'wifiOff',
        trigger: () => newTrigger('work-pool', { expect: ['prefect.work-pool.not-ready'] }),
      },
      {
        id: 'queue',
        label: 'A queue is not polled',
        hint: 'Nobody fetches work from it',
        icon: 'layers',
        trigger: () => newTrigger('work-queue', { expect: ['prefect.work-queue.not-ready'] }),
      },
      {
        id: 'deployment',
        label: 'A deployment is not ready',
        hint: 'Its worker or process has gone',
        icon: 'rocket',
        trigger: () => newTrigger('deployment', { expect: ['prefect.deployment.not-ready'] }),
      },
    ],
  },
  {
    group: 'Metrics',
    items: [
      {
        id: 'successes',
        label: 'Fewer runs succeed',
        hint: 'The share of successful runs drops',
        icon: 'gauge',
        trigger: () => metric('successes', '<', 0.9),
      },
      {
        id: 'duration',
        label: 'Runs take longer',
        hint: 'The average duration rises',
        icon: 'activity',
        trigger: () => metric('duration', '>', 600),
      },
      {
        id: 'lateness',
        label: 'Runs start late',
        hint: 'The average lateness rises',
        icon: 'history',
        trigger: () => metric('lateness', '>', 300),
      },
    ],
  },
  {
    group: 'Events',
    items: [
      {
        id: 'event',
        label: 'An event happens',
        hint: 'Any event of this workspace, also your own',
        icon: 'bolt',
        trigger: () => newTrigger('other'),
      },
      {
        id: 'missing',
        label: 'An event does not come',
        hint: 'Within a time in which it should',
        icon: 'slash',
        trigger: () => newTrigger('other', { posture: 'Proactive', within: 3_600 }),
      },
      {
        id: 'compound',
        label: 'Several things together',
        hint: 'All, any, or a number of triggers',
        icon: 'blocks',
        trigger: () => ({
          type: 'compound',
          require: 'all',
          within: 3_600,
          triggers: [runFails(), newTrigger('work-pool', { expect: ['prefect.work-pool.not-ready'] })],
        }),
      },
      {
        id: 'sequence',
        label: 'One thing after another',
        hint: 'Triggers in a given order',
        icon: 'flow',
        trigger: () => ({
          type: 'sequence',
          within: 3_600,
          triggers: [
            newTrigger('flow-run', { expect: [run('Completed')] }),
            newTrigger('flow-run', { expect: [run('Completed')] }),
          ],
        }),
      },
    ],
  },
];
