import { Injectable } from '@nestjs/common';
import type { RunExplanation, WaitingCause } from '@orch/contract';
import { OrchError, microsToWire } from '@orch/kernel';
import type { WorkspaceScope } from '@orch/platform';
import type { RunFacts } from './run-facts.ts';
import { RunFactsReader } from './run-facts.reader.ts';
import { scheduledCauses } from './scheduled-causes.ts';
import { cancellingCauses, pausedCauses, pendingCauses } from './state-causes.ts';

/** Why a run is not running, from what surrounds it at this moment. Nothing is written. */
@Injectable()
export class ExplainRun {
  constructor(private readonly facts: RunFactsReader) {}

  /** At most three statements. @throws OrchError `flow_run.not_found` */
  async execute(scope: WorkspaceScope, id: string): Promise<RunExplanation> {
    const facts = await this.facts.read(scope, id);
    if (facts === null) throw new OrchError('flow_run.not_found', { id });
    return {
      flow_run_id: facts.id,
      state_type: facts.stateType,
      state_name: facts.stateName,
      computed_at: microsToWire(facts.nowUs),
      causes: causesOf(facts),
    };
  }
}

/** The most decisive cause first; a run that runs or has ended has none. */
export function causesOf(facts: RunFacts): WaitingCause[] {
  switch (facts.stateType) {
    case null:
    case 'SCHEDULED':
      return scheduledCauses(facts);
    case 'PENDING':
      return pendingCauses(facts);
    case 'PAUSED':
      return pausedCauses(facts);
    case 'CANCELLING':
      return cancellingCauses(facts);
    default:
      return [];
  }
}
