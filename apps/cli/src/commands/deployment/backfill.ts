import type { FlowRunResponse } from '@orch/contract';
import type { Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { type DeploymentRow, findDeployment } from '../../find/find-deployment.ts';
import type { Given } from '../../given.ts';
import { idColumn, stateColumn } from '../../output/columns.ts';
import { pairsFrom } from '../../values.ts';
import { momentsBetween, scheduleToFill, spanFrom } from './backfill-moments.ts';
import { DEPLOYMENT_ARGUMENT } from './deployment-thing.ts';
import { SCHEDULE_OPTIONS } from './schedule-options.ts';

const STANDARD_MAX = 100;
const runsText = (count: number): string => (count === 1 ? '1 run' : `${count} runs`);
const TAG = 'backfill';

export const backfillDeployment: Command = {
  name: 'backfill',
  summary: 'Create the runs that a schedule would have made between two times',
  takes: [DEPLOYMENT_ARGUMENT],
  options: [
    ['--from <time>', 'the first moment: a date, a time, or how long ago'],
    ['--to <time>', 'the last moment', 'now'],
    ['--schedule <slug>', 'slug or id of the schedule, where there are several'],
    ...SCHEDULE_OPTIONS,
    ['-p, --param <name=value>...', '{{ at }} and {{ date }} stand for the moment; repeatable'],
    ['--tag <tag>...', `beside "${TAG}"; repeatable`],
    ['--limit <count>', 'refuse to create more', String(STANDARD_MAX)],
    ['--dry-run', 'only show the moments'],
  ],
  examples: [
    'deployment backfill etl/nightly --from 2026-01-01 --to 2026-01-31 --param day={{date}} --dry-run',
    'deployment backfill etl/nightly --from 7d --interval 1d --yes',
  ],
  run: async (context, given) => {
    const span = spanFrom(given, context.nowMs);
    const found = await findDeployment(context.client, given.arg(0));
    const schedule = scheduleToFill(given, found);
    const max = given.count('limit') ?? STANDARD_MAX;
    const moments = await momentsBetween(schedule, span, max);
    if (given.is('dryRun')) return printMoments(context, given, moments);
    if (moments.length > 1) await context.confirm(`Create ${runsText(moments.length)} of ${found.name}?`);
    const runs: FlowRunResponse[] = [];
    for (const moment of moments) runs.push(await createRun(context, given, found, moment));
    await printRuns(context, moments, runs);
  },
};

/** Parameters of one moment; a value that is a placeholder alone becomes the text of the moment. */
export const parametersAt = (given: Given, moment: string): Record<string, unknown> =>
  pairsFrom(
    given
      .list('param')
      .map((pair) =>
        pair.replace(/\{\{\s*at\s*\}\}/g, moment).replace(/\{\{\s*date\s*\}\}/g, moment.slice(0, 10)),
      ),
    '--param',
  );

/** The same moment twice creates one run. */
const createRun = (
  { client }: CommandContext,
  given: Given,
  { id }: DeploymentRow,
  moment: string,
): Promise<FlowRunResponse> =>
  client.call('POST /deployments/{id}/create_flow_run', {
    path: { id },
    body: {
      parameters: parametersAt(given, moment),
      tags: [TAG, ...given.list('tag')],
      idempotency_key: `backfill ${id} ${moment}`,
      labels: { 'orch.backfill.at': moment },
    },
  });

const printMoments = async (
  context: CommandContext,
  given: Given,
  moments: readonly string[],
): Promise<void> => {
  await context.print.list(
    moments.map((at) => ({ at, parameters: parametersAt(given, at) })),
    {
      columns: [
        { head: 'AT', text: ({ at }) => at },
        { head: 'PARAMETERS', text: ({ parameters }) => JSON.stringify(parameters), flexible: true },
      ],
      name: ({ at }) => at,
      empty: 'No moment of the schedule lies between them.',
    },
  );
  if (context.print.isTable) context.print.note(`${runsText(moments.length)} would be created.`);
};

const printRuns = async (
  context: CommandContext,
  moments: readonly string[],
  runs: readonly FlowRunResponse[],
): Promise<void> => {
  const rows = runs.map((run, at) => ({ ...run, moment: moments[at]! }));
  await context.print.list(rows, {
    columns: [
      { head: 'AT', text: ({ moment }) => moment },
      { head: 'NAME', text: ({ name }) => name, flexible: true },
      stateColumn,
      idColumn,
    ],
    name: ({ id }) => id,
    empty: 'No moment of the schedule lies between them.',
  });
  if (context.print.isTable && runs.length > 0)
    context.print.note(`Created ${runsText(runs.length)}.`, 'green');
};
