import type { Command } from '../../command.ts';
import { objectFrom } from '../../document-from.ts';

export const createWorkPool: Command = {
  name: 'create',
  summary: 'Create a work pool',
  takes: [['<name>', 'its name']],
  options: [
    ['-t, --type <type>', 'where its runs live: process, docker, kubernetes, …', 'process'],
    ['--description <text>', 'what it is for'],
    ['--concurrency-limit <count>', 'how many runs at once'],
    ['--base-job-template <file>', 'a JSON or YAML file'],
    ['--paused', 'hand out no runs yet'],
  ],
  examples: ['work-pool create prod --type kubernetes', 'work-pool create dev --concurrency-limit 2'],
  run: async (context, given) => {
    const file = given.text('baseJobTemplate');
    const limit = given.count('concurrencyLimit');
    const created = await context.client.call('POST /work_pools/', {
      body: {
        name: given.arg(0),
        type: given.text('type') ?? 'process',
        is_paused: given.is('paused'),
        ...(given.text('description') ? { description: given.text('description') } : {}),
        ...(limit === undefined ? {} : { concurrency_limit: limit }),
        ...(file === undefined ? {} : { base_job_template: await objectFrom(context, file) }),
      },
    });
    const name = String(created['name']);
    await context.print.done(`Created work pool ${name}.`, created, name);
  },
};
