import type { Command } from '../../command.ts';
import { durationFrom } from '../../values.ts';
import { dueRuns, printDueRuns } from './due-runs.ts';
import { workPoolThing } from './work-pool-thing.ts';

export const previewWorkPool: Command = {
  name: 'preview',
  summary: 'List the runs that a pool will hand out next',
  takes: [workPoolThing.argument],
  options: [
    ['--within <duration>', 'how far ahead', '1h'],
    ['--limit <count>', 'how many', '50'],
  ],
  examples: ['work-pool preview prod', 'work-pool preview prod --within 1d'],
  run: async (context, given) => {
    const seconds = durationFrom(given.text('within') ?? '1h', '--within');
    const limit = given.limit();
    const pool = workPoolThing.name(await workPoolThing.find(context, given.arg(0)));
    await printDueRuns(context, await dueRuns(context, { pool }, { seconds, limit }));
  },
};
