import { type Micros } from '@orch/kernel';
import { type FlowRunPolicy, type TaskRunPolicy } from './run-policy.ts';
import { type State } from './state.ts';
import { type StateType } from './state-type.ts';

/** Columns of a run that orchestration keeps, for flow and task runs alike. */
export interface RunColumns {
  runCount: number;
  startTimeUs: Micros | null;
  endTimeUs: Micros | null;
  /** Time spent in RUNNING, the current stretch not included. */
  totalRunTimeUs: Micros;
  expectedStartTimeUs: Micros | null;
  nextScheduledStartTimeUs: Micros | null;
}

/** What the rules must know about the run's deployment and its concurrency limit. */
export interface DeploymentFacts {
  readonly concurrencyLimitId: string | null;
  /** How many runs may hold a slot; null if the deployment has no limit. */
  readonly concurrencyLimit: number | null;
  /** null counts as ENQUEUE. */
  readonly collisionStrategy: 'ENQUEUE' | 'CANCEL_NEW' | null;
  /** Life of the first lease; null takes the setting. */
  readonly gracePeriodSeconds: number | null;
}

/** A flow run as the rules see it. Pass a row with more columns if that is at hand. */
export interface FlowRunFacts extends Readonly<RunColumns> {
  readonly id: string;
  readonly deploymentId: string | null;
  /** null if `deploymentId` is null, or names a deployment that is gone. */
  readonly deployment: DeploymentFacts | null;
  readonly parentTaskRunId: string | null;
  readonly infrastructurePid: string | null;
  /** The run's work queue, if it or its pool lets only so many runs hold a slot. */
  readonly limitedQueueId: string | null;
  readonly empiricalPolicy: FlowRunPolicy;
}

/** A task run as the rules see it. */
export interface TaskRunFacts extends Readonly<RunColumns> {
  readonly id: string;
  readonly flowRunId: string | null;
  readonly taskKey: string;
  readonly tags: readonly string[];
  /** The attempt of the flow run in which the task last started. */
  readonly flowRunRunCount: number;
  readonly empiricalPolicy: TaskRunPolicy;
}

/** The flow run a task belongs to. */
export interface EnclosingFlowRun {
  readonly id: string;
  readonly runCount: number;
  readonly state: State | null;
}

interface StateColumns {
  stateType: StateType;
  stateName: string;
  stateTimestampUs: Micros;
}

/** Columns to write: only what changed. Absent = unchanged, null = set to null. */
export type FlowRunPatch = Partial<StateColumns & RunColumns & { empiricalPolicy: FlowRunPolicy }>;
export type TaskRunPatch = Partial<StateColumns & RunColumns & { flowRunRunCount: number }>;
