import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { Failure } from '../../failure.ts';
import { homeOf } from '../../settings/settings.ts';
import { durationFrom } from '../../values.ts';
import { backgroundServer, forgetServer } from './background.ts';

const LOOK_MS = 100;

export const stopServer: Command = {
  name: 'stop',
  summary: 'Stop the server that was started in the background',
  options: [
    ['--home <folder>', 'where its database lies'],
    ['--wait <duration>', 'how long it may take to end in order', '60s'],
  ],
  examples: ['server stop', 'server stop --home /var/lib/orch'],
  run: async (context, given) => {
    const home = given.text('home') ?? homeOf(context.terminal.env);
    const endMs = context.nowMs + durationFrom(given.text('wait') ?? '60s', '--wait') * 1000;
    const found = backgroundServer(home);
    if (!found)
      throw new Failure(
        'no server was started in the background here',
        EXIT.failed,
        'Start one with: orch server start --background',
      );
    process.kill(found.pid, 'SIGTERM');
    while (backgroundServer(home)) {
      if (context.nowMs > endMs)
        throw new Failure(`the server (process ${found.pid}) has not ended yet`, EXIT.timeout);
      await sleep(LOOK_MS, undefined, { signal: context.signal });
    }
    forgetServer(home);
    await context.print.done(
      `Stopped the server (process ${found.pid}).`,
      { pid: found.pid },
      String(found.pid),
    );
  },
};
