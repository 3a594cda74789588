import type { WireState } from '../state/state.ts';

/** What a new flow run is made of. */
export interface NewFlowRun {
  readonly flowName: string;
  readonly flowVersion: string | null;
  readonly name: string | null;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly parentTaskRunId: string | null;
  readonly retries: number;
  readonly retryDelaySeconds: number;
  readonly tags: readonly string[];
}

/** A flow run as it is known. */
export interface KnownFlowRun {
  readonly id: string;
  readonly name: string;
  readonly flowId: string | null;
  readonly deploymentId: string | null;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  readonly runCount: number;
  readonly parentTaskRunId: string | null;
  readonly state: WireState | null;
  /** Retries and pauses as the control plane keeps them; empty in this process alone. */
  readonly policy: Readonly<Record<string, unknown>>;
}

/** The answer to a proposed state. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly state: WireState }
  /** Another state is written instead. */
  | { readonly kind: 'replaced'; readonly state: WireState; readonly reason: string }
  | { readonly kind: 'wait'; readonly seconds: number; readonly reason: string }
  | { readonly kind: 'aborted'; readonly reason: string };

/** Where flow runs are kept: the control plane, or this process alone. */
export interface FlowRuns {
  create(run: NewFlowRun): Promise<KnownFlowRun>;
  read(id: string): Promise<KnownFlowRun>;
  propose(id: string, state: WireState, force?: boolean): Promise<Verdict>;
  rename(id: string, name: string): Promise<void>;
  /** Tells what the flow's code says about a run that somebody else created. */
  describe(
    run: KnownFlowRun,
    flow: Pick<NewFlowRun, 'flowVersion' | 'retries' | 'retryDelaySeconds'>,
  ): Promise<void>;
}
