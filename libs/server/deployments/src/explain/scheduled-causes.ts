import type { WaitingCause } from '@orch/contract';
import { US_PER_SECOND } from '@orch/kernel';
import { cause, moment, poolThing, queueThing, span } from './cause-words.ts';
import type { RunFacts } from './run-facts.ts';
import { aheadCauses, deploymentLimitCauses, poolSlotCauses, tagLimitCauses } from './slot-causes.ts';
import { isPolled, silentWorkerCauses, workerCauses } from './worker-causes.ts';

/** A run that nothing holds back is claimed within this time; the loop that marks runs late uses it as well. */
const LATE_SECONDS = 15;
const AWAITING_SLOT = 'AwaitingConcurrencySlot';
type Rule = (run: RunFacts) => WaitingCause[];

const isDue = ({ dueUs, nowUs }: RunFacts): boolean => dueUs === null || dueUs <= nowUs;
/** Only what is due competes for slots and workers. */
const whenDue =
  (rule: Rule): Rule =>
  (run) =>
    isDue(run) ? rule(run) : [];

/** Nobody could take the run, whatever time passes. */
const homeless: Rule = (run) => {
  const { stateUs: sinceUs, deployment } = run;
  if (run.deploymentId !== null && deployment === null)
    return [
      cause('deployment_missing', 'Its deployment is gone', 'Workers refuse runs of a deleted deployment.', {
        related: [{ kind: 'deployment', id: null, name: run.deploymentId }],
        remedy: 'Delete the run, or make the deployment and the run anew.',
      }),
    ];
  const queueName = run.queueName ?? deployment?.queueName ?? null;
  if (run.queue === null && (run.queueId !== null || (deployment !== null && queueName !== null)))
    return [
      cause(
        'pool_missing',
        'Its work pool is gone',
        `The run waits in work queue ${queueName ?? run.queueId ?? ''}, which was deleted together with its pool or by itself.`,
        {
          related: [{ kind: 'work-queue', id: null, name: queueName ?? run.queueId ?? '' }],
          remedy: 'Give the deployment another work pool and start a new run.',
        },
      ),
    ];
  if (run.deploymentId === null && run.queueId === null)
    return [
      cause(
        'no_deployment',
        'It has no deployment',
        'Workers take runs of deployments. This one was made by hand: whoever made it must run it.',
        { sinceUs, remedy: 'Make a deployment of the flow and start a run of it.' },
      ),
    ];
  return [];
};

const tooEarly: Rule = (run) => {
  const { dueUs, nowUs, stateUs: sinceUs, stateName } = run;
  if (run.retriesInProcess)
    return [
      cause(
        'retries_in_process',
        'It waits to try again',
        `Its own process tries again${dueUs === null ? '' : ` at ${moment(dueUs)}`}; no worker takes it meanwhile.`,
        { sinceUs },
      ),
    ];
  if (dueUs === null || isDue(run) || stateName === AWAITING_SLOT) return [];
  const when = `${moment(dueUs)}, in ${span(dueUs - nowUs)}`;
  return [
    stateName === 'AwaitingRetry'
      ? cause('awaiting_retry', 'It waits to try again', `The next attempt begins at ${when}.`, { sinceUs })
      : cause('scheduled_for_later', 'It is scheduled for later', `It is due at ${when}.`, { sinceUs }),
  ];
};

/** A worker wanted to begin it and found no free slot: what the state says goes before what is guessed. */
const awaitingSlot: Rule = (run) => {
  if (run.stateName !== AWAITING_SLOT) return [];
  const full = [...deploymentLimitCauses(run), ...tagLimitCauses(run)];
  if (full.length > 0 || isDue(run) || run.dueUs === null) return full;
  const limit = run.deployment?.limit;
  return [
    cause(
      limit && !limit.name.startsWith('deployment:') ? 'global_limit_full' : 'deployment_limit_full',
      'It found no free slot',
      `A slot is free again; the run tries at ${moment(run.dueUs)}.`,
      { sinceUs: run.stateUs },
    ),
  ];
};

const pausedBy = ({ pausedBy: name }: { readonly pausedBy: string | null }): string =>
  name === null ? '' : ` It was paused by ${name}.`;

