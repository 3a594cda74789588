import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const BUILD = new URL('../../../tools/build/cli.mjs', import.meta.url).href;

/** What one call of `orch` said and how it ended. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
/** `orch` as it is published, with a home of its own. */
export interface CommandLine {
  readonly home: string;
  readonly file: string;
  /** @param input what stdin holds */
  run(words: readonly string[], input?: string, env?: Record<string, string>, folder?: string): Promise<Said>;
  /** Runs a script of bash, where a test is about the shell around `orch`. */
  shell(script: string, words?: readonly string[]): Promise<Said>;
  remove(): void;
}

/** Builds the package's files into a folder of its own. */
export async function buildCommandLine(): Promise<CommandLine> {
  const folder = mkdtempSync(join(tmpdir(), 'orch-cli-'));
  const file = join(folder, 'orch.js');
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const { buildCommandLine: build } = (await import(BUILD)) as {
    buildCommandLine: (root: string, outfile: string) => Promise<void>;
  };
  await build(ROOT, file);
  const home = join(folder, 'home');
  const start = (
    program: string,
    words: readonly string[],
    { env = {}, cwd = process.cwd() }: { env?: Record<string, string>; cwd?: string },
    input = '',
  ): Promise<Said> =>
    new Promise((resolve) => {
      const standard = { PATH: process.env['PATH'] ?? '', HOME: folder, ORCH_HOME: home, TZ: 'UTC' };
      const child = execFile(
        program,
        words,
        { timeout: 60_000, cwd, env: { ...standard, ...env } },
        (error, out, err) =>
          resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
      );
      child.stdin?.end(input);
    });
  const run: CommandLine['run'] = (words, input = '', env = {}, cwd = process.cwd()) =>
    start(process.execPath, [file, ...words], { env, cwd }, input);
  const shell: CommandLine['shell'] = (script, words = []) =>
    start('bash', ['-c', script, 'bash', ...words], { env: { ORCH_TIMEOUT: '30' } });
  return { home, file, run, shell, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** What differs from run to run by names: ids (as wide as they are), times, ports, hashes, keys. */
export const settled = (text: string): string =>
  text
    .replace(UUID, (id) => '<id>'.padEnd(id.length, '.'))
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, '<time>')
    .replace(/127\.0\.0\.1:\d+/g, '<host>')
    .replace(/ {2}(\d+[smh] ago|now)(?= {2}|$) */gm, '  <ago>  ')
    .replace(/\b(WHEN) +/g, '$1  ')
    .replace(/\b[0-9a-f]{64}\b/g, '<hash>')
    .replace(/pn[ub]_[A-Za-z0-9_-]{20,}/g, '<key>')
    .replace(/[ \t]+$/gm, '');
