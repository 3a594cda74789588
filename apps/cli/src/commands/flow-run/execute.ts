import type { Command } from '../../command.ts';
import { entrypointParts, isScriptFlow } from '../../deploy/described-flow.ts';
import { runPythonClient } from '../../deploy/python-client.ts';
import { useInThisProcess } from '../../deploy/script-environment.ts';
import { EXIT } from '../../exit-codes.ts';
import { Failure } from '../../failure.ts';
import { findFlowRun } from '../../find/find-flow-run.ts';
import { fieldsOf } from '../../output/columns.ts';

export const executeFlowRun: Command = {
  name: 'execute',
  summary: 'Run a flow run here and now, with the code of this folder',
  takes: [['<run>', 'id, the beginning of an id, or a name']],
  examples: ['flow-run execute brave-otter'],
  run: async (context, given) => {
    const { id, name, deployment_id } = await findFlowRun(context.client, given.arg(0));
    if (deployment_id === null)
      throw new Failure(`flow run ${name} belongs to no deployment: nothing says what to run`);
    const deployment = await context.client.call('GET /deployments/{id}', { path: { id: deployment_id } });
    const entrypoint = String(deployment['entrypoint'] ?? '');
    if (isScriptFlow(entrypointParts(entrypoint))) {
      const { runFlowFromEnvironment } = await import('@orch/sdk');
      useInThisProcess(context, { ORCH_FLOW_RUN_ID: id });
      await runFlowFromEnvironment();
    } else await runPythonClient(context, ['flow-run', 'execute', id]);
    const run = await context.client.call('GET /flow_runs/{id}', { path: { id } });
    await context.show(
      run,
      id,
      fieldsOf(run, ['name', 'id', 'state_name', 'start_time', 'end_time'], context.nowMs),
    );
    if (run.state_type !== 'COMPLETED')
      throw new Failure(`flow run ${name} ended ${run.state_name}`, EXIT.runFailed);
  },
};
