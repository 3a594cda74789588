import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { shellWords } from '../../pull-steps/shell-words.ts';
import type { Environment } from '../../job-template/apply-values.ts';
import { isTypeScriptFlow, type Job } from '../launcher.ts';

/** Names under which the SDK may be installed. */
const SDK_NAMES = ['@orch/sdk', 'orch-sdk'];

/** Within the SDK's own repository its source is found, which Node does not run. */
const SOURCE = /\/src\/engine\.ts$/;

const onPath = (program: string, env: Environment): boolean =>
  (env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

const pythonOf = (env: Environment): string =>
  env['ORCH_PYTHON'] ?? (onPath('python', env) ? 'python' : 'python3');

/** The engine of the SDK that the flow itself uses, else the one beside this program. @throws Error without either */
const engineOf = (directory: string, env: Environment): string => {
  const requires = [createRequire(join(directory, 'flow.js')), createRequire(import.meta.url)];
  for (const require of requires)
    for (const name of SDK_NAMES) {
      try {
        const found = require.resolve(`${name}/engine`).replace(SOURCE, '/dist/engine.js');
        if (existsSync(found)) return found;
      } catch {
        // not installed there
      }
    }
  const given = env['ORCH_SDK_ENGINE'];
  if (given !== undefined && existsSync(given)) return given;
  throw new Error(`the SDK is not installed in ${directory}: npm install ${SDK_NAMES[0]}`);
};

/** What to start in the folder of a flow: the command it is configured with, or the engine of its language. */
export const engineCommand = (job: Job, directory: string, env: Environment): readonly string[] => {
  if (job.command !== undefined) return shellWords(job.command);
  if (isTypeScriptFlow(job.entrypoint)) return [process.execPath, engineOf(directory, env)];
  return [pythonOf(env), '-m', 'prefect.engine'];
};
