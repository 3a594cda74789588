import type { Command } from '../../command.ts';
import { fieldsOf } from '../../output/columns.ts';
import { workPoolThing } from './work-pool-thing.ts';
import { isMapping } from '../../mapping.ts';

export const inspectStorage: Command = {
  name: 'storage inspect',
  summary: 'Show where a pool keeps the code and results of runs',
  takes: [workPoolThing.argument],
  examples: ['work-pool storage inspect prod'],
  run: async (context, given) => {
    const pool = await workPoolThing.find(context, given.arg(0));
    const storage = isMapping(pool['storage_configuration']) ? pool['storage_configuration'] : {};
    const isEmpty = Object.values(storage).every((value) => value === null);
    if (context.print.isTable && isEmpty)
      return context.print.note(`Work pool ${workPoolThing.name(pool)} has no storage of its own.`);
    const members = ['bundle_upload_step', 'bundle_execution_step', 'default_result_storage_block_id'];
    await context.show(storage, workPoolThing.name(pool), fieldsOf(storage, members, context.nowMs));
  },
};
