export { flow } from './flow/flow.ts';
export type {
  Flow,
  FlowArguments,
  FlowContext,
  FlowDescription,
  FlowHook,
  FlowOptions,
  FlowOptionsWithInput,
} from './flow/flow-types.ts';
export type { ParameterSchema, StandardSchema } from './flow/standard-schema.ts';
export { TerminatedError } from './flow/termination.ts';
export { task } from './task/task.ts';
export type { Later, Task, TaskChanges, TaskHook, TaskOptions } from './task/task-types.ts';
export { Future, FutureList } from './task/future.ts';
export { type CacheKey, type CacheKeyContext, inputs } from './task/cache-key.ts';
export { exponentialBackoff, type RetryDelay } from './task/retry-delay.ts';
export { State, type StateType } from './state/state.ts';
export { dep } from './tracking/dep.ts';
export {
  abortSignal,
  flowRun,
  type FlowRunContext,
  tags,
  taskRun,
  type TaskRunContext,
} from './context/run-context.ts';
export { logger } from './logging/current-logger.ts';
export type { Logger, LogLevel } from './logging/logger.ts';
export { configure, flush } from './session/public.ts';
export { concurrency, rateLimit } from './extras/concurrency.ts';
export { ConcurrencyTimeoutError, LeaseLostError, type SlotOptions } from './extras/slot-options.ts';
export { LocalResults, MemoryResults } from './results/local-results.ts';
export { resultStore, useResultStore } from './results/current-store.ts';
export type { ResultStore } from './results/result-store.ts';
export type { DeployOptions, ScheduleOptions, ServeOptions } from './deploy/deploy-options.ts';
export { describeFlow } from './launch/describe-flow.ts';
export { EntrypointError } from './launch/load-entrypoint.ts';
export { runFlowFromEnvironment } from './launch/run-from-environment.ts';
export * from './errors.ts';
export { VERSION } from './version.ts';
export { artifact, type ArtifactOptions, type ProgressArtifact, type Table } from './extras/artifact.ts';
export { variables } from './extras/variables.ts';
export { blocks, secret, SecretValue } from './extras/blocks.ts';
export { emitEvent, type UserEvent } from './extras/emit-event.ts';
export { pause, type PauseOptions, suspend } from './extras/pause.ts';
export { S3Results, type S3Options } from './results/s3-results.ts';
export {
  type DeploymentCatalog,
  type DeploymentName,
  DeploymentRun,
  deployments,
  type ParametersOf,
  type RunDeploymentOptions,
} from './deploy/run-deployment.ts';
