import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from './placeholders.ts';

/**
 * The Python of a project: ORCH_PYTHON, the active virtual environment, one that lies in the folder, else the system's.
 */
export const pythonOf = (folder: string, env: Env): string => {
  const inside = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const environments = [env['VIRTUAL_ENV'], env['CONDA_PREFIX'], join(folder, '.venv'), join(folder, 'venv')];
  const found = environments
    .filter((one): one is string => Boolean(one))
    .map((one) => join(one, ...inside))
    .find((path) => existsSync(path));
  return env['ORCH_PYTHON'] || found || (process.platform === 'win32' ? 'python' : 'python3');
};
