import type { Command } from '../../command.ts';
import type { Given } from '../../given.ts';
import { usage } from '../../failure.ts';

/** `--slot-decay` as the server takes it. */
export const decayFrom = (given: Given): { slot_decay_per_second?: number } => {
  const text = given.text('slotDecay');
  if (text === undefined) return {};
  const decay = Number(text);
  if (!(decay >= 0)) throw usage('--slot-decay takes a number of slots per second');
  return { slot_decay_per_second: decay };
};

export const createLimit: Command = {
  name: 'create',
  summary: 'Create a global concurrency limit',
  takes: [
    ['<name>', 'its name'],
    ['<limit>', 'how many slots'],
  ],
  options: [['--slot-decay <number>', 'slots that come free per second: makes it a rate limit']],
  examples: [
    'global-concurrency-limit create warehouse 5',
    'global-concurrency-limit create mails 10 --slot-decay 0.5',
  ],
  run: async (context, given) => {
    const [name, limit] = [given.arg(0), given.arg(1)];
    if (!/^\d{1,9}$/.test(limit)) throw usage('the limit is a whole number');
    const created = await context.client.call('POST /v2/concurrency_limits/', {
      body: { name, limit: Number(limit), ...decayFrom(given) },
    });
    await context.print.done(`Created global concurrency limit ${name}.`, created, name);
  },
};
