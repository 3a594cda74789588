import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const START = path('../../tools/start.mjs');
const ARGUMENTS = ['--main', path('./fixtures/tiny-main.mjs'), '--migrations', path('./fixtures/migrations')];

/** One run of `tools/start.mjs` with a tiny server in place of ours. */
export interface Launch {
  readonly process: ChildProcess;
  /** Everything printed so far, both streams. */
  output(): string;
  /** Resolves when the banner is out; rejects with the output when the process ended instead. */
  readonly ready: Promise<void>;
  /** Exit code; null when killed. */
  readonly exited: Promise<number | null>;
}

/** A port nobody listens on at the moment of asking. */
export const unusedPort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** @param env added to a nearly empty environment; `nodeArguments` go before the script */
export const launch = (
  env: Record<string, string>,
  nodeArguments: readonly string[] = [],
  scriptArguments: readonly string[] = ARGUMENTS,
): Launch => {
  const child = spawn(process.execPath, [...nodeArguments, START, ...scriptArguments], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const ready = new Promise<void>((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      text += chunk.toString();
      if (text.includes('tiny server')) resolve();
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    void exited.then((code) => reject(new Error(`ended with ${code}: ${text}`)));
  });
  ready.catch(() => {});
  return { process: child, output: () => text, ready, exited };
};
