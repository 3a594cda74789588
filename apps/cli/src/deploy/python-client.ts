import { spawn } from 'node:child_process';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { pythonOf } from './python.ts';

/** What tells the Python client which server and workspace count: with a workspace it is a hosted one to it. */
export const pythonClientEnv = (context: CommandContext): Record<string, string | undefined> => {
  const { apiUrl, key } = context.connection;
  const { root, workspaceId } = context.client.place;
  return {
    ...context.terminal.env,
    PREFECT_API_URL: apiUrl,
    ...(workspaceId === null ? {} : { PREFECT_CLOUD_API_URL: root }),
    ...(key === undefined ? {} : { PREFECT_API_KEY: key }),
  };
};

/**
 * Runs a command of the project's Python client in this terminal, against the profile's server, until it ends.
 * @throws Failure when Python is not there, or the command did not work
 */
export const runPythonClient = async (context: CommandContext, args: readonly string[]): Promise<void> => {
  const python = pythonOf(process.cwd(), context.terminal.env);
  const child = spawn(python, ['-m', 'prefect', '--no-prompt', ...args], {
    stdio: 'inherit',
    env: pythonClientEnv(context),
  });
  // the terminal sends Ctrl-C to it too, which then ends in order
  const ignore = (): void => {};
  process.on('SIGINT', ignore);
  const pass = (): void => void child.kill('SIGTERM');
  process.on('SIGTERM', pass);
  try {
    const code = await new Promise<number | null>((resolve, reject) =>
      child.once('error', reject).once('close', resolve),
    ).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Failure(
        `${python} cannot be started: ${reason}`,
        EXIT.failed,
        'Name the Python to use by ORCH_PYTHON.',
      );
    });
    if (code !== 0 && !context.signal.aborted)
      throw new Failure(
        `${python} -m prefect ${args.slice(0, 2).join(' ')} ended with ${code ?? 'a signal'}`,
        EXIT.failed,
        'What it said stands above. It needs Python with prefect: ORCH_PYTHON names another one.',
      );
  } finally {
    process.off('SIGINT', ignore);
    process.off('SIGTERM', pass);
  }
};
