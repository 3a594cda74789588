import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unusedPort } from '../launcher.ts';

const START = fileURLToPath(new URL('../../../tools/start.mjs', import.meta.url));

/** The whole product as a person starts it: server, web application, a database of its own. */
export interface WebServer {
  readonly url: string;
  /** Everything it printed. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts one that asks everybody to sign in, in an empty home. */
export async function startWebServer(env: Record<string, string> = {}): Promise<WebServer> {
  const folder = mkdtempSync(join(tmpdir(), 'orch-web-'));
  chmodSync(folder, 0o755);
  const home = join(folder, 'home');
  const port = String(await unusedPort());
  const child = spawn(process.execPath, [START], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      ORCH_HOME: home,
      ORCH_PORT: port,
      ORCH_LOCAL_MODE: 'off',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  await new Promise<void>((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      text += chunk.toString();
      if (/UI URL[^]*(?:Sign up|Log in) /.test(text)) resolve();
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.once('close', (code) => reject(new Error(`the server ended with ${code}: ${text}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    output: () => text,
    stop: async () => {
      await end(child);
      const pointer = join(home, 'postgres-location');
      // root's database had to live elsewhere: only the folder that was made for this home
      if (existsSync(pointer)) {
        const place = readFileSync(pointer, 'utf8').trim();
        rmSync(dirname(place), { recursive: true, force: true });
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  await ended;
}
