export type { Environment } from './job-template/apply-values.ts';
export { applyValues } from './job-template/apply-values.ts';
export { placeholdersIn } from './job-template/placeholders.ts';
export { type ReferenceSource, resolveReferences } from './job-template/references.ts';
export { workspaceReferences } from './job-template/workspace-references.ts';
export { Inputs } from './pull-steps/inputs.ts';
export { type CommandOptions, type CommandResult, runCommand } from './pull-steps/run-command.ts';
export { runSteps } from './pull-steps/run-steps.ts';
export {
  type RunStepsOptions,
  type Step,
  type StepContext,
  StepError,
  type StepResult,
  type StepsOutcome,
} from './pull-steps/step.ts';
export { bareStepName, STEPS } from './pull-steps/step-names.ts';
export { isLauncherType, LAUNCHER_TYPES, type LauncherType } from './launchers/make-launcher.ts';
export { LogShipper } from './log-shipper/log-shipper.ts';
export { INSTALL_POLICIES, type InstallPolicy } from './launchers/process/node-modules.ts';
export { WorkerSetupError } from './polling/find-pool.ts';
export { Worker, type WorkerOptions, type WorkerSignals } from './worker.ts';
