import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import {
  type Effect,
  type FlowPolicy,
  type FlowRunPatch,
  type Outcome,
  type ProposedState,
  flowPolicyFor,
  orchestrateFlowRun,
} from '@orch/orchestration';
import { Database, type WorkspaceScope } from '@orch/platform';
import { AfterCommit } from '../orchestration/after-commit.ts';
import { RunPublisher } from '../orchestration/run-publisher.ts';
import {
  type Caller,
  SERVER,
  type Transitioned,
  Transitions,
  wokenBy,
} from '../orchestration/transitions.ts';
import { flowRunStateChanged } from './flow-run-events.ts';
import { type FlowRunHead, readHead, toHead, writeColumns, writeTransition } from './flow-run.repository.ts';

/** How a state is proposed. */
export interface Proposal {
  /** Only the minimal policy: an operator insists. */
  readonly force?: boolean;
  readonly caller?: Caller;
  /** Another policy than `force` decides, e.g. of the late-runs loop. */
  readonly policy?: FlowPolicy;
}

type HeadRow = Parameters<typeof toHead>[0];
const OPTIMISTIC_TRIES = 2;

/**
 * Proposes a state; the rules may accept, replace, delay or refuse it. State, row and event are one write.
 *
 * Most transitions ask the rules for nothing: then the run is read, decided, and written only if nobody wrote it in
 * between: two statements, no lock held. Whatever takes slots or touches other rows, or loses that race twice, goes
 * under the row lock in one transaction.
 */
@Injectable()
export class SetFlowRunState {
  constructor(
    private readonly database: Database,
    private readonly transitions: Transitions,
    private readonly publisher: RunPublisher,
  ) {}

  /** @throws OrchError `flow_run.not_found` — also when the run is in another workspace. */
  async execute(
    scope: WorkspaceScope,
    runId: string,
    proposed: ProposedState,
    how: Proposal = {},
  ): Promise<Transitioned> {
    const policy = how.policy ?? flowPolicyFor(how.force ?? false);
    const caller = how.caller ?? SERVER;
    for (let attempt = 0; attempt < OPTIMISTIC_TRIES; attempt += 1) {
      const answer = await this.tryOptimistic(scope, runId, proposed, policy, caller);
      if (answer === 'needs-lock') break;
      if (answer !== 'lost-race') return answer;
    }
    let after = new AfterCommit();
    const result = await this.database.transaction(scope, (tx) => {
      after = new AfterCommit(); // a retried transaction starts anew
      return this.transitions.flowRun(tx, runId, proposed, policy, caller, after);
    });
    this.publisher.committed(scope, after);
    return result;
  }

  private async tryOptimistic(
    scope: WorkspaceScope,
    runId: string,
    proposed: ProposedState,
    policy: FlowPolicy,
    caller: Caller,
  ): Promise<Transitioned | 'needs-lock' | 'lost-race'> {
    const [row] = await this.database.query<HeadRow>(scope, readHead(scope, runId));
    if (!row) throw new OrchError('flow_run.not_found', { runId });
    const head = toHead(row);
    const context = this.transitions.context(caller);
    const first = orchestrateFlowRun(policy, {
      run: head.facts,
      initial: head.state,
      proposed,
      context,
    }).next();
    if (first.done !== true || first.value.afterEffects.some(needsTransaction)) return 'needs-lock';
    const outcome: Outcome<FlowRunPatch> = first.value;
    const written = await this.write(scope, head, outcome);
    return written ? { outcome, shown: outcome.state ?? head.state } : 'lost-race';
  }

  /** False when somebody else wrote the row meanwhile. */
  private async write(
    scope: WorkspaceScope,
    head: FlowRunHead,
    outcome: Outcome<FlowRunPatch>,
  ): Promise<boolean> {
    if (!outcome.state) {
      if (Object.keys(outcome.run).length === 0) return true;
      return (await this.database.query(scope, writeColumns(scope, head, outcome.run))).length > 0;
    }
    const run = { ...head.event, runCount: outcome.run.runCount ?? head.facts.runCount };
    const around = await this.transitions.around(scope, head);
    const event = flowRunStateChanged(run, around, head.state, outcome.state);
    const rows = await this.database.query(
      scope,
      writeTransition(scope, head, outcome.state, outcome.run, event),
    );
    if (rows.length === 0) return false;
    const after = new AfterCommit();
    after.events.push(event);
    for (const id of wokenBy(head, outcome.state, around)) after.woken.add(id);
    this.publisher.committed(scope, after);
    return true;
  }
}

const needsTransaction = (effect: Effect): boolean => effect.kind !== 'record-state-event';
