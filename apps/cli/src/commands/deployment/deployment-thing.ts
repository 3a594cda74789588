import type { CommandContext } from '../../context.ts';
import { type DeploymentRow, findDeployment } from '../../find/find-deployment.ts';

export const DEPLOYMENT_ARGUMENT = ['<deployment>', 'flow/deployment, its name, or its id'] as const;
export const deploymentThing = {
  kind: 'deployment',
  argument: DEPLOYMENT_ARGUMENT,
  find: ({ client }: CommandContext, wanted: string) => findDeployment(client, wanted),
  name: ({ name }: DeploymentRow) => name,
} as const;
