import { spawn } from 'node:child_process';
import { OutputLines } from '../log-shipper/output-lines.ts';
import type { StepContext } from './step.ts';

export interface CommandOptions {
  readonly directory?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Whether its output is said line by line while it runs. */
  readonly streams?: boolean;
  /** Values that are blotted out of its output. */
  readonly secrets?: readonly string[];
  /** What to say when the program is not installed. */
  readonly missing?: string;
  readonly shell?: boolean;
}
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
}

const OUTPUT_CHARS_MAX = 1_000_000;
const SHOWN_CHARS_MAX = 2_000;

/** Blots secrets out of a text, and the user part of URLs. */
export const redacted = (text: string, secrets: readonly string[]): string => {
  let result = text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s@]+@/gi, '$1[redacted]@');
  for (const secret of secrets) {
    if (secret.length < 4) continue; // too short to be told from ordinary text
    result = result.replaceAll(secret, '[redacted]');
    result = result.replaceAll(encodeURIComponent(secret), '[redacted]');
  }
  return result;
};

const reasonOf = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal === null ? `exit code ${code ?? 'unknown'}` : `killed by ${signal}`;

/**
 * Runs a program to its end.
 * @throws Error with the end of its output when it fails, or is not installed
 */
export const runCommand = (
  [program = '', ...args]: readonly string[],
  context: StepContext,
  options: CommandOptions = {},
): Promise<CommandResult> =>
  new Promise((resolve, reject) => {
    const secrets = [...context.secrets, ...(options.secrets ?? [])];
    const child = spawn(program, args, {
      cwd: options.directory ?? context.directory,
      env: { ...context.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: options.shell ?? false,
      detached: process.platform !== 'win32', // so that a stop reaches what it has started
    });
    const texts = { stdout: '', stderr: '' };
    const say = (line: string): void => {
      if (options.streams !== false) context.say(redacted(line, secrets));
    };
    for (const name of ['stdout', 'stderr'] as const) {
      const lines = new OutputLines((line) => {
        if (texts[name].length < OUTPUT_CHARS_MAX) texts[name] += `${line}\n`;
        say(line);
      });
      child[name].on('data', (chunk: Buffer) => lines.push(chunk)).on('end', () => lines.end());
    }
    const stop = (): void => {
      try {
        if (child.pid !== undefined)
          process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
      } catch {
        // it has ended by itself
      }
    };
    if (context.signal?.aborted) stop();
    context.signal?.addEventListener('abort', stop, { once: true });
    child.on('error', (error: NodeJS.ErrnoException) => {
      context.signal?.removeEventListener('abort', stop);
      const isMissing = error.code === 'ENOENT' && options.missing !== undefined;
      reject(new Error(isMissing ? options.missing : `${program}: ${error.message}`));
    });
    child.on('close', (code, signal) => {
      context.signal?.removeEventListener('abort', stop);
      if (code === 0) return resolve({ stdout: texts.stdout.trim(), stderr: texts.stderr.trim() });
      if (context.signal?.aborted) return reject(new Error('stopped'));
      const output = redacted((texts.stderr || texts.stdout).trim(), secrets).slice(-SHOWN_CHARS_MAX);
      reject(new Error(`${program}: ${reasonOf(code, signal)}${output === '' ? '' : `: ${output}`}`));
    });
  });
