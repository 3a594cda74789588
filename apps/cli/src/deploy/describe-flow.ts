import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { type DescribedFlow, entrypointParts, isScriptFlow } from './described-flow.ts';
import { describePythonFlow } from './describe-python-flow.ts';
import { describeScriptFlow } from './describe-script-flow.ts';
import type { Env } from './placeholders.ts';

/** Name, description and parameters of a flow, in whatever language it is written. @throws Failure */
export const describeFlow = async (entrypoint: string, folder: string, env: Env): Promise<DescribedFlow> => {
  const parts = entrypointParts(entrypoint);
  if (parts.file !== null && !existsSync(resolve(folder, parts.file)))
    throw new Failure(`there is no file ${parts.file}`, 1, `The entrypoint is ${entrypoint}.`);
  return isScriptFlow(parts)
    ? describeScriptFlow(parts, folder, env)
    : describePythonFlow(entrypoint, folder, env);
};
