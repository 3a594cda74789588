import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { Failure } from '../../failure.ts';
import { durationFrom } from '../../values.ts';

const LOOK_MS = 500;

export const serverStatus: Command = {
  name: 'status',
  summary: 'Say whether the server of the profile answers',
  options: [['--wait <duration>', 'wait until it does, at most so long']],
  examples: ['server status', 'server status --wait 60s'],
  run: async (context, given) => {
    const wait = given.text('wait');
    const endMs = context.nowMs + (wait === undefined ? 0 : durationFrom(wait, '--wait') * 1000);
    const url = context.client.place.root;
    for (;;) {
      const problem = await context.client.send('GET', '/health', { signal: context.signal }).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      if (problem === undefined) return context.print.done(`${url} answers.`, { url, ok: true }, url);
      if (context.nowMs >= endMs) throw new Failure(problem, wait === undefined ? EXIT.failed : EXIT.timeout);
      await sleep(LOOK_MS, undefined, { signal: context.signal });
    }
  },
};
