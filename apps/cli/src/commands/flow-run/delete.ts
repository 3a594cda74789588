import { changeRuns } from './change-runs.ts';

export const deleteFlowRun = changeRuns(
  async ({ client }, run) => {
    await client.call('DELETE /flow_runs/{id}', { path: { id: run.id } });
    return { sentence: `Deleted flow run ${run.name}.`, value: run };
  },
  {
    verb: 'delete',
    summary: 'Delete flow runs',
    asksAlways: true,
    examples: ['flow-run delete brave-otter --yes', 'flow-run delete --state cancelled --flow etl --yes'],
  },
);
