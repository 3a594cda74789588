import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from '../command.ts';
import { usage } from '../failure.ts';
import { durationFrom } from '../values.ts';
import { throughOutage } from './outage.ts';

const STANDARD = '2s';

/** A list that may be watched: `--watch` draws it anew until Ctrl-C. */
export const watchable = (command: Command): Command => ({
  ...command,
  options: [
    ...(command.options ?? []),
    ['-w, --watch', 'draw it anew until Ctrl-C; off a terminal, print it when it has changed'],
    ['--every <duration>', 'with --watch: how often', STANDARD],
  ],
  run: async (context, given) => {
    const every = given.text('every');
    if (!given.is('watch')) {
      if (every !== undefined) throw usage('--every goes with --watch');
      return command.run(context, given);
    }
    const pauseMs = Math.max(1, durationFrom(every ?? STANDARD, '--every')) * 1000;
    context.isPatient = true;
    context.print.isWatching = true;
    const isSilent = context.print.isTable && context.terminal.outIsTty;
    await command.run(context, given);
    for (;;) {
      await sleep(pauseMs, undefined, { signal: context.signal });
      await throughOutage(context, () => command.run(context, given), { isSilent });
    }
  },
});
