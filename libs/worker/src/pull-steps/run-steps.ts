import { resolve } from 'node:path';
import type { JsonObject } from '@orch/client';
import { applyValues } from '../job-template/apply-values.ts';
import { isObject } from '../job-template/nested.ts';
import { type ReferenceSource, resolveReferences } from '../job-template/references.ts';
import { redacted } from './run-command.ts';
import { type RunStepsOptions, StepError, type StepResult, type StepsOutcome } from './step.ts';
import { STEPS, stepOf } from './step-names.ts';

/** Words of a step that are not inputs of its work. */
const RESERVED = ['id', 'requires'];

interface NamedStep {
  readonly name: string;
  readonly inputs: JsonObject;
}

const namedStep = (step: unknown): NamedStep | undefined => {
  if (step === null || step === undefined) return undefined;
  if (!isObject(step)) throw new StepError('(unnamed)', 'a step is an object of one member: its name');
  const [first, ...others] = Object.entries(step);
  if (!first) return undefined;
  if (others.length > 0) throw new StepError(first[0], `it has more than one name: ${others[0]![0]}`);
  return { name: first[0], inputs: isObject(first[1]) ? first[1] : {} };
};

/** Notes the texts of blocks that are read: they may be secrets. */
const watched = (references: ReferenceSource, secrets: string[]): ReferenceSource => {
  const noted = async (data: Promise<JsonObject>): Promise<JsonObject> => {
    secrets.push(...textsIn(await data));
    return data;
  };
  return {
    blockByName: (typeSlug, name) => noted(references.blockByName(typeSlug, name)),
    blockById: (id) => noted(references.blockById(id)),
    variable: references.variable,
  };
};
const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return isObject(value) || Array.isArray(value) ? Object.values(value).flatMap(textsIn) : [];
};

const execute = async (
  { name, inputs }: NamedStep,
  state: StepsOutcome,
  options: RunStepsOptions,
): Promise<StepResult> => {
  const step = stepOf(name, options.extraSteps);
  if (!step) {
    const known = [...Object.keys(STEPS), ...Object.keys(options.extraSteps ?? {})].sort().join(', ');
    throw new Error(`it is not known here. Known steps: ${known}`);
  }
  const own = Object.fromEntries(Object.entries(inputs).filter(([key]) => !RESERVED.includes(key)));
  const secrets: string[] = [];
  const withOutputs = applyValues(own, state.outputs, options.env);
  const filled = await resolveReferences(withOutputs, watched(options.references, secrets));
  const context = { ...options, directory: state.directory, secrets };
  try {
    return await step(isObject(filled) ? filled : {}, context);
  } catch (error) {
    throw new Error(redacted(error instanceof Error ? error.message : String(error), secrets));
  }
};

/** What is known after a step: its outputs under its id, and each under its own name. */
const after = (state: StepsOutcome, id: unknown, { output, movesTo }: StepResult): StepsOutcome => ({
  outputs: { ...state.outputs, ...(typeof id === 'string' ? { [id]: output } : {}), ...output },
  directory: movesTo ?? state.directory,
});

/**
 * Runs the steps of a deployment one after the other. Outputs serve in later ones: `{{ clone.directory }}` after a step
 * with the id `clone`, or `{{ directory }}`.
 * Upstream: deployments/steps/core.py, run_steps (3.8.8).
 * @returns the folder to go on in: of the last step that named one
 * @throws StepError
 */
export const runSteps = async (
  steps: readonly unknown[],
  options: RunStepsOptions,
): Promise<StepsOutcome> => {
  let state: StepsOutcome = { outputs: options.outputs ?? {}, directory: resolve(options.directory) };
  for (const given of steps) {
    const step = namedStep(given);
    if (!step) continue;
    options.signal?.throwIfAborted();
    options.say(`Running step ${step.name.split('.').at(-1)}`);
    try {
      state = after(state, step.inputs['id'], await execute(step, state, options));
    } catch (error) {
      throw new StepError(step.name, error instanceof Error ? error.message : String(error), {
        cause: error,
      });
    }
  }
  const { directory } = state.outputs;
  const isNamed = typeof directory === 'string' && directory !== '';
  return isNamed ? { ...state, directory: resolve(state.directory, directory) } : state;
};
