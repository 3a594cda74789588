import type { Command } from '../../command.ts';
import { findDeployment } from '../../find/find-deployment.ts';
import { flowNames } from '../../find/flow-names.ts';
import { fieldsOf } from '../../output/columns.ts';
import { DEPLOYMENT_ARGUMENT } from './deployment-thing.ts';
import { scheduleText } from './schedule-text.ts';

const MEMBERS =
  'name id status paused flow description version entrypoint path work_pool_name work_queue_name schedules concurrency_limit tags parameters job_variables enforce_parameter_schema created updated';

export const inspectDeployment: Command = {
  name: 'inspect',
  summary: 'Show a deployment',
  takes: [DEPLOYMENT_ARGUMENT],
  examples: ['deployment inspect etl/nightly', 'deployment inspect etl/nightly -o yaml'],
  run: async (context, given) => {
    const found = await findDeployment(context.client, given.arg(0));
    if (!context.print.isTable) return context.show(found, found.name, []);
    const schedules = Array.isArray(found['schedules']) ? found['schedules'] : [];
    const shown = {
      ...found,
      flow: (await flowNames(context.client, [found])).get(found.flow_id),
      schedules: schedules
        .map(
          (one: { active?: unknown; schedule?: unknown }) =>
            `${scheduleText(one.schedule)}${one.active ? '' : ' (paused)'}`,
        )
        .join('\n'),
    };
    await context.show(found, found.name, fieldsOf(shown, MEMBERS.split(' '), context.nowMs));
  },
};
