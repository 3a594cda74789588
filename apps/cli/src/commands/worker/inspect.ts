import type { Command } from '../../command.ts';
import { Failure, usage } from '../../failure.ts';
import { fieldsOf } from '../../output/columns.ts';
import { findWorkers } from './find-workers.ts';

const MEMBERS = [
  'name',
  'id',
  'work_pool_name',
  'status',
  'last_heartbeat_time',
  'heartbeat_interval_seconds',
];

export const inspectWorker: Command = {
  name: 'inspect',
  summary: 'Show a worker',
  takes: [['<worker>', 'its name or id']],
  options: [['-p, --pool <pool>', 'look in this pool only']],
  examples: ['worker inspect "orch build-1" --pool prod'],
  run: async (context, given) => {
    const wanted = given.arg(0);
    const found = (await findWorkers(context, given.text('pool'))).filter(
      (one) => one['name'] === wanted || one['id'] === wanted,
    );
    const [worker, another] = found;
    if (!worker) throw new Failure(`there is no worker "${wanted}"`);
    if (another)
      throw usage(
        `several pools have a worker "${wanted}"`,
        `Name one with --pool: ${found.map((one) => one.work_pool_name).join(', ')}`,
      );
    await context.show(worker, String(worker['name']), fieldsOf(worker, MEMBERS, context.nowMs));
  },
};
