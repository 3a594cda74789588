import { jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandContext } from '../../context.ts';
import { Given } from '../../given.ts';
import { Printer } from '../../output/printer.ts';
import type { Terminal } from '../../terminal.ts';
import { backgroundServer } from './background.ts';
import { startInBackground } from './start-background.ts';
import { stopServer } from './stop.ts';

jest.setTimeout(60_000);
let home: string;
let said: string;
let context: CommandContext;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'orch-background-'));
  said = '';
  const terminal: Terminal = {
    env: { ORCH_HOME: home },
    out: (text) => void (said += text),
    err: (text) => void (said += text),
    outIsTty: false,
    errIsTty: false,
    inIsTty: false,
    columns: undefined,
    readInput: async () => '',
    now: Date.now,
    signal: new AbortController().signal,
  };
  const global = { profile: undefined, mayPrompt: false, isSure: true };
  context = new CommandContext(terminal, new Printer(terminal, { format: 'table', colour: false }), global);
});
afterEach(async () => {
  const left = backgroundServer(home);
  if (left) process.kill(left.pid, 'SIGKILL');
  rmSync(home, { recursive: true, force: true });
});
/** A program that says what the server says, in the place of its start script. */
const scriptOf = (text: string): string => {
  const path = join(home, 'start.mjs');
  writeFileSync(path, text);
  return path;
};
const start = (text: string): Promise<void> =>
  startInBackground(context, { script: scriptOf(text), home, env: {} });
const stop = (): Promise<void> => stopServer.run(context, new Given([], {}));

it('goes on by itself until it is stopped, and there is one of them', async () => {
  const server = `setInterval(() => {}, 1000); console.log('orch: ready in 1.5 s at http://127.0.0.1:4200');`;
  await start(server);
  const { pid } = backgroundServer(home)!;
  expect(said).toBe(`The server is ready at http://127.0.0.1:4200 (process ${pid}).\n`);
  await expect(start(server)).rejects.toThrow(`runs in the background already (process ${pid})`);
  await stop();
  expect(said).toContain(`Stopped the server (process ${pid}).\n`);
  expect(backgroundServer(home)).toBeUndefined();
  await expect(stop()).rejects.toThrow('no server was started in the background here');
});

it('says why it did not start', async () => {
  const server = `console.error('orch: port 4200 is taken'); process.exitCode = 1;`;
  await expect(start(server)).rejects.toThrow('the server ended: orch: port 4200 is taken');
  expect(backgroundServer(home)).toBeUndefined();
});

it('another process of the same id is not taken for it', async () => {
  writeFileSync(
    join(home, 'server.json'),
    JSON.stringify({ pid: process.pid, script: '/nowhere/start.mjs' }),
  );
  if (process.platform === 'linux') expect(backgroundServer(home)).toBeUndefined();
  rmSync(join(home, 'server.json'));
});
