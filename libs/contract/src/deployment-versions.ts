import { offsetPageQuery } from './members.ts';

/** GET `/deployments/{id}/versions`: the newest first. */
export const deploymentVersionsQuery = offsetPageQuery;

/** Something that a deployment was at some time. */
export interface DeploymentVersionOfWire {
  readonly id: string;
  readonly created: string;
  readonly version: string | null;
  /** As the client sent it: `type` and `version`, and what it knows of the repository. */
  readonly version_info: Readonly<Record<string, unknown>> | null;
  readonly entrypoint: string | null;
  readonly path: string | null;
  readonly created_by: {
    readonly id: string;
    readonly type: 'USER' | 'SERVICE_ACCOUNT' | 'AUTOMATION';
    readonly display_value: string;
  } | null;
}
