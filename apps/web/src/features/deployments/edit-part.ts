import type { DeploymentChange } from '../../api/deployments.ts';

/** What a part of the form is given: all that can be changed, and the way to change some of it. */
export interface EditPart {
  readonly change: DeploymentChange;
  readonly put: (change: Partial<DeploymentChange>) => void;
}
