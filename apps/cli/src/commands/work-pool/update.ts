import type { Command } from '../../command.ts';
import { objectFrom } from '../../document-from.ts';
import { usage } from '../../failure.ts';
import { workPoolThing } from './work-pool-thing.ts';

export const updateWorkPool: Command = {
  name: 'update',
  summary: 'Change a work pool',
  takes: [workPoolThing.argument],
  options: [
    ['--description <text>', 'what it is for'],
    ['--concurrency-limit <count>', 'how many runs at once'],
    ['--base-job-template <file>', 'a JSON or YAML file; "-" reads standard input'],
  ],
  examples: [
    'work-pool update prod --description "Nightly jobs"',
    'work-pool update prod --base-job-template template.json',
  ],
  run: async (context, given) => {
    const [description, limit, file] = [
      given.text('description'),
      given.count('concurrencyLimit'),
      given.text('baseJobTemplate'),
    ];
    const body = {
      ...(description === undefined ? {} : { description }),
      ...(limit === undefined ? {} : { concurrency_limit: limit }),
      ...(file === undefined ? {} : { base_job_template: await objectFrom(context, file) }),
    };
    if (Object.keys(body).length === 0)
      throw usage('nothing to change: --description, --concurrency-limit or --base-job-template');
    const name = given.arg(0);
    await context.client.call('PATCH /work_pools/{name}', { path: { name }, body });
    await context.print.done(`Changed work pool ${name}.`, await workPoolThing.find(context, name), name);
  },
};
