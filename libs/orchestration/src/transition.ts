import { type OrchestrationContext } from './context.ts';
import { perform, type Effect, type Steps } from './effects.ts';
import { ACCEPTED, type Decision } from './outcome.ts';
import {
  type EnclosingFlowRun,
  type FlowRunFacts,
  type FlowRunPatch,
  type RunColumns,
  type TaskRunFacts,
  type TaskRunPatch,
} from './run-facts.ts';
import { type FlowRunPolicy } from './run-policy.ts';
import { draftOf, proposedState, type DraftState, type State, type StateParts } from './state.ts';
import { NO_STATE, stateCode, type StateType } from './state-type.ts';

/** One orchestration at work: what is asked, what the rules made of it, and what follows. */
export abstract class Transition {
  abstract readonly run: RunColumns & { readonly id: string };
  decision: Decision = ACCEPTED;
  proposedCode: number;
  /** The type the rule at work stands by; it follows that rule's own verdicts, so that it does not undo itself. */
  ownToCode: number;
  /** After the decision: the new state, or the current one if none is written. */
  validated: State | null = null;
  readonly afterEffects: Effect[] = [];

  constructor(
    readonly initial: State | null,
    public proposed: DraftState | null,
    readonly context: OrchestrationContext,
  ) {
    this.proposedCode = stateCode(proposed === null ? null : proposed.type);
    this.ownToCode = this.proposedCode;
  }

  /** Refuses; `state` is written instead, or nothing if it is null. */
  reject(state: DraftState | null, reason: string): void {
    this.replaceProposed(state);
    this.decision = { status: 'REJECT', details: { type: 'reject_details', reason } };
  }

  /** Asks the caller to come back later; nothing is written. */
  wait(delaySeconds: number, reason: string): void {
    this.replaceProposed(null);
    this.decision = { status: 'WAIT', details: { type: 'wait_details', delaySeconds, reason } };
  }

  /** Tells the caller to give up; nothing is written. */
  abort(reason: string): void {
    this.replaceProposed(null);
    this.decision = { status: 'ABORT', details: { type: 'abort_details', reason } };
  }

  /** A state made by a rule, entered now. */
  draft(type: StateType, parts: StateParts = {}): DraftState {
    return draftOf(proposedState(type, parts), this.context.nowUs);
  }

  /** Closes the decision: the proposal gets its id, or the current state stands. */
  validate(): void {
    const draft = this.proposed;
    this.validated = draft === null ? this.initial : { id: this.context.newId(), ...draft };
  }

  private replaceProposed(state: DraftState | null): void {
    this.proposed = state;
    this.proposedCode = state === null ? NO_STATE : stateCode(state.type);
    this.ownToCode = this.proposedCode;
  }
}

type Working<Facts> = { -readonly [K in keyof Facts]: Facts[K] };

/** The columns whose change is reported, for both kinds of run. */
function patchColumns(patch: Partial<RunColumns>, before: RunColumns, after: RunColumns): void {
  if (after.runCount !== before.runCount) patch.runCount = after.runCount;
  if (after.startTimeUs !== before.startTimeUs) patch.startTimeUs = after.startTimeUs;
  if (after.endTimeUs !== before.endTimeUs) patch.endTimeUs = after.endTimeUs;
  if (after.totalRunTimeUs !== before.totalRunTimeUs) patch.totalRunTimeUs = after.totalRunTimeUs;
  if (after.expectedStartTimeUs !== before.expectedStartTimeUs) {
    patch.expectedStartTimeUs = after.expectedStartTimeUs;
  }
  if (after.nextScheduledStartTimeUs !== before.nextScheduledStartTimeUs) {
    patch.nextScheduledStartTimeUs = after.nextScheduledStartTimeUs;
  }
}

/** The transition of a flow run. */
export class FlowTransition extends Transition {
  readonly run: Working<FlowRunFacts>;
  /** State columns set by the transforms. */
  readonly patch: FlowRunPatch = {};
  /** The slot taken in this orchestration. */
  takenLeaseId: string | null = null;
  pauseKey: string | null = null;

  constructor(
    readonly facts: FlowRunFacts,
    initial: State | null,
    proposed: DraftState | null,
    context: OrchestrationContext,
  ) {
    super(initial, proposed, context);
    this.run = { ...facts };
  }

  /** Changes parts of the run's policy. */
  changePolicy(changes: Partial<FlowRunPolicy>): void {
    this.run.empiricalPolicy = { ...this.run.empiricalPolicy, ...changes };
  }

  /** The columns that differ from what the orchestration began with. */
  patchOfRun(): FlowRunPatch {
    patchColumns(this.patch, this.facts, this.run);
    if (!samePolicy(this.facts.empiricalPolicy, this.run.empiricalPolicy)) {
      this.patch.empiricalPolicy = this.run.empiricalPolicy;
    }
    return this.patch;
  }
}

/** Compares what rules may change. */
function samePolicy(a: FlowRunPolicy, b: FlowRunPolicy): boolean {
  if (a === b) return true;
  return (
    a.resuming === b.resuming &&
    a.retryType === b.retryType &&
    a.pauseKeys.length === b.pauseKeys.length &&
    a.pauseKeys.every((key, index) => key === b.pauseKeys[index])
  );
}

/** The transition of a task run. */
export class TaskTransition extends Transition {
  readonly run: Working<TaskRunFacts>;
  readonly patch: TaskRunPatch = {};
  /** Whether a slot on a tag was taken in this orchestration. */
  tookTagSlots = false;
  private enclosing: EnclosingFlowRun | null | undefined;

  constructor(
    readonly facts: TaskRunFacts,
    initial: State | null,
    proposed: DraftState | null,
    context: OrchestrationContext,
  ) {
    super(initial, proposed, context);
    this.run = { ...facts };
  }

  /** The flow run the task belongs to; null if it has none or it is gone. Read once. */
  *flowRun(): Steps<EnclosingFlowRun | null> {
    if (this.run.flowRunId === null) return null;
    if (this.enclosing === undefined) {
      this.enclosing = yield* perform({ kind: 'read-flow-run', flowRunId: this.run.flowRunId });
    }
    return this.enclosing;
  }

  /** The columns that differ from what the orchestration began with. */
  patchOfRun(): TaskRunPatch {
    patchColumns(this.patch, this.facts, this.run);
    if (this.run.flowRunRunCount !== this.facts.flowRunRunCount) {
      this.patch.flowRunRunCount = this.run.flowRunRunCount;
    }
    return this.patch;
  }
}
