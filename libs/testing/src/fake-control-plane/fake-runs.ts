import { randomUUID } from 'node:crypto';

/** A state as the wire has it. */
export interface FakeState {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly message: string | null;
  readonly timestamp: string;
  readonly state_details: Readonly<Record<string, unknown>>;
}
export interface FakeRun {
  readonly id: string;
  readonly name: string;
  readonly flow_id: string;
  readonly deployment_id: string;
  readonly job_variables: Readonly<Record<string, unknown>>;
  state: FakeState;
  infrastructure_pid: string | null;
  labels: Record<string, unknown>;
  /** Every state it had, the first one first. */
  readonly history: FakeState[];
}

interface Proposal {
  readonly type: string;
  readonly name?: string | null;
  readonly message?: string | null;
  readonly state_details?: Readonly<Record<string, unknown>>;
}

const TERMINAL = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED']);

const newState = ({ type, name, message, state_details: details }: Proposal): FakeState => ({
  id: randomUUID(),
  type,
  name: name ?? type[0] + type.slice(1).toLowerCase(),
  message: message ?? null,
  timestamp: new Date().toISOString(),
  state_details: details ?? {},
});

/** Runs in memory, with the rules of the control plane that a worker can meet. */
export class FakeRuns {
  readonly all = new Map<string, FakeRun>();

  add(deploymentId: string, flowId: string, jobVariables: Readonly<Record<string, unknown>>): FakeRun {
    const state = newState({ type: 'SCHEDULED' });
    const id = randomUUID();
    const run: FakeRun = {
      id,
      name: `run-${this.all.size}`,
      flow_id: flowId,
      deployment_id: deploymentId,
      job_variables: jobVariables,
      state,
      infrastructure_pid: null,
      labels: {},
      history: [state],
    };
    this.all.set(id, run);
    return run;
  }

  get scheduled(): readonly FakeRun[] {
    return [...this.all.values()].filter(({ state }) => state.type === 'SCHEDULED');
  }

  /** Proposes a state. @returns the wire's answer */
  propose(run: FakeRun, proposal: Proposal): object {
    const { state } = run;
    const transition = proposal.state_details?.['transition_id'];
    const refused = (status: 'REJECT' | 'ABORT', reason: string): object => ({
      status,
      state: status === 'REJECT' ? run.state : null,
      details: { type: `${status.toLowerCase()}_details`, reason },
    });
    if (transition !== undefined && transition === state.state_details['transition_id'])
      return refused('REJECT', 'This run has already made this state transition.');
    if (state.type === 'CANCELLING' && proposal.type !== 'CANCELLED')
      return refused('REJECT', 'The run is being cancelled.');
    if (TERMINAL.has(state.type)) return refused('ABORT', `The run is ${state.type}.`);
    if (proposal.type === 'PENDING' && state.type !== 'SCHEDULED')
      return refused('ABORT', `This run is in a ${state.type} state and cannot become pending.`);
    run.state = newState(proposal);
    run.history.push(run.state);
    return { status: 'ACCEPT', state: run.state, details: { type: 'accept_details' } };
  }
}
