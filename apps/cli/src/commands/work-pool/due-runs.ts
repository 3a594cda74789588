import type { FlowRunResponse } from '@orch/contract';
import type { CommandContext } from '../../context.ts';
import { flowNames } from '../../find/flow-names.ts';
import { idColumn, since, stateColumn, wide } from '../../output/columns.ts';
import { relativeTime } from '../../output/times.ts';

/** States in which a run takes a slot of its pool and queue. */
const TAKING = ['PENDING', 'RUNNING', 'CANCELLING'];

/** A pool, and perhaps one of its queues. */
export interface RunsOf {
  readonly pool: string;
  readonly queue?: string;
}
const placeFilter = ({ pool, queue }: RunsOf): Record<string, unknown> => ({
  work_pools: { name: { any_: [pool] } },
  ...(queue === undefined ? {} : { work_pool_queues: { name: { any_: [queue] } } }),
});

/** Runs that are scheduled to begin within so many seconds, the first of them first. */
export const dueRuns = (
  { client, nowMs }: CommandContext,
  place: RunsOf,
  { seconds, limit }: { seconds: number; limit: number },
): Promise<readonly FlowRunResponse[]> =>
  client.call('POST /flow_runs/filter', {
    body: {
      ...placeFilter(place),
      flow_runs: {
        state: { type: { any_: ['SCHEDULED'] } },
        next_scheduled_start_time: { before_: new Date(nowMs + seconds * 1000).toISOString() },
      },
      sort: 'NEXT_SCHEDULED_START_TIME_ASC',
      limit,
    },
  });

/** Runs that take up slots, the oldest first. */
export const takingRuns = (
  { client }: CommandContext,
  place: RunsOf,
  limit: number,
): Promise<readonly FlowRunResponse[]> =>
  client.call('POST /flow_runs/filter', {
    body: {
      ...placeFilter(place),
      flow_runs: { state: { type: { any_: TAKING } } },
      sort: 'START_TIME_ASC',
      limit,
    },
  });

/** Prints runs that wait to be handed out. */
export const printDueRuns = async (
  context: CommandContext,
  rows: readonly FlowRunResponse[],
): Promise<void> => {
  const names = context.print.isTable ? await flowNames(context.client, rows) : new Map<string, string>();
  await context.print.list(rows, {
    columns: [
      { head: 'NAME', text: ({ name }) => name, flexible: true },
      stateColumn,
      { head: 'FLOW', text: ({ flow_id }) => names.get(flow_id) ?? '', flexible: true },
      {
        head: 'DUE',
        text: (run) => relativeTime(run.next_scheduled_start_time ?? run.expected_start_time, context.nowMs),
      },
      { head: 'QUEUE', text: ({ work_queue_name }) => work_queue_name ?? '', flexible: true },
      idColumn,
    ],
    name: ({ id }) => id,
    empty: 'No runs are due.',
  });
};

/** Prints runs that take up slots. */
export const printTakingRuns = (context: CommandContext, rows: readonly FlowRunResponse[]): Promise<void> =>
  context.print.list(rows, {
    columns: [
      wide('NAME', 'name'),
      stateColumn,
      wide('QUEUE', 'work_queue_name'),
      since('SINCE', 'start_time', context.nowMs),
      idColumn,
    ],
    name: ({ id }) => id,
    empty: 'All slots are free.',
  });
