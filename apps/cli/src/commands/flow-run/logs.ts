import type { Command } from '../../command.ts';
import { findFlowRun } from '../../find/find-flow-run.ts';
import { usage } from '../../failure.ts';
import { followLogs } from '../../logs/follow-logs.ts';
import { LEVELS, logLine } from '../../logs/log-line.ts';
import { readLogs } from '../../logs/read-logs.ts';

export const flowRunLogs: Command = {
  name: 'logs',
  summary: 'Print the logs of a flow run',
  takes: [['<run>', 'id, the beginning of an id, or a name']],
  options: [
    ['-f, --follow', 'go on until the run has ended'],
    ['--level <level>', 'this level and above: debug, info, warning, error, critical'],
    ['--tail <count>', 'only the last ones'],
  ],
  examples: [
    'flow-run logs brave-otter',
    'flow-run logs brave-otter -f',
    'flow-run logs brave-otter --level error',
  ],
  run: async (context, given) => {
    const run = await findFlowRun(context.client, given.arg(0));
    const name = given.text('level');
    const level = name === undefined ? undefined : LEVELS[name.toLowerCase()];
    if (name !== undefined && level === undefined)
      throw usage(`--level is one of ${Object.keys(LEVELS).join(', ')}`);
    const wanted = { runId: run.id, level, tail: given.count('tail') };
    const lines = given.is('follow') ? followLogs(context, wanted) : readLogs(context.client, wanted);
    let count = 0;
    for await (const log of lines) {
      await context.print.line(log, logLine(log, context.print.paint), log.id);
      count++;
    }
    if (count === 0 && context.print.isTable && !context.signal.aborted) context.print.note('No logs.');
  },
};
