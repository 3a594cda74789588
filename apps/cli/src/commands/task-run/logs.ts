import type { Command } from '../../command.ts';
import { logLine } from '../../logs/log-line.ts';
import { readLogs } from '../../logs/read-logs.ts';
import { taskRunThing } from './task-run-thing.ts';

export const taskRunLogs: Command = {
  name: 'logs',
  summary: 'Print the logs of a task run',
  takes: [taskRunThing.argument],
  options: [['--tail <count>', 'only the last ones']],
  examples: ['task-run logs read_data-0', 'task-run logs read_data-0 --tail 20'],
  run: async (context, given) => {
    const { id } = await taskRunThing.find(context, given.arg(0));
    const wanted = { taskRunId: id, level: undefined, tail: given.count('tail') };
    let count = 0;
    for await (const log of readLogs(context.client, wanted)) {
      await context.print.line(log, logLine(log, context.print.paint), log.id);
      count++;
    }
    if (count === 0 && context.print.isTable) context.print.note('No logs.');
  },
};
