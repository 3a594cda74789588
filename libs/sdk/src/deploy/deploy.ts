import type { FlowDefinition } from '../flow/flow-course.ts';
import { requirePlane } from '../session/session.ts';
import type { DeployOptions } from './deploy-options.ts';
import { entrypointOf, registerDeployment } from './register-deployment.ts';

/** Makes a deployment for the workers of a pool. @returns its id */
export const deployFlow = async (
  definition: FlowDefinition<unknown>,
  options: DeployOptions<never>,
): Promise<string> => {
  const plane = requirePlane('flow.deploy()');
  const folder = process.cwd();
  return registerDeployment(plane, definition, options.name, options, {
    entrypoint: options.entrypoint ?? (await entrypointOf(definition, folder)),
    path: folder,
    work_pool_name: options.pool,
    work_queue_name: options.queue ?? null,
    job_variables: options.jobVariables ?? {},
    pull_steps: options.pullSteps ?? [
      { 'prefect.deployments.steps.set_working_directory': { directory: folder } },
    ],
  });
};
