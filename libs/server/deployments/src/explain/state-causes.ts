import type { WaitingCause } from '@orch/contract';
import { US_PER_SECOND } from '@orch/kernel';
import { cause, moment, poolThing, span } from './cause-words.ts';
import type { RunFacts } from './run-facts.ts';
import { isAttended } from './worker-causes.ts';

/** A worker that has claimed a run is given this long before its infrastructure counts as missing. */
const STARTING_SECONDS = 60;

/** Why a run that somebody asked to wait is waiting. */
export function pausedCauses(run: RunFacts): WaitingCause[] {
  const { stateUs: sinceUs, pauseTimeoutUs } = run;
  const until = pauseTimeoutUs === null ? '' : ` It fails if nobody does so until ${moment(pauseTimeoutUs)}.`;
  const remedy = 'Resume the run.';
  if (run.waitsForInput)
    return [
      cause(
        'waiting_for_input',
        'It waits for input',
        `The flow asked for input and goes on with it.${until}`,
        {
          sinceUs,
          remedy: 'Resume the run and give the input it asks for.',
        },
      ),
    ];
  if (run.isSuspended)
    return [
      cause(
        'suspended',
        'It is suspended',
        `Its process has ended; a worker starts it again when it is resumed.${until}`,
        { sinceUs, remedy },
      ),
    ];
  return [cause('paused', 'It is paused', `Its process waits to be resumed.${until}`, { sinceUs, remedy })];
}

/** Why a run that was claimed has not begun. */
export function pendingCauses(run: RunFacts): WaitingCause[] {
  const { stateUs: sinceUs, nowUs, workerName, pool } = run;
  const waitedUs = nowUs - (sinceUs ?? nowUs);
  const who = workerName === null ? 'Whoever claimed it' : `Worker ${workerName}`;
  const related = pool ? [poolThing(pool)] : [];
  if (run.queueId === null && run.deploymentId === null)
    return [
      cause(
        'no_deployment',
        'It was started by hand',
        `The process that made the run ${span(waitedUs)} ago has not begun it; no worker takes a run without a deployment.`,
        { sinceUs, remedy: 'Look at the terminal or program that called the flow.' },
      ),
    ];
  if (waitedUs < STARTING_SECONDS * US_PER_SECOND)
    return [
      cause(
        'infrastructure_starting',
        'Its infrastructure is starting',
        `${who} claimed it ${span(waitedUs)} ago and starts what it runs on.`,
        { sinceUs, related },
      ),
    ];
  const known =
    run.infrastructurePid === null
      ? 'and has not told of any infrastructure'
      : `and told of ${run.infrastructurePid}, in which the flow has not begun`;
  return [
    cause(
      'infrastructure_not_started',
      'Its infrastructure did not start',
      `${who} claimed it ${span(waitedUs)} ago ${known}.`,
      {
        sinceUs,
        related,
        remedy:
          'Look at the log of the worker: an image that cannot be pulled and missing resources are the usual reasons.',
      },
    ),
  ];
}

/** Why a run that is being cancelled has not ended. */
export function cancellingCauses(run: RunFacts): WaitingCause[] {
  const { stateUs: sinceUs, pool } = run;
  if (pool === null || isAttended(run, pool))
    return [
      cause(
        'cancelling',
        'It is being cancelled',
        'Whoever runs it was asked to stop it and has not answered yet. The server cancels it itself after five minutes.',
        { sinceUs, related: pool ? [poolThing(pool)] : [] },
      ),
    ];
  return [
    cause(
      'cancelling_without_worker',
      'No worker is there to stop it',
      `No worker of ${pool.name} is online, so nobody tears its infrastructure down. The server cancels it itself after five minutes; what it runs on may go on.`,
      {
        sinceUs,
        related: [poolThing(pool)],
        remedy: `Start a worker of ${pool.name}, or stop the infrastructure by hand.`,
      },
    ),
  ];
}
