import type { Command } from '../../command.ts';
import { findFlowRun } from '../../find/find-flow-run.ts';
import { durationFrom } from '../../values.ts';
import { watchRun } from '../../watch/watch-run.ts';

export const watchFlowRun: Command = {
  name: 'watch',
  summary: 'Follow a flow run until it has ended',
  takes: [['<run>', 'id, the beginning of an id, or a name']],
  options: [['--timeout <duration>', 'give up after this long, with exit code 124']],
  examples: ['flow-run watch brave-otter', 'flow-run watch brave-otter --timeout 15m'],
  run: async (context, given) => {
    const run = await findFlowRun(context.client, given.arg(0));
    const timeout = given.text('timeout');
    await watchRun(context, run.id, timeout === undefined ? undefined : durationFrom(timeout, '--timeout'));
  },
};
