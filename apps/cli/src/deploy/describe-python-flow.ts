import { spawn } from 'node:child_process';
import { Failure } from '../failure.ts';
import type { DescribedFlow } from './described-flow.ts';
import type { Env } from './placeholders.ts';
import { pythonOf } from './python.ts';

/** Exit codes of the program below. */
const NO_CLIENT = 97;
const NO_FLOW = 98;
const TIMEOUT_MS = 120_000;
/** What the flow's own module prints goes to stderr: stdout is for the answer alone. */
const PROGRAM = `
import contextlib, json, sys
sys.path.insert(0, "")
with contextlib.redirect_stdout(sys.stderr):
    try:
        from prefect.flows import load_flow_from_entrypoint
        from prefect.utilities.callables import parameter_schema
    except ImportError as error:
        print(error, file=sys.stderr)
        sys.exit(${NO_CLIENT})
    try:
        flow = load_flow_from_entrypoint(sys.argv[1])
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(${NO_FLOW})
    answer = {
        "name": flow.name,
        "description": flow.description,
        "version": flow.version,
        "parameterSchema": parameter_schema(flow).model_dump(mode="json", exclude_unset=True),
    }
print(json.dumps(answer))
`;

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const run = (python: string, entrypoint: string, folder: string, env: Env): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(python, ['-c', PROGRAM, entrypoint], {
      cwd: folder,
      env: { ...env, PYTHONIOENCODING: 'utf-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
    });
    const text = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.out += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.err += chunk));
    child.once('error', reject).once('close', (code) => resolve({ code, ...text }));
  });

/**
 * Asks the project's Python for name, description and parameters of a flow: only it can read them.
 * @throws Failure naming what is missing: Python, the client, or the flow
 */
export const describePythonFlow = async (
  entrypoint: string,
  folder: string,
  env: Env,
): Promise<DescribedFlow> => {
  const python = pythonOf(folder, env);
  const ended = await run(python, entrypoint, folder, env).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(`${python} cannot be started: ${reason}`, 1, 'Name the Python to use by ORCH_PYTHON.');
  });
  if (ended.code === 0) return JSON.parse(ended.out) as DescribedFlow; // our own program wrote it
  const last = ended.err.trim().split('\n').at(-1) ?? '';
  if (ended.code === NO_CLIENT)
    throw new Failure(
      `${python} has no prefect, which the flow ${entrypoint} needs (${last})`,
      1,
      'Install it there (pip install prefect), or name another Python by ORCH_PYTHON.',
    );
  throw new Failure(`the flow ${entrypoint} cannot be read: ${last || `${python} ended with ${ended.code}`}`);
};
