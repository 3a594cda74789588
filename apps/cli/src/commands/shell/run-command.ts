import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const KILL_AFTER_MS = 5_000;

/** How a command ended. */
export interface CommandEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}
interface Options {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends the command, and what it has started. */
  readonly signal: AbortSignal;
  readonly onLine: (line: string, from: 'stdout' | 'stderr') => void;
}

/** The whole group: what a shell has started would go on otherwise. */
const signalGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // it has ended meanwhile
  }
};

const readLines = async (stream: Readable, take: (line: string) => void): Promise<void> => {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) take(line);
};

/** Runs a command line by the shell to its end. @throws Error when there is no shell */
export const runShellCommand = async (
  command: string,
  { env, signal, onLine }: Options,
): Promise<CommandEnd> => {
  const child = spawn(command, {
    shell: true,
    env: { ...env },
    stdio: ['inherit', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  let killing: NodeJS.Timeout | undefined;
  const stop = (): void => {
    signalGroup(child, 'SIGTERM');
    killing = setTimeout(() => signalGroup(child, 'SIGKILL'), KILL_AFTER_MS);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const ended = new Promise<CommandEnd>((resolve, reject) =>
      child.once('error', reject).once('close', (code, endSignal) => resolve({ code, signal: endSignal })),
    );
    const [end] = await Promise.all([
      ended,
      readLines(child.stdout, (line) => onLine(line, 'stdout')),
      readLines(child.stderr, (line) => onLine(line, 'stderr')),
    ]);
    return end;
  } finally {
    clearTimeout(killing);
    signal.removeEventListener('abort', stop);
  }
};

/** Why a command did not work; undefined when it did. */
export const problemOfEnd = ({ code, signal }: CommandEnd): string | undefined => {
  if (code === 0) return undefined;
  return signal === null
    ? `the command ended with exit code ${code ?? 'unknown'}`
    : `the command was ended by ${signal}`;
};
