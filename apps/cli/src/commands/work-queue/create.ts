import type { Command } from '../../command.ts';

export const createWorkQueue: Command = {
  name: 'create',
  summary: 'Create a queue in a work pool',
  takes: [['<name>', 'its name']],
  options: [
    ['-p, --pool <name>', 'the work pool', 'default-agent-pool'],
    ['--priority <number>', '1 comes first'],
    ['--concurrency-limit <count>', 'how many runs at once'],
    ['--description <text>', 'what it is for'],
  ],
  examples: ['work-queue create urgent --pool prod --priority 1'],
  run: async (context, given) => {
    const created = await context.client.call('POST /work_pools/{work_pool_name}/queues', {
      path: { work_pool_name: given.text('pool') ?? 'default-agent-pool' },
      body: {
        name: given.arg(0),
        ...(given.text('description') ? { description: given.text('description') } : {}),
        ...(given.count('priority') === undefined ? {} : { priority: given.count('priority') }),
        ...(given.count('concurrencyLimit') === undefined
          ? {}
          : { concurrency_limit: given.count('concurrencyLimit') }),
      },
    });
    const name = `${String(created['work_pool_name'])}/${String(created['name'])}`;
    await context.print.done(`Created work queue ${name}.`, created, name);
  },
};