const paused: Rule = ({ pool, queue }) => [
  ...(pool?.isPaused
    ? [
        cause(
          'pool_paused',
          `Work pool ${pool.name} is paused`,
          `A paused pool hands out no runs.${pausedBy(pool)}`,
          {
            sinceUs: pool.pausedUs,
            related: [poolThing(pool)],
            remedy: `Resume the work pool ${pool.name}.`,
          },
        ),
      ]
    : []),
  ...(queue?.isPaused
    ? [
        cause(
          'queue_paused',
          `Work queue ${queue.name} is paused`,
          `A paused queue hands out no runs.${pausedBy(queue)}`,
          {
            sinceUs: queue.pausedUs,
            related: [queueThing(queue)],
            remedy: `Resume the work queue ${queue.name}.`,
          },
        ),
      ]
    : []),
];

/** A deployment without a pool is served by a process of its own, which pauses it when it ends. */
const notServed: Rule = ({ deployment, queue, nowUs }) => {
  if (deployment === null || queue !== null || deployment.queueName !== null || isPolled(nowUs, deployment))
    return [];
  const { polledUs, name } = deployment;
  const last =
    polledUs === null ? 'Nobody has ever asked for its runs.' : `It last asked at ${moment(polledUs)}.`;
  return [
    cause(
      'not_served',
      `Nobody serves deployment ${name}`,
      `It has no work pool: the process that serves it must ask for its runs. ${last}`,
      {
        sinceUs: polledUs,
        related: [{ kind: 'deployment', id: deployment.id, name }],
        remedy: 'Start the process that serves the deployment, or give it a work pool.',
      },
    ),
  ];
};

const switchedOff: Rule = ({ deployment, inactiveScheduleId }) => {
  if (deployment === null) return [];
  const thing = { kind: 'deployment', id: deployment.id, name: deployment.name } as const;
  const causes: WaitingCause[] = [];
  if (deployment.isPaused)
    causes.push(
      cause(
        'deployment_paused',
        `Deployment ${deployment.name} is paused`,
        'Its schedules make no runs, and a process that serves it and has ended leaves it paused.',
        { related: [thing], remedy: 'Resume the deployment.' },
      ),
    );
  if (inactiveScheduleId !== null)
    causes.push(
      cause(
        'schedule_inactive',
        'Its schedule is switched off',
        `The schedule of deployment ${deployment.name} that made this run is not active any more.`,
        {
          related: [thing, { kind: 'deployment-schedule', id: inactiveScheduleId, name: inactiveScheduleId }],
          remedy: 'Switch the schedule on, or cancel the run.',
        },
      ),
    );
  return causes;
};

const unserved: Rule = (run) => {
  const causes = notServed(run);
  return causes.length > 0 ? [...switchedOff(run), ...causes] : [];
};

const overdue: Rule = ({ dueUs, nowUs, stateName, stateUs, isHandedOut }) => {
  if (dueUs === null || isHandedOut) return [];
  const overdueUs = nowUs - dueUs;
  if (stateName !== 'Late' && overdueUs < LATE_SECONDS * US_PER_SECOND) return [];
  return [
    cause(
      'late',
      'It is late',
      `It was due at ${moment(dueUs)}, ${span(overdueUs)} ago, and nobody has claimed it.`,
      {
        sinceUs: stateName === 'Late' ? stateUs : dueUs,
      },
    ),
  ];
};

/** In the order of how decisive they are; of one code only the first is kept. */
const RULES: readonly Rule[] = [
  homeless,
  tooEarly,
  awaitingSlot,
  paused,
  unserved,
  workerCauses,
  whenDue(deploymentLimitCauses),
  whenDue(tagLimitCauses),
  whenDue(poolSlotCauses),
  whenDue(silentWorkerCauses),
  switchedOff,
  whenDue(aheadCauses),
  whenDue(overdue),
];

/** Why a scheduled run was not taken yet. */
export function scheduledCauses(run: RunFacts): WaitingCause[] {
  const causes = new Map<string, WaitingCause>();
  for (const each of RULES.flatMap((rule) => rule(run))) {
    const key = `${each.code} ${each.title}`;
    if (!causes.has(key)) causes.set(key, each);
  }
  return [...causes.values()];
}
