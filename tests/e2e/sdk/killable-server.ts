import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unusedPort } from '../launcher.ts';

const START = fileURLToPath(new URL('../../../tools/start.mjs', import.meta.url));
/** The bundle that the first start has made sure of; starting again takes it as it is. */
const BUNDLE = fileURLToPath(new URL('../../../apps/api/dist/main.js', import.meta.url));
const KEY = 'pnu_sdkoftests00000000000000000000000';

/** A run whose process has told that it lives and says nothing for so long is lost. */
export const SILENCE_SECONDS = 25;

/** A server that can be killed and started again on what it has stored. */
export interface KillableServer {
  /** Of the workspace. */
  readonly apiUrl: string;
  readonly key: string;
  /** Ends it as a crash would; its database goes on. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** GET without a body, else POST. */
  ask<T>(path: string, body?: object): Promise<T>;
  remove(): Promise<void>;
}

/** Starts one in an empty home, with a workspace. */
export async function startKillableServer(): Promise<KillableServer> {
  const folder = mkdtempSync(join(tmpdir(), 'orch-sdk-server-'));
  chmodSync(folder, 0o755);
  const home = join(folder, 'home');
  const port = String(await unusedPort());
  const root = `http://127.0.0.1:${port}/api`;
  let child: ChildProcess;
  const start = async (words: readonly string[]): Promise<void> => {
    child = spawnServer(words, { HOME: folder, ORCH_HOME: home, ORCH_PORT: port });
    await isReady(child);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill(signal);
    await ended;
  };
  await start([]);
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
  const places = (await (await fetch(`${root}/me/workspaces`, { headers })).json()) as Record<
    string,
    string
  >[];
  const apiUrl = `${root}/accounts/${places[0]!['account_id']}/workspaces/${places[0]!['workspace_id']}`;
  return {
    apiUrl,
    key: KEY,
    start: () => start(['--main', BUNDLE]),
    kill: () => end('SIGKILL'),
    ask: async <T>(path: string, body?: object): Promise<T> => {
      const request = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
      const response = await fetch(`${apiUrl}${path}`, request);
      const text = await response.text();
      if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`);
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
    remove: async () => {
      await end('SIGTERM');
      const pointer = join(home, 'postgres-location');
      if (existsSync(pointer))
        rmSync(dirname(readFileSync(pointer, 'utf8').trim()), { recursive: true, force: true });
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const spawnServer = (words: readonly string[], env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [START, ...words], {
    env: {
      PATH: process.env['PATH'] ?? '',
      ORCH_LOCAL_MODE: 'off',
      ORCH_BOOTSTRAP_EMAIL: 'ada@example.com',
      ORCH_BOOTSTRAP_API_KEY: KEY,
      ORCH_RUN_SILENCE_SECONDS: String(SILENCE_SECONDS),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const isReady = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let text = '';
    const onData = (chunk: Buffer): void => {
      text += chunk.toString();
      if (/UI URL[^]*(?:Sign up|Log in) /.test(text)) resolve();
    };
    child.stdout?.on('data', onData);
    child.stderr?.on('data', onData);
    child.once('close', (code) => reject(new Error(`the server ended with ${code}: ${text}`)));
  });
