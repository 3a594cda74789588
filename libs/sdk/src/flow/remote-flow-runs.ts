import type { FlowRunResponse, OrchestrationResult, StateResponse } from '@orch/contract';
import type { ControlPlane } from '../session/control-plane.ts';
import { newId, type WireState } from '../state/state.ts';
import type { FlowRuns, KnownFlowRun, NewFlowRun, Verdict } from './flow-runs.ts';

const known = new WeakMap<ControlPlane, Map<string, Promise<string>>>();

/** The id of a flow; it is registered when it is new. */
export const flowIdOf = (plane: ControlPlane, name: string): Promise<string> => {
  const ids = known.get(plane) ?? new Map<string, Promise<string>>();
  known.set(plane, ids);
  const present = ids.get(name);
  if (present) return present;
  const id = plane.repeat('POST /flows/', { body: { name } }).then((flow) => flow.id);
  ids.set(name, id);
  id.catch(() => ids.delete(name));
  return id;
};

export const stateOfWire = (state: StateResponse): WireState => ({
  id: state.id,
  type: state.type,
  name: state.name,
  timestamp: state.timestamp,
  message: state.message,
  data: state.data,
  details: state.state_details,
});
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

export const flowRunOfWire = (run: FlowRunResponse): KnownFlowRun => ({
  id: run.id,
  name: run.name,
  flowId: run.flow_id,
  deploymentId: run.deployment_id,
  parameters: isObject(run.parameters) ? run.parameters : {},
  tags: run.tags,
  runCount: run.run_count,
  parentTaskRunId: run.parent_task_run_id,
  state: run.state && stateOfWire(run.state),
  policy: isObject(run.empirical_policy) ? run.empirical_policy : {},
});

/** A transition made twice, because its first answer was lost, is one transition. */
const isOurOwn = (state: WireState, transitionId: string): boolean =>
  state.details['transition_id'] === transitionId;

const verdictOf = ({ status, state, details }: OrchestrationResult, transitionId: string): Verdict => {
  if (details.type === 'wait_details')
    return { kind: 'wait', seconds: details.delay_seconds, reason: details.reason ?? '' };
  if (details.type === 'abort_details')
    return { kind: 'aborted', reason: details.reason ?? 'no reason given' };
  if (state === null) {
    const reason = details.type === 'reject_details' ? details.reason : null;
    return { kind: 'aborted', reason: reason ?? 'the state was refused' };
  }
  const present = stateOfWire(state);
  if (status === 'ACCEPT' || isOurOwn(present, transitionId)) return { kind: 'accepted', state: present };
  const reason = details.type === 'reject_details' ? details.reason : null;
  return { kind: 'replaced', state: present, reason: reason ?? '' };
};

/** Flow runs of a control plane. Every call may be repeated: what it makes has a key of its own. */
export class RemoteFlowRuns implements FlowRuns {
  constructor(readonly plane: ControlPlane) {}

  async create(run: NewFlowRun): Promise<KnownFlowRun> {
    const flowId = await flowIdOf(this.plane, run.flowName);
    const body = {
      flow_id: flowId,
      flow_version: run.flowVersion,
      name: run.name,
      parameters: run.parameters,
      parent_task_run_id: run.parentTaskRunId,
      empirical_policy: { retries: run.retries, retry_delay: Math.round(run.retryDelaySeconds) },
      tags: run.tags,
      idempotency_key: newId(),
      state: { type: 'PENDING' },
    };
    try {
      return flowRunOfWire(await this.plane.repeat('POST /flow_runs/', { body }));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      const what = `the parameters of flow "${run.flowName}" cannot be sent as JSON`;
      throw new TypeError(`${what}: ${error.message}`, { cause: error });
    }
  }

  async read(id: string): Promise<KnownFlowRun> {
    return flowRunOfWire(await this.plane.repeat('GET /flow_runs/{id}', { path: { id } }));
  }

  async propose(id: string, state: WireState, force = false): Promise<Verdict> {
    const transitionId = newId();
    const body = {
      state: {
        type: state.type,
        name: state.name,
        message: state.message,
        data: state.data,
        state_details: { ...state.details, flow_run_id: id, transition_id: transitionId },
      },
      force,
    };
    const answer = await this.plane.repeat('POST /flow_runs/{id}/set_state', { path: { id }, body });
    return verdictOf(answer, transitionId);
  }

  async rename(id: string, name: string): Promise<void> {
    await this.plane.repeat('PATCH /flow_runs/{id}', { path: { id }, body: { name } });
  }

  async describe({ id, policy }: KnownFlowRun, flow: Parameters<FlowRuns['describe']>[1]): Promise<void> {
    // the policy is replaced as a whole: what it says of pauses has to stay
    const retries = policy['retries'] ?? flow.retries;
    const retry_delay = policy['retry_delay'] ?? Math.round(flow.retryDelaySeconds);
    const body = { flow_version: flow.flowVersion, empirical_policy: { ...policy, retries, retry_delay } };
    await this.plane.repeat('PATCH /flow_runs/{id}', { path: { id }, body });
  }
}
