import type { Command } from '../../command.ts';
import { findDeployment } from '../../find/find-deployment.ts';
import { DEPLOYMENT_ARGUMENT } from './deployment-thing.ts';
import { replaceSchedules } from './replace-schedules.ts';

export const clearSchedules: Command = {
  name: 'schedule clear',
  summary: 'Remove every schedule of a deployment',
  takes: [DEPLOYMENT_ARGUMENT],
  examples: ['deployment schedule clear etl/nightly --yes'],
  run: async (context, given) => {
    const { id, name } = await findDeployment(context.client, given.arg(0));
    const before = await context.client.call('GET /deployments/{id}/schedules', { path: { id } });
    const count = `${before.length} schedule${before.length === 1 ? '' : 's'}`;
    if (before.length > 0) {
      await context.confirm(`Delete ${count} of deployment "${name}"?`);
      await replaceSchedules(context, id, []);
    }
    await context.print.done(`Deleted ${count} of deployment ${name}.`, before, name);
  },
};
