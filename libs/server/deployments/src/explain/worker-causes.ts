import type { WaitingCause } from '@orch/contract';
import { US_PER_SECOND } from '@orch/kernel';
import { cause, moment, poolThing, queueThing, workerThing } from './cause-words.ts';
import type { PoolFacts, QueueFact, RunFacts, WorkerFact } from './run-facts.ts';
import { shortcomingOf } from './worker-versions.ts';

/** Workers ask every ten to fifteen seconds; whoever has not asked for a minute is gone or does not ask here. */
const POLLED_SECONDS = 60;

/** Whether somebody asked this queue for runs within the last minute. */
export const isPolled = (nowUs: number, { polledUs }: Pick<QueueFact, 'polledUs'>): boolean =>
  polledUs !== null && nowUs - polledUs <= POLLED_SECONDS * US_PER_SECOND;

const online = (pool: PoolFacts): WorkerFact[] => pool.workers.filter((worker) => worker.isOnline);
const start = ({ name }: PoolFacts): string => `Start a worker: prefect worker start --pool '${name}'`;

/** Whether anybody works for the pool: a worker that is online, or one of the kind that only asks. */
export const isAttended = (run: RunFacts, pool: PoolFacts): boolean =>
  online(pool).length > 0 ||
  (run.queue !== null && isPolled(run.nowUs, run.queue)) ||
  pool.otherQueues.some((queue) => isPolled(run.nowUs, queue));

/** What is wrong with the workers of the run's pool. */
export function workerCauses(run: RunFacts): WaitingCause[] {
  const { pool, queue, nowUs } = run;
  if (pool === null || queue === null) return [];
  if (!isAttended(run, pool)) return [noWorker(pool)];
  const unfit = unfitWorkers(pool);
  if (unfit) return [unfit];
  if (isPolled(nowUs, queue)) return [];
  const elsewhere = pool.otherQueues.filter((other) => isPolled(nowUs, other));
  if (elsewhere.length === 0) return [];
  const names = elsewhere.map(({ name }) => name).join(', ');
  return [
    cause(
      'worker_polls_other_queues',
      `Workers of ${pool.name} do not ask queue ${queue.name}`,
      `They ask ${names} for runs. ${lastAsked(queue)}`,
      {
        sinceUs: queue.polledUs,
        related: [queueThing(queue), ...elsewhere.map(queueThing), ...online(pool).map(workerThing)],
        remedy: `Start a worker without --work-queue, or with --work-queue '${queue.name}'.`,
      },
    ),
  ];
}

/** Workers that live and ask no queue at all, though they had the time to. */
export function silentWorkerCauses(run: RunFacts): WaitingCause[] {
  const { pool, queue, nowUs } = run;
  if (pool === null || queue === null || online(pool).length === 0) return [];
  if ([queue, ...pool.otherQueues].some((each) => isPolled(nowUs, each)) || unfitWorkers(pool)) return [];
  if (online(pool).some(({ createdUs }) => nowUs - createdUs < POLLED_SECONDS * US_PER_SECOND)) return [];
  return [
    cause(
      'worker_not_polling',
      `Workers of ${pool.name} do not ask for runs`,
      `${online(pool)
        .map(({ name }) => name)
        .join(
          ', ',
        )} sent a heartbeat, but nobody asked the pool for runs within a minute. ${lastAsked(queue)}`,
      {
        sinceUs: queue.polledUs,
        related: online(pool).map(workerThing),
        remedy: 'Look at the log of the worker.',
      },
    ),
  ];
}

const lastAsked = ({ name, polledUs }: QueueFact): string =>
  polledUs === null
    ? `Nobody has ever asked ${name}.`
    : `${name} was last asked for runs at ${moment(polledUs)}.`;

function noWorker(pool: PoolFacts): WaitingCause {
  const [last] = pool.workers;
  const known = last
    ? `The last one, ${last.name}, was heard of at ${moment(last.seenUs)}.`
    : 'There never was one.';
  return cause(
    'no_worker',
    `No worker of ${pool.name} is online`,
    `Runs of this pool need a worker of type ${pool.type}. ${known}`,
    {
      sinceUs: last?.seenUs ?? null,
      related: [poolThing(pool), ...(last ? [workerThing(last)] : [])],
      remedy: start(pool),
    },
  );
}

/** Workers that are online, none of which can work for the pool's type. */
function unfitWorkers(pool: PoolFacts): WaitingCause | null {
  const workers = online(pool);
  const lacks = workers.map((worker) => shortcomingOf(worker, pool.type));
  if (workers.length === 0 || lacks.includes(null)) return null;
  const related = [poolThing(pool), ...workers.map(workerThing)];
  const old = lacks.find((lack) => lack?.kind === 'old');
  if (old?.kind === 'old')
    return cause(
      'worker_too_old',
      `The workers of ${pool.name} are too old`,
      `A pool of type ${pool.type} needs ${old.integration} ${old.needs} or later; the workers that are online have ${old.has}.`,
      { related, remedy: `Update ${old.integration} where the worker runs, then start it again.` },
    );
  const integration = lacks[0]?.integration ?? '';
  return cause(
    'no_worker_of_type',
    `No worker of type ${pool.type} is online`,
    `The workers that are online for ${pool.name} lack ${integration}, so they cannot start ${pool.type} infrastructure.`,
    { related, remedy: `Install ${integration} where the worker runs, then start it again.` },
  );
}
