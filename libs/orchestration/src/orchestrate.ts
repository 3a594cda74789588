import { type OrchestrationContext } from './context.ts';
import { type Steps } from './effects.ts';
import { type Outcome } from './outcome.ts';
import { type FlowPolicy, type Policy, type TaskPolicy } from './policy.ts';
import { type Rule } from './rule.ts';
import { type FlowRunFacts, type FlowRunPatch, type TaskRunFacts, type TaskRunPatch } from './run-facts.ts';
import { draftOf, type ProposedState, type State } from './state.ts';
import { inMask, stateCode } from './state-type.ts';
import { FlowTransition, TaskTransition, type Transition } from './transition.ts';

/** What is asked: a run, the state it is in (null before its first), and the state it shall enter. */
export interface OrchestrationRequest<Facts> {
  readonly run: Facts;
  readonly initial: State | null;
  readonly proposed: ProposedState;
  readonly context: OrchestrationContext;
}

/**
 * Decides whether a flow run may enter a state, and what to write.
 *
 * Drive it with `drive` (or `driveSync`), inside the transaction that holds the row lock of the run. Effects are
 * asked for in rule order; slots that a later rule made useless are given back by an effect of their own before the
 * outcome is returned. Then write `outcome.state` and `outcome.run`, and run `outcome.afterEffects`.
 * Upstream: models/flow_runs.py, function set_flow_run_state (3.8.8).
 */
export function* orchestrateFlowRun(
  policy: FlowPolicy,
  request: OrchestrationRequest<FlowRunFacts>,
): Steps<Outcome<FlowRunPatch>> {
  const { initial, context } = request;
  const proposed = draftOf(request.proposed, context.nowUs);
  const transition = new FlowTransition(request.run, initial, proposed, context);
  yield* applyPolicy(policy, transition);
  return outcomeOf(transition, transition.patchOfRun());
}

/**
 * Decides whether a task run may enter a state, and what to write; as `orchestrateFlowRun`.
 * @throws OrchError `object.not_found` if the task's flow run is gone when it starts.
 * Upstream: models/task_runs.py, function set_task_run_state (3.8.8).
 */
export function* orchestrateTaskRun(
  policy: TaskPolicy,
  request: OrchestrationRequest<TaskRunFacts>,
): Steps<Outcome<TaskRunPatch>> {
  const { initial, context } = request;
  const proposed = draftOf(request.proposed, context.nowUs);
  const transition = new TaskTransition(request.run, initial, proposed, context);
  yield* applyPolicy(policy, transition);
  return outcomeOf(transition, transition.patchOfRun());
}

function* applyPolicy<T extends Transition>(policy: Policy<T>, transition: T): Steps {
  const toCode = transition.proposedCode;
  const fromCode = stateCode(transition.initial === null ? null : transition.initial.type);
  const entered: Rule<T>[] = [];
  const standBy: number[] = [];
  for (const rule of policy.rulesFor(fromCode, toCode)) {
    if (rule.kind === 'rule' && transition.proposedCode !== toCode) continue;
    transition.ownToCode = toCode;
    const steps = rule.before?.(transition);
    if (steps !== undefined) yield* steps;
    if (rule.after === undefined && rule.cleanup === undefined) continue;
    entered.push(rule);
    standBy.push(transition.ownToCode);
  }
  transition.validate();
  for (let i = entered.length - 1; i >= 0; i -= 1) {
    const rule = entered[i]!;
    const steps = hookOnExit(rule, standBy[i]!, transition.proposedCode)?.(transition);
    if (steps !== undefined) yield* steps;
  }
}

/** See `Rule` for the three cases. */
function hookOnExit<T extends Transition>(
  rule: Rule<T>,
  ownToCode: number,
  proposedCode: number,
): Rule<T>['after'] {
  if (rule.kind === 'transform') return rule.after;
  if (!inMask(rule.to, ownToCode)) return undefined;
  return ownToCode === proposedCode ? rule.after : rule.cleanup;
}

function outcomeOf<Patch>(transition: Transition, run: Patch): Outcome<Patch> {
  const state = transition.proposed === null ? null : transition.validated;
  return { ...transition.decision, state, run, afterEffects: transition.afterEffects };
}
