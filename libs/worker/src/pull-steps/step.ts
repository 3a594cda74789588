import type { JsonObject } from '@orch/client';
import type { Environment } from '../job-template/apply-values.ts';
import type { ReferenceSource } from '../job-template/references.ts';

/** What a step works with. */
export interface StepContext {
  /** Where the step runs; relative paths are meant from here. */
  readonly directory: string;
  readonly env: Environment;
  /** Values that must not appear in any output. */
  readonly secrets: readonly string[];
  /** Says one line to whoever watches. */
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What a step leaves to those after it. `directory` becomes the folder of what follows when `movesTo` says so. */
export interface StepResult {
  readonly output: JsonObject;
  /** The folder in which the next steps run. */
  readonly movesTo?: string;
}

/** The work of one kind of step. Its inputs have no placeholders any more. */
export type Step = (inputs: JsonObject, context: StepContext) => Promise<StepResult>;

export interface RunStepsOptions {
  readonly directory: string;
  readonly env: Environment;
  readonly references: ReferenceSource;
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** Steps beside those that are built in, by their bare name: `build_docker_image`. */
  readonly extraSteps?: Readonly<Record<string, Step>>;
  /** Outputs of steps that ran before: a deployment's build, for its push. */
  readonly outputs?: JsonObject;
}

export interface StepsOutcome {
  /** Everything the steps left, by name, and by step id. */
  readonly outputs: JsonObject;
  /** Where the last step left off. */
  readonly directory: string;
}

/** A step failed; the message says which one and why, without its secrets. */
export class StepError extends Error {
  override readonly name = 'StepError';
  constructor(
    readonly step: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`step ${step} failed: ${reason}`, options);
  }
}
