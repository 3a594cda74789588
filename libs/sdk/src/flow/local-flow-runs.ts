import { isFinal, newId, newState, type WireState } from '../state/state.ts';
import { wireTimeIn } from '../state/wire-time.ts';
import type { FlowRuns, KnownFlowRun, NewFlowRun, Verdict } from './flow-runs.ts';

interface Kept {
  readonly run: KnownFlowRun;
  readonly retries: number;
  readonly retryDelaySeconds: number;
  name: string;
  runCount: number;
  state: WireState;
}

/** Flow runs of this process alone, by the control plane's rules as far as they matter here: retries and waiting. */
export class LocalFlowRuns implements FlowRuns {
  readonly #kept = new Map<string, Kept>();

  async create(run: NewFlowRun): Promise<KnownFlowRun> {
    const id = newId();
    const made: KnownFlowRun = {
      id,
      name: run.name ?? `local-${id.slice(-6)}`,
      flowId: null,
      deploymentId: null,
      parameters: run.parameters,
      tags: run.tags,
      runCount: 0,
      parentTaskRunId: run.parentTaskRunId,
      state: null,
      policy: {},
    };
    const { retries, retryDelaySeconds } = run;
    const state = newState('PENDING');
    this.#kept.set(id, { run: made, retries, retryDelaySeconds, name: made.name, runCount: 0, state });
    return made;
  }

  async read(id: string): Promise<KnownFlowRun> {
    const { run, name, runCount, state } = this.#find(id);
    return { ...run, name, runCount, state };
  }

  async propose(id: string, state: WireState): Promise<Verdict> {
    const kept = this.#find(id);
    if (state.type === 'FAILED' && kept.state.type === 'RUNNING' && kept.runCount <= kept.retries) {
      const details = { scheduled_time: wireTimeIn(kept.retryDelaySeconds) };
      kept.state = newState('SCHEDULED', { name: 'AwaitingRetry', details });
      return { kind: 'replaced', state: kept.state, reason: 'Retrying' };
    }
    const due = Date.parse(String(kept.state.details['scheduled_time'] ?? ''));
    if (state.type === 'RUNNING' && due > Date.now())
      return { kind: 'wait', seconds: (due - Date.now()) / 1000, reason: 'Scheduled time is in the future' };
    if (state.type === 'RUNNING') kept.runCount++;
    kept.state = state;
    if (isFinal(state.type)) this.#kept.delete(id);
    return { kind: 'accepted', state };
  }

  async rename(id: string, name: string): Promise<void> {
    this.#find(id).name = name;
  }
  async describe(): Promise<void> {}

  #find(id: string): Kept {
    const kept = this.#kept.get(id);
    if (!kept) throw new Error(`there is no flow run ${id} in this process`);
    return kept;
  }
}

/** The ones of this process. */
export const localFlowRuns = new LocalFlowRuns();
