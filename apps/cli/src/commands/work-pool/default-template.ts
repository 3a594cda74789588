import type { JsonObject } from '@orch/client';
import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const workPoolTemplate: Command = {
  name: 'get-default-base-job-template',
  summary: 'Print what the jobs of a new pool of a type look like',
  options: [['-t, --type <type>', 'process, docker, kubernetes, …', 'process']],
  examples: [
    'work-pool get-default-base-job-template --type docker > template.json',
    'work-pool get-default-base-job-template -o yaml',
  ],
  run: async (context, given) => {
    const type = given.text('type') ?? 'process';
    const packages: unknown = await (
      await context.client.send('GET', '/collections/views/aggregate-worker-metadata')
    ).json();
    const templates = Object.values(isObject(packages) ? packages : {})
      .filter(isObject)
      .map((workers) => workers[type])
      .filter(isObject)
      .map((worker) => worker['default_base_job_configuration']);
    if (!isObject(templates[0])) throw new Failure(`the server knows no type of pool "${type}"`);
    // JSON even for people: it is made to be put into a file
    if (context.print.isTable) context.print.raw(`${JSON.stringify(templates[0], null, 2)}\n`);
    else await context.show(templates[0], type, []);
  },
};
