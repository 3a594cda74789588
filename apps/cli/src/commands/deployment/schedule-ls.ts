import type { Command } from '../../command.ts';
import { findDeployment } from '../../find/find-deployment.ts';
import { column, idColumn } from '../../output/columns.ts';
import { DEPLOYMENT_ARGUMENT } from './deployment-thing.ts';
import { scheduleText } from './schedule-text.ts';

export const lsSchedules: Command = {
  name: 'schedule ls',
  summary: 'List the schedules of a deployment',
  takes: [DEPLOYMENT_ARGUMENT],
  examples: ['deployment schedule ls etl/nightly'],
  run: async (context, given) => {
    const { id } = await findDeployment(context.client, given.arg(0));
    const rows = await context.client.call('GET /deployments/{id}/schedules', { path: { id } });
    await context.print.list(rows, {
      columns: [
        idColumn,
        { head: 'SCHEDULE', text: (row) => scheduleText(row['schedule']), flexible: true },
        {
          head: 'ACTIVE',
          text: (row) => (row['active'] === true ? 'yes' : 'no'),
          style: (row) => (row['active'] === true ? 'green' : 'dim'),
        },
        column('SLUG', 'slug'),
      ],
      name: (row) => String(row['id']),
      empty: 'No schedules.',
    });
  },
};
