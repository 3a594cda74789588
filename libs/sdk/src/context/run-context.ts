import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from '../logging/logger.ts';
import type { Lineage } from '../tracking/lineage.ts';
import type { RunGate } from '../task/run-gate.ts';

/** The flow run in whose function we are. */
export interface FlowRunContext {
  readonly id: string;
  readonly name: string;
  readonly flowName: string;
  readonly flowId: string | null;
  readonly deploymentId: string | null;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  /** Aborted when the run is cancelled or takes too long. */
  readonly signal: AbortSignal;
}

/** The task run in whose function we are. */
export interface TaskRunContext {
  readonly id: string;
  readonly name: string;
  readonly taskName: string;
  readonly attempt: number;
  readonly tags: readonly string[];
  readonly signal: AbortSignal;
}

/** What the engine keeps of a flow run beside what people may see. */
export interface FlowScope {
  readonly context: FlowRunContext;
  readonly logger: Logger;
  readonly lineage: Lineage;
  readonly gate: RunGate;
  /** Runs that were started and not waited for. */
  readonly pending: Set<Promise<unknown>>;
  readonly logPrints: boolean;
  readonly persistResult: boolean;
  /** Pauses seen so far. */
  pauses: number;
}
export interface TaskScope {
  readonly context: TaskRunContext;
  readonly logger: Logger;
  readonly logPrints: boolean;
}
interface Store {
  readonly flow?: FlowScope | undefined;
  readonly task?: TaskScope | undefined;
  readonly tags?: readonly string[];
}

const storage = new AsyncLocalStorage<Store>();
const store = (): Store => storage.getStore() ?? {};

export const currentFlow = (): FlowScope | undefined => store().flow;
export const currentTask = (): TaskScope | undefined => store().task;
/** Tags that `tags()` puts on runs made inside it. */
export const currentTags = (): readonly string[] => store().tags ?? [];

/** A subflow is not within the task that called it: its own tasks name their parents anew. */
export const withinFlow = <T>(flow: FlowScope, run: () => T): T =>
  storage.run({ flow, tags: currentTags() }, run);
export const withinTask = <T>(task: TaskScope, run: () => T): T => storage.run({ ...store(), task }, run);

/** Adds tags to every run that `run` makes. */
export const tags = <T>(names: readonly string[], run: () => T): T =>
  storage.run({ ...store(), tags: [...new Set([...currentTags(), ...names])] }, run);

/** The flow run we are in; undefined outside of one. */
export const flowRun = (): FlowRunContext | undefined => store().flow?.context;
/** The task run we are in; undefined outside of one. */
export const taskRun = (): TaskRunContext | undefined => store().task?.context;
/** The signal of the innermost run: pass it to fetch and the like. */
export const abortSignal = (): AbortSignal =>
  store().task?.context.signal ?? store().flow?.context.signal ?? new AbortController().signal;
