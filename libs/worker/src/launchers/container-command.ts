import { shellWords } from '../pull-steps/shell-words.ts';
import { isTypeScriptFlow, type Job } from './launcher.ts';

/** What the Python worker takes when no image is named. */
const PYTHON_IMAGE = 'prefecthq/prefect:3-latest';
/** The engine of the SDK that the image has, from the folder of the flow. */
const TYPESCRIPT_COMMAND = ['node', '--input-type=module', '--eval', "await import('@orch/sdk/engine')"];
const PYTHON_COMMAND = ['prefect', 'flow-run', 'execute'];

/** @throws Error for TypeScript flows without an image: only their project knows what they need */
export const imageOf = (job: Job): string => {
  const { image } = job.configuration;
  if (typeof image === 'string' && image !== '') return image;
  if (isTypeScriptFlow(job.entrypoint))
    throw new Error('the flow is TypeScript: name an image that holds it (job variable "image")');
  return PYTHON_IMAGE;
};

/** The command of a container: the configured one, or the engine of the flow's language. */
export const containerCommand = (job: Job): readonly string[] => {
  if (job.command !== undefined) return shellWords(job.command);
  return isTypeScriptFlow(job.entrypoint) ? TYPESCRIPT_COMMAND : PYTHON_COMMAND;
};

/**
 * The folder of a TypeScript flow in its image: the one that its steps set. The Python engine runs its steps itself.
 * @throws Error for other steps: the image has to hold the flow
 */
export const containerFolder = (job: Job): string | undefined => {
  if (!isTypeScriptFlow(job.entrypoint)) return undefined;
  let folder: string | undefined;
  for (const step of job.pullSteps)
    for (const [name, inputs] of Object.entries(step)) {
      const directory =
        typeof inputs === 'object' && inputs !== null ? Reflect.get(inputs, 'directory') : null;
      if (!name.endsWith('.set_working_directory') || typeof directory !== 'string')
        throw new Error(`step ${name} cannot run in a container: put the TypeScript flow into its image`);
      folder = directory;
    }
  return folder;
};

/** A name as containers and jobs may have it: small letters, digits and dashes. */
export const slugOf = (name: string, charsMax: number): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, charsMax)
    .replace(/^-+|-+$/g, '') || 'run';
