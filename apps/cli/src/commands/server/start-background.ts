import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandContext } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { Failure } from '../../failure.ts';
import { backgroundServer, rememberServer } from './background.ts';

const LOOK_MS = 200;
const READY_MS_MAX = 300_000;
const READY = /ready in [\d.]+ s at (\S+)/;

interface Start {
  readonly script: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What the server said since it was started. */
const saidIn = (log: string, from: number): string => {
  try {
    return readFileSync(log).subarray(from).toString('utf8');
  } catch {
    return '';
  }
};

/** Starts the server as a process of its own, and waits until it is ready. @throws Failure with its last words */
export const startInBackground = async (
  context: CommandContext,
  { script, home, env }: Start,
): Promise<void> => {
  const present = backgroundServer(home);
  if (present)
    throw new Failure(
      `a server runs in the background already (process ${present.pid})`,
      EXIT.failed,
      'Stop it with: orch server stop',
    );
  mkdirSync(join(home, 'logs'), { recursive: true, mode: 0o700 });
  const log = join(home, 'logs', 'server.log');
  const from = Buffer.byteLength(saidIn(log, 0));
  const out = openSync(log, 'a', 0o600);
  const child = spawn(process.execPath, [script], { detached: true, stdio: ['ignore', out, out], env });
  let ended = false;
  child.once('close', () => (ended = true)).once('error', () => (ended = true));
  if (child.pid !== undefined) rememberServer(home, { pid: child.pid, script });
  const endMs = context.nowMs + READY_MS_MAX;
  for (;;) {
    const url = READY.exec(saidIn(log, from))?.[1];
    if (url !== undefined) {
      child.unref();
      const value = { url, pid: child.pid, log };
      return context.print.done(`The server is ready at ${url} (process ${child.pid}).`, value, url);
    }
    if (ended)
      throw new Failure(
        `the server ended: ${saidIn(log, from).trim().split('\n').at(-1) ?? ''}`,
        EXIT.failed,
        `What it said is in ${log}`,
      );
    if (context.nowMs > endMs)
      throw new Failure('the server is not ready yet', EXIT.timeout, `What it says is in ${log}`);
    await sleep(LOOK_MS, undefined, { signal: context.signal });
  }
};
