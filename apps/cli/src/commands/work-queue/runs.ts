import type { JsonObject } from '@orch/client';
import type { Command } from '../../command.ts';
import { durationFrom } from '../../values.ts';
import { dueRuns, printDueRuns, printTakingRuns, type RunsOf, takingRuns } from '../work-pool/due-runs.ts';
import { workQueueThing } from './work-queue-thing.ts';

const placeOf = (row: JsonObject): RunsOf => ({
  pool: String(row['work_pool_name']),
  queue: String(row['name']),
});

export const previewWorkQueue: Command = {
  name: 'preview',
  summary: 'List the runs that a queue will hand out next',
  takes: [workQueueThing.argument],
  options: [
    ['--within <duration>', 'how far ahead', '1h'],
    ['--limit <count>', 'how many', '50'],
  ],
  examples: ['work-queue preview prod/slow --within 1d'],
  run: async (context, given) => {
    const seconds = durationFrom(given.text('within') ?? '1h', '--within');
    const limit = given.limit();
    const place = placeOf(await workQueueThing.find(context, given.arg(0)));
    await printDueRuns(context, await dueRuns(context, place, { seconds, limit }));
  },
};

export const readWorkQueueRuns: Command = {
  name: 'read-runs',
  summary: 'Ask a queue for runs as a worker does, without taking them',
  takes: [workQueueThing.argument],
  options: [
    ['--within <duration>', 'also those that begin so soon', '0s'],
    ['--limit <count>', 'how many', '50'],
  ],
  examples: ['work-queue read-runs prod/slow'],
  run: async (context, given) => {
    const seconds = durationFrom(given.text('within') ?? '0s', '--within');
    const limit = given.limit();
    const id = String((await workQueueThing.find(context, given.arg(0)))['id']);
    const rows = await context.client.call('POST /work_queues/{id}/get_runs', {
      path: { id },
      body: { limit, scheduled_before: new Date(context.nowMs + seconds * 1000).toISOString() },
    });
    await printDueRuns(context, rows);
  },
};

export const workQueueSlots: Command = {
  name: 'slots',
  summary: 'List the runs that take up the slots of a queue',
  takes: [workQueueThing.argument],
  options: [['--limit <count>', 'how many', '50']],
  examples: ['work-queue slots prod/slow'],
  run: async (context, given) => {
    const limit = given.limit();
    const place = placeOf(await workQueueThing.find(context, given.arg(0)));
    await printTakingRuns(context, await takingRuns(context, place, limit));
  },
};
