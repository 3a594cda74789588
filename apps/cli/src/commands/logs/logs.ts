import type { LogResponse } from '@orch/contract';
import type { Command, Noun } from '../../command.ts';
import { usage } from '../../failure.ts';
import { findFlowRun } from '../../find/find-flow-run.ts';
import { LEVELS, logLine } from '../../logs/log-line.ts';
import { pastFrom } from '../../values.ts';
import { flowRunLogs } from '../flow-run/logs.ts';

const PAGE = 200;

const searchLogs: Command = {
  name: 'search',
  summary: 'Find lines in the logs of all runs, the newest first',
  takes: [['<text>', 'words; "exact phrase"; -not-this']],
  options: [
    ['--limit <count>', 'how many', '50'],
    ['--level <level>', 'this level and above: debug, info, warning, error, critical'],
    ['--since <time>', 'a date or 2h', '1d'],
    ['--flow-run <run>', 'only the logs of this run'],
  ],
  examples: ['logs search "connection refused"', 'logs search timeout --level error --since 7d -o json'],
  run: async (context, given) => {
    const level = given.text('level')?.toLowerCase();
    if (level !== undefined && !Object.hasOwn(LEVELS, level))
      throw usage(`--level is one of ${Object.keys(LEVELS).join(', ')}`);
    const run = given.text('flowRun');
    const rows = await context.client.call('POST /logs/filter', {
      body: {
        logs: {
          text: { query: given.arg(0) },
          timestamp: { after_: pastFrom(given.text('since') ?? '1d', '--since', context.nowMs) },
          ...(level === undefined ? {} : { level: { ge_: LEVELS[level] } }),
          ...(run === undefined
            ? {}
            : { flow_run_id: { any_: [(await findFlowRun(context.client, run)).id] } }),
        },
        sort: 'TIMESTAMP_DESC',
        limit: Math.min(PAGE, given.limit()),
      },
    });
    if (rows.length === 0 && context.print.isTable) return context.print.note('No lines.');
    for (const row of rows) await context.print.line(row, textOf(row, context.print.paint), row.id);
  },
};

/** The beginning of the run's id stands before the line: `orch logs` takes it. */
const textOf = (log: LogResponse, paint: Parameters<typeof logLine>[1]): string =>
  `${paint('cyan', (log.flow_run_id ?? '').slice(0, 13).padEnd(13))} ${logLine(log, paint)}`;

export const logs: Noun = {
  name: 'logs',
  commands: [{ ...flowRunLogs, name: '', examples: ['logs brave-otter', 'logs brave-otter -f'] }, searchLogs],
};
