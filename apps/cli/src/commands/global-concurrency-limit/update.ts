import type { Command } from '../../command.ts';
import { usage } from '../../failure.ts';
import { decayFrom } from './create.ts';

export const updateLimit: Command = {
  name: 'update',
  summary: 'Change a global concurrency limit',
  takes: [['<limit>', 'its name']],
  options: [
    ['--slots <count>', 'how many slots'],
    ['--slot-decay <number>', 'slots that come free per second'],
    ['--name <name>', 'its new name'],
  ],
  examples: ['global-concurrency-limit update warehouse --slots 8'],
  run: async (context, given) => {
    const slots = given.count('slots');
    const name = given.text('name');
    const body = {
      ...(slots === undefined ? {} : { limit: slots }),
      ...(name === undefined ? {} : { name }),
      ...decayFrom(given),
    };
    if (Object.keys(body).length === 0) throw usage('nothing to change: --slots, --slot-decay or --name');
    const { client } = context;
    await client.call('PATCH /v2/concurrency_limits/{id_or_name}', {
      path: { id_or_name: given.arg(0) },
      body,
    });
    const now = name ?? given.arg(0);
    const stored = await client.call('GET /v2/concurrency_limits/{id_or_name}', {
      path: { id_or_name: now },
    });
    await context.print.done(`Changed global concurrency limit ${now}.`, stored, now);
  },
};
