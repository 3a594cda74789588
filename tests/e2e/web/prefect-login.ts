import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const OPEN_MS_MAX = 60_000;
const POLL_MS = 100;
const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');

/** `prefect cloud login` at a terminal, waiting for its browser. */
export interface PrefectLogin {
  /** The page that it asked the browser to open. */
  readonly pageUrl: string;
  /** Exit code; the terminal's text until then. */
  readonly ended: Promise<{ code: number | null; text: string }>;
  /** What the client wrote into its profile. */
  profile(): string;
  /** Ends it, should it still wait, and takes its files away. */
  remove(): void;
}

const QUESTION = /\? (?:How would you like to authenticate|Which (?:account|workspace))/g;
const PRESS_MS = 700;

/**
 * Presses Enter at its questions: the first answer is the browser, then the only workspace. A key that comes before
 * the program reads keys is lost, so it is pressed again until something happens.
 */
function answerQuestions(child: ChildProcess): { text(): string } {
  let text = '';
  let pressedAt = 0;
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString().replace(ANSI, '')));
  const presser = setInterval(() => {
    const isAsked = [...text.slice(pressedAt).matchAll(QUESTION)].length > 0 || pressedAt === text.length;
    if (!isAsked || text === '') return;
    pressedAt = text.length;
    child.stdin?.write('\r');
  }, PRESS_MS);
  child.once('close', () => clearInterval(presser));
  return { text: () => text };
}

/** Runs the real client under `script`, which gives it a terminal; its browser is a file that takes the address. */
export async function prefectLogin(serverUrl: string): Promise<PrefectLogin> {
  const bin = process.env['ORCH_TEST_PYTHON_BIN'];
  if (bin === undefined) throw new Error('ORCH_TEST_PYTHON_BIN names no Python environment with the client');
  const folder = mkdtempSync(join(tmpdir(), 'orch-login-'));
  const [browser, opened, profiles] = ['browser', 'opened', 'profiles.toml'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" > ${opened}\n`);
  chmodSync(browser, 0o755);
  const child = spawn('script', ['-qfec', `${join(bin, 'prefect')} cloud login`, '/dev/null'], {
    env: {
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      HOME: folder,
      DO_NOT_TRACK: '1',
      TERM: 'xterm',
      COLUMNS: '200',
      BROWSER: `${browser} %s`,
      PREFECT_HOME: folder,
      PREFECT_PROFILES_PATH: profiles,
      PREFECT_CLOUD_API_URL: `${serverUrl}/api`,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const terminal = answerQuestions(child);
  const ended = new Promise<{ code: number | null; text: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, text: terminal.text() })),
  );
  const deadline = Date.now() + OPEN_MS_MAX;
  while (!existsSync(opened)) {
    if (Date.now() > deadline || child.exitCode !== null) {
      child.kill('SIGKILL');
      throw new Error(`no browser was opened: ${terminal.text()}`);
    }
    await sleep(POLL_MS);
  }
  await sleep(POLL_MS);
  return {
    pageUrl: readFileSync(opened, 'utf8'),
    ended,
    profile: () => (existsSync(profiles) ? readFileSync(profiles, 'utf8') : ''),
    remove: () => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
