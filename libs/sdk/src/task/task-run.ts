import type { EventPipe } from '../session/event-pipe.ts';
import { isFinal, newId, newState, type WireState } from '../state/state.ts';
import type { WireInput } from '../tracking/lineage.ts';

export interface TaskRunFacts {
  readonly taskName: string;
  readonly taskKey: string;
  readonly taskVersion: string | null;
  readonly flowRunId: string | null;
  readonly flowAttempt: number;
  readonly tags: readonly string[];
  readonly inputs: Readonly<Record<string, readonly WireInput[]>>;
  readonly policy: {
    readonly retries: number;
    readonly retry_delay: number | readonly number[] | null;
    readonly retry_jitter_factor: number | null;
  };
}

const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

/** A task run as this process keeps it: every new state is told the control plane as an event. */
export class TaskRun {
  readonly id = newId();
  /** Tells runs of a task apart within a flow run. */
  readonly dynamicKey = newId().replaceAll('-', '').split('').reverse().join('');
  readonly expectedStart: string;
  name: string;
  cacheKey: string | null = null;
  state: WireState = newState('PENDING');
  runCount = 0;
  #startTime: string | null = null;
  #endTime: string | null = null;
  #totalSeconds = 0;
  #previous: string | null = null;

  constructor(
    readonly facts: TaskRunFacts,
    readonly events: EventPipe | null,
  ) {
    this.name = `${facts.taskName}-${this.dynamicKey.slice(0, 3)}`;
    this.expectedStart = this.state.timestamp;
    this.#tell(null, this.state);
  }

  /** Enters a state. */
  enter(state: WireState): void {
    const before = this.state;
    if (before.type === 'RUNNING') this.#totalSeconds += secondsBetween(before.timestamp, state.timestamp);
    if (state.type === 'RUNNING') {
      this.runCount++;
      this.#startTime ??= state.timestamp;
    }
    if (isFinal(state.type)) this.#endTime = state.timestamp;
    this.state = state;
    this.#tell(before, state);
  }

  #tell(before: WireState | null, state: WireState): void {
    this.events?.emit({
      id: state.id,
      occurred: state.timestamp,
      event: `prefect.task-run.${state.name}`,
      resource: {
        'prefect.resource.id': `prefect.task-run.${this.id}`,
        'prefect.resource.name': this.name,
        'prefect.run-count': String(this.runCount),
        'prefect.state-message': state.message ?? '',
        'prefect.state-name': state.name,
        'prefect.state-timestamp': state.timestamp,
        'prefect.state-type': state.type,
        'prefect.orchestration': 'client',
      },
      related: this.#related(),
      payload: {
        intended: { from: before?.type ?? null, to: state.type },
        initial_state: before && stateOf(before),
        validated_state: { ...stateOf(state), data: state.data },
        task_run: this.#wire(),
      },
      follows: this.#previous,
    });
    this.#previous = state.id;
  }

  #related(): Record<string, string>[] {
    const { flowRunId, tags } = this.facts;
    const flowRun = {
      'prefect.resource.id': `prefect.flow-run.${flowRunId}`,
      'prefect.resource.role': 'flow-run',
    };
    const named = [...tags].sort().map((tag) => ({
      'prefect.resource.id': `prefect.tag.${tag}`,
      'prefect.resource.role': 'tag',
    }));
    return flowRunId === null ? named : [flowRun, ...named];
  }

  #wire(): Readonly<Record<string, unknown>> {
    const { taskKey, taskVersion, flowAttempt, tags, inputs, policy } = this.facts;
    const all = {
      name: this.name,
      task_key: taskKey,
      dynamic_key: this.dynamicKey,
      cache_key: this.cacheKey,
      task_version: taskVersion,
      empirical_policy: policy,
      tags,
      labels: {},
      task_inputs: inputs,
      run_count: this.runCount,
      flow_run_run_count: flowAttempt,
      expected_start_time: this.expectedStart,
      start_time: this.#startTime,
      end_time: this.#endTime,
      total_run_time: this.#totalSeconds,
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
  }
}

const stateOf = (state: WireState): Readonly<Record<string, unknown>> => ({
  type: state.type,
  name: state.name,
  message: state.message,
  state_details: state.details,
});
