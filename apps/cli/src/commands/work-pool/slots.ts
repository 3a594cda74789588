import type { Command } from '../../command.ts';
import { printTakingRuns, takingRuns } from './due-runs.ts';
import { workPoolThing } from './work-pool-thing.ts';

export const workPoolSlots: Command = {
  name: 'slots',
  summary: 'List the runs that take up the slots of a pool',
  takes: [workPoolThing.argument],
  options: [['--limit <count>', 'how many', '50']],
  examples: ['work-pool slots prod'],
  run: async (context, given) => {
    const limit = given.limit();
    const pool = workPoolThing.name(await workPoolThing.find(context, given.arg(0)));
    await printTakingRuns(context, await takingRuns(context, { pool }, limit));
  },
};
