import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The unmodified client on a machine of its own, logged in to one workspace by key. */
export interface PythonClient {
  /** Runs a program to its end. @throws Error with all that it printed when it fails */
  run(args: readonly string[]): Promise<string>;
  /** Runs a program of the client until `stop`. */
  start(args: readonly string[]): void;
  stop(): Promise<void>;
}

const STOP_MS_MAX = 15_000;

export function pythonClient(apiUrl: string, key: string): PythonClient {
  const bin = process.env['ORCH_TEST_PYTHON_BIN'];
  if (bin === undefined) throw new Error('ORCH_TEST_PYTHON_BIN names no Python environment with the client');
  const home = mkdtempSync(join(tmpdir(), 'orch-python-'));
  const env = {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    HOME: home,
    PREFECT_HOME: home,
    DO_NOT_TRACK: '1',
    PREFECT_API_URL: apiUrl,
    PREFECT_API_KEY: key,
    PREFECT_CLOUD_API_URL: apiUrl.replace(/\/accounts\/.*/, ''),
    PREFECT_WORKER_QUERY_SECONDS: '1',
    PREFECT_LOGGING_TO_API_BATCH_INTERVAL: '0.2',
  };
  const running: ChildProcess[] = [];
  const begin = ([program = '', ...args]: readonly string[]): { child: ChildProcess; text(): string } => {
    const child = spawn(join(bin, program), args, { env, cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return { child, text: () => text };
  };
  return {
    run: (args) => {
      const { child, text } = begin(args);
      return new Promise((resolve, reject) =>
        child.once('close', (code) =>
          code === 0
            ? resolve(text())
            : reject(new Error(`${args.join(' ')} ended with ${code}:\n${text()}`)),
        ),
      );
    },
    start: (args) => running.push(begin(args).child),
    stop: async () => {
      await Promise.all(running.map(ended));
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Ends a program as a person at its terminal does; one that does not listen is ended for good. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
  await closed;
  clearTimeout(timer);
}
