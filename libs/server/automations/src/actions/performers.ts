import { Injectable } from '@nestjs/common';
import type { WorkspaceScope } from '@orch/platform';
import { FlowRunActions } from './flow-run-actions.ts';
import { ObjectActions } from './object-actions.ts';
import { OutboundActions } from './outbound-actions.ts';
import { RunDeployment } from './run-deployment.ts';
import type { ActionResult, Performer, TriggeredAction } from './triggered-action.ts';

/** Who does which kind of action. */
@Injectable()
export class Performers {
  private readonly byType: ReadonlyMap<string, Performer>;

  constructor(
    objects: ObjectActions,
    flowRuns: FlowRunActions,
    deployments: RunDeployment,
    outbound: OutboundActions,
  ) {
    const all: Performer[] = [objects, flowRuns, deployments, outbound];
    this.byType = new Map(all.flatMap((one) => one.types.map((type) => [type, one] as const)));
  }

  /** `do-nothing` is done by nobody. @throws ActionFailed, TryAgain, OrchError */
  async perform(scope: WorkspaceScope, triggered: TriggeredAction, result: ActionResult): Promise<void> {
    await this.byType.get(triggered.action.type)?.perform(scope, triggered, result);
  }
}
