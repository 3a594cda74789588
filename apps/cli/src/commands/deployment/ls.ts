import type { Command } from '../../command.ts';
import type { DeploymentRow } from '../../find/find-deployment.ts';
import { flowNames } from '../../find/flow-names.ts';
import { idColumn, statusColumn, wide } from '../../output/columns.ts';
import { scheduleText } from './schedule-text.ts';

export const lsDeployments: Command = {
  name: 'ls',
  summary: 'List deployments',
  options: [
    ['--limit <count>', 'how many', '50'],
    ['--flow <name>...', 'only those of this flow; repeatable'],
    ['--tag <tag>...', 'only those with this tag; repeatable'],
  ],
  examples: ['deployment ls', 'deployment ls --flow etl -o name'],
  run: async (context, given) => {
    const flows = given.list('flow');
    const tags = given.list('tag');
    const rows = (await context.client.call('POST /deployments/filter', {
      body: {
        limit: given.limit(),
        ...(flows.length === 0 ? {} : { flows: { name: { any_: flows } } }),
        ...(tags.length === 0 ? {} : { deployments: { tags: { all_: tags } } }),
      },
    })) as readonly DeploymentRow[];
    const needsNames = context.print.isTable || context.print.format === 'name';
    const names = needsNames ? await flowNames(context.client, rows) : new Map<string, string>();
    const fullName = (row: DeploymentRow): string => `${names.get(row.flow_id) ?? row.flow_id}/${row.name}`;
    await context.print.list(rows, {
      columns: [
        { head: 'NAME', text: fullName, flexible: true },
        statusColumn(),
        { head: 'SCHEDULE', text: schedulesOf, flexible: true },
        wide('POOL', 'work_pool_name'),
        { head: '', text: (row) => (row['paused'] === true ? 'paused' : ''), style: () => 'magenta' },
        idColumn,
      ],
      name: fullName,
      empty: 'No deployments. Make one: orch deploy',
    });
  },
};

const schedulesOf = (row: DeploymentRow): string =>
  (Array.isArray(row['schedules']) ? row['schedules'] : [])
    .filter((one: { active?: unknown }) => one.active === true)
    .map((one: { schedule?: unknown }) => scheduleText(one.schedule))
    .join(', ');
