import { type Micros } from '@orch/kernel';

/** Numbers an operator may change. */
export interface OrchestrationSettings {
  /** How long a run waits for a slot of its deployment before it is tried again. */
  readonly deploymentSlotWaitSeconds: number;
  /** Life of the first lease of a deployment slot, unless the deployment says otherwise. */
  readonly initialDeploymentLeaseSeconds: number;
  /** Longest wait for a slot of a tag. */
  readonly tagSlotWaitSeconds: number;
  readonly maxCacheKeyLength: number;
}

/** The reference's defaults. */
export const DEFAULT_ORCHESTRATION_SETTINGS: OrchestrationSettings = {
  deploymentSlotWaitSeconds: 30,
  initialDeploymentLeaseSeconds: 300,
  tagSlotWaitSeconds: 10,
  maxCacheKeyLength: 2000,
};

/** What an orchestration knows about its surroundings. */
export interface OrchestrationContext {
  /** The server's clock, read after the row lock was taken. */
  readonly nowUs: Micros;
  /** A new id for a state (UUIDv7). */
  readonly newId: () => string;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** From the User-Agent (`clientVersionOf`); null if the caller is not the client. */
  readonly clientVersion: string | null;
  /** The `X-PREFECT-API-VERSION` header; null if there is none. */
  readonly apiVersion: string | null;
  readonly settings: OrchestrationSettings;
}
