import type { Command } from '../../command.ts';
import { usage } from '../../failure.ts';

export const createTagLimit: Command = {
  name: 'create',
  summary: 'Limit how many tasks with a tag run at once',
  takes: [
    ['<tag>', 'the tag'],
    ['<limit>', 'how many'],
  ],
  examples: ['concurrency-limit create database 10'],
  run: async (context, given) => {
    const [tag, limit] = [given.arg(0), given.arg(1)];
    if (!/^\d{1,9}$/.test(limit)) throw usage('the limit is a whole number');
    const created = await context.client.call('POST /concurrency_limits/', {
      body: { tag, concurrency_limit: Number(limit) },
    });
    await context.print.done(`Tasks with tag ${tag} are limited to ${limit}.`, created, tag);
  },
};
