import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { launch, unusedPort, type Launch } from './launcher.ts';

const SLOW_MS = 20_000;
const isRoot = process.getuid?.() === 0;

let folder: string;
let home: string;
let port: string;
let launches: Launch[];

const run = (
  env: Record<string, string> = {},
  nodeArguments: string[] = [],
  scriptArguments?: string[],
): Launch => {
  const started = launch({ ORCH_HOME: home, ORCH_PORT: port, ...env }, nodeArguments, scriptArguments);
  launches.push(started);
  return started;
};

const postmasterPid = (dataDir = join(home, 'postgres')): number =>
  Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
const linesOf = (text: string): string[] => text.trim().split('\n');

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'orch-start-'));
  chmodSync(folder, 0o755);
  home = join(folder, 'home');
  port = String(await unusedPort());
  launches = [];
});

afterEach(async () => {
  for (const { process: child, exited } of launches) {
    child.kill('SIGTERM');
    await exited;
  }
  rmSync(folder, { recursive: true, force: true });
});

test(
  'a first start makes everything, a second one is quick, SIGTERM ends with 0 and stops the database',
  async () => {
    const first = run();
    await first.ready;
    expect(await (await fetch(`http://127.0.0.1:${port}`)).json()).toEqual({ embedded: true, hasKey: true });
    expect(first.output()).toContain('applied 20260101000000_first');
    for (const secret of ['postgres-password', 'secret-key'])
      expect(statSync(join(home, secret)).mode & 0o777).toBe(0o600);
    const pid = postmasterPid();
    first.process.kill('SIGTERM');
    expect(await first.exited).toBe(0);
    expect(isRunning(pid)).toBe(false);

    const startedMs = performance.now();
    const second = run();
    await second.ready;
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    second.process.kill('SIGINT');
    second.process.kill('SIGINT');
    expect(await second.exited).toBe(0);
  },
  SLOW_MS,
);

test(
  'after kill -9 the next start finds the database still running, and stops it in the end',
  async () => {
    const killed = run();
    await killed.ready;
    const pid = postmasterPid();
    killed.process.kill('SIGKILL');
    await killed.exited;
    expect(isRunning(pid)).toBe(true);

    const next = run();
    await next.ready;
    expect(next.output()).toContain(`found the database still running (process ${pid})`);
    next.process.kill('SIGTERM');
    expect(await next.exited).toBe(0);
    expect(isRunning(pid)).toBe(false);
  },
  SLOW_MS,
);

test(
  'a second server on the same home is refused',
  async () => {
    const first = run();
    await first.ready;
    const second = run({ ORCH_PORT: String(await unusedPort()) });
    expect(await second.exited).toBe(1);
    expect(linesOf(second.output())).toEqual([
      expect.stringContaining(`another orch server (process ${first.process.pid}) already uses ${home}`),
    ]);
    expect(isRunning(postmasterPid())).toBe(true);
  },
  SLOW_MS,
);

(isRoot ? test : test.skip)(
  'a home that the database user cannot enter gets its data in the system folder',
  async () => {
    chmodSync(folder, 0o700);
    const first = run();
    await first.ready;
    const dataDir = readFileSync(join(home, 'postgres-location'), 'utf8').trim();
    try {
      expect(first.output()).toContain(`its data is kept in ${dataDir}`);
      expect(dataDir).not.toContain(tmpdir());
      first.process.kill('SIGTERM');
      expect(await first.exited).toBe(0);
      const second = run();
      await second.ready;
      expect(second.output()).not.toContain('applied');
      second.process.kill('SIGTERM');
      expect(await second.exited).toBe(0);
    } finally {
      first.process.kill('SIGTERM');
      rmSync(dirname(dataDir), { recursive: true, force: true });
    }
  },
  SLOW_MS,
);

describe('one line and exit code 1', () => {
  const expectOneLine = async (started: Launch, text: string): Promise<void> => {
    expect(await started.exited).toBe(1);
    expect(linesOf(started.output())).toEqual([expect.stringContaining(text)]);
  };

  test('port in use, before anything is made', async () => {
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(Number(port), '127.0.0.1', () => resolve()));
    await expectOneLine(run(), `port in use: something else already listens on 127.0.0.1:${port}`);
    expect(existsSync(home)).toBe(false);
    await new Promise((resolve) => other.close(resolve));
  });

  test('unreachable database', async () => {
    const nowhere = await unusedPort();
    await expectOneLine(
      run({ ORCH_DATABASE_URL: `postgresql://u:secret@127.0.0.1:${nowhere}/x` }),
      `the database 127.0.0.1:${nowhere}/x cannot be reached`,
    );
    expect(launches[0]?.output()).not.toContain('secret');
  });

  test('ORCH_DATABASE_URL that is no address', () =>
    expectOneLine(run({ ORCH_DATABASE_URL: 'mysql://x' }), 'ORCH_DATABASE_URL is not a PostgreSQL address'));
  test('ORCH_PORT that is no port', () =>
    expectOneLine(run({ ORCH_PORT: 'http' }), 'ORCH_PORT must be a number'));
  test('ORCH_HOST that is not ours', () =>
    expectOneLine(run({ ORCH_HOST: '203.0.113.7' }), 'is not an address of this machine'));
  test('unknown option', () => expectOneLine(run({}, [], ['--prot', '1']), "Unknown option '--prot'"));

  test('too old Node', () => {
    const pretend = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.20.0"})';
    return expectOneLine(run({}, ['--import', pretend]), 'Node >= 20.19 is needed, this is 18.20.0');
  });
});
