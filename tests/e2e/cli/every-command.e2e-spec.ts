import { jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { NOUNS } from '../../../apps/cli/src/nouns.ts';
import { runCli } from '../../../apps/cli/src/run-cli.ts';
import { startWebServer, type WebServer } from '../web/web-server.ts';

const KEY = 'pnu_everycommand000000000000000000000';
jest.setTimeout(60_000);
let server: WebServer;
let home: string;
const file = (name: string, content: unknown): string => {
  const path = join(home, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
/** One command line, in this process: what counts here is what it prints and how it ends. */
const run = async (words: readonly string[], input = ''): Promise<Said> => {
  let [out, err] = ['', ''];
  const code = await runCli(words, {
    env: { ORCH_HOME: join(home, 'orch'), HOME: home, BROWSER: 'true', PATH: process.env['PATH'] },
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    outIsTty: false,
    errIsTty: false,
    inIsTty: false,
    columns: undefined,
    readInput: async () => input,
    now: Date.now,
    signal: new AbortController().signal,
  });
  return { code, out, err };
};
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');

/** Told from the lines, so that none is said to be tested that is not. */
const covered = new Set<string>();
const COMMANDS = (
  await Promise.all(
    NOUNS.map(async (entry) =>
      (await entry.load()).commands.map(({ name }) => [entry.name, name].filter(Boolean).join(' ')),
    ),
  )
).flat();
const commandOf = (line: string): string =>
  COMMANDS.filter((name) => line === name || line.startsWith(`${name} `)).sort(
    (a, b) => b.length - a.length,
  )[0] ?? '';

/** Why a command is not in the walk below. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  completion: 'prints a script for a shell, whatever the format: completion.spec',
  'server start': 'ends when the server does: transcript',
  'worker start': 'ends when it is told to: transcript and the tests of libs/worker',
  deploy: 'reads flows by a process of its own: transcript',
  init: 'writes into the current folder: transcript',
  'sdk generate': 'writes a file: transcript',
  'audit export': 'prints NDJSON or CSV, whatever the format: cli.e2e-spec',
  'flow-run watch': 'prints the run when it has ended: cli.e2e-spec',
  'cloud login': 'by key before the walk; browser and device: login.e2e-spec',
};

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'orch-commands-'));
  server = await startWebServer({ ORCH_BOOTSTRAP_EMAIL: 'ada@example.com', ORCH_BOOTSTRAP_API_KEY: KEY });
  const login = await run(
    ['cloud', 'login', '--key', '-', '--url', server.url, '-w', 'ada/default'],
    `${KEY}\n`,
  );
  expect(login).toMatchObject({ code: 0 });
}, 240_000);
afterAll(async () => {
  await server?.stop();
  rmSync(home, { recursive: true, force: true });
}, 60_000);

const json = async (line: string, input?: string): Promise<unknown> => {
  covered.add(commandOf(line));
  const { code, out, err } = await run([...wordsOf(line), '-o', 'json'], input);
  if (code !== 0) throw new Error(`orch ${line} ended with ${code}: ${err}`);
  // streams print a document a line
  return JSON.parse(out === '' ? 'null' : out) as unknown;
};
const idOf = (value: unknown): string => (value as { id: string }).id; // every object of the API has one
/** Names and kinds, without the values: some differ from one moment to the next. */
const shapeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shapeOf(member)]));
};
/** What cannot work here ends with 1 and prints nothing to stdout. */
const fails = async (line: string): Promise<void> => {
  covered.add(commandOf(line));
  const { code, out } = await run([...wordsOf(line), '-o', 'json']);
  expect({ line, code, out }).toEqual({ line, code: 1, out: '' });
};
/** Reads in every format; all have to be what they say. */
const inEveryFormat = async (line: string): Promise<void> => {
  const value = await json(line);
  const asYaml = await run([...wordsOf(line), '-o', 'yaml']);
  expect(shapeOf(parse(asYaml.out))).toEqual(shapeOf(value));
  for (const format of ['name', 'table']) {
    const { code, out } = await run([...wordsOf(line), '-o', format]);
    expect({ line, format, code }).toEqual({ line, format, code: 0 });
    expect(out).not.toContain('undefined');
    expect(out).not.toContain('[object Object]');
  }
};
const each = async (lines: readonly string[], read: (line: string) => Promise<unknown> = inEveryFormat) => {
  for (const line of lines) await read(line);
};

describe('every command gives JSON that can be parsed, and its exit code', () => {
  it('of this machine', async () => {
    await each([
      'version',
      'doctor',
      'config view',
      'config validate',
      'profile ls',
      'profile inspect default',
      'dashboard open --print',
      'server status',
    ]);
    await each(
      [
        'config set ORCH_TIMEOUT=20',
        'config unset ORCH_TIMEOUT',
        'profile create other --from default',
        'profile use other',
        'profile use default',
        'profile rename other second',
        'profile delete second --yes',
        'api GET /me/',
      ],
      json,
    );
  });

  it('of flows, deployments and their runs', async () => {
    const flow = idOf(await json(`api POST /flows/ -d '{"name":"etl"}'`));
    await json('work-pool create prod --type process');
    const deployment = { name: 'nightly', flow_id: flow, work_pool_name: 'prod' };
    await json(`api POST /deployments/ -d '${JSON.stringify(deployment)}'`);
    await each(['flow ls', 'flow inspect etl', 'deployment ls', 'deployment inspect etl/nightly']);
    await json(
      'deployment schedule create etl/nightly --cron "0 9 * * *" --slug morning'.replaceAll('"', "'"),
    );
    await inEveryFormat('deployment schedule ls etl/nightly');
    await each(
      [
        'deployment schedule pause etl/nightly morning',
        'deployment schedule resume etl/nightly morning',
        'deployment schedule delete etl/nightly morning --yes',
        'deployment set-schedule etl/nightly --interval 15m',
        'deployment schedule clear etl/nightly --yes',
        'deployment pause etl/nightly',
        'deployment resume etl/nightly',
      ],
      json,
    );
    const runs = [];
    for (const name of ['brave-otter', 'calm-fox', 'shy-owl'])
      runs.push(idOf(await json(`deployment run etl/nightly --name ${name} --param rows=5`)));
    await each([
      'flow-run ls',
      'flow-run inspect brave-otter',
      'flow-run explain brave-otter',
      'flow-run ls --state scheduled --deployment etl/nightly',
      'work-pool preview prod',
    ]);
    const line = {
      name: 'prefect.flow_runs',
      level: 20,
      message: 'hello world',
      timestamp: new Date().toISOString(),
      flow_run_id: runs[0],
    };
    await run(['api', 'POST', '/logs/', '-d', '-'], JSON.stringify([line]));
    expect(await json('flow-run logs brave-otter')).toMatchObject({ message: 'hello world' });
    expect(await json('logs search hello')).toMatchObject({ message: 'hello world' });
    expect(await json('logs brave-otter')).toMatchObject({ level: 20 });
    const task = {
      flow_run_id: runs[0],
      task_key: 'read',
      dynamic_key: '0',
      name: 'read-0',
      state: { type: 'RUNNING' },
    };
    await json(`api POST /task_runs/ -d '${JSON.stringify(task)}'`);
    await each(['task-run ls --flow-run brave-otter', 'task-run inspect read-0']);
    expect(await json('task-run logs read-0')).toBeNull();
    const paused = {
      state: { type: 'PAUSED', name: 'Paused', state_details: { pause_timeout: '2100-01-01T00:00:00Z' } },
      force: true,
    };
    await json(`api POST /flow_runs/${runs[2]}/set_state -d '${JSON.stringify(paused)}'`);
    await json('flow-run resume shy-owl');
    expect(await json('flow-run cancel --deployment etl/nightly --state scheduled --yes')).toHaveLength(2);
    expect(await json('flow-run retry brave-otter')).toMatchObject({ name: 'brave-otter' });
    await each(['flow-run delete calm-fox --yes', 'flow-run delete --flow etl --yes'], json);
    await each(['deployment delete etl/nightly --yes', 'flow delete etl --yes'], json);
  });

  it('of work pools, queues and limits', async () => {
    await json(`api POST /work_pools/prod/workers/heartbeat -d '{"name":"w1"}'`);
    await each(['worker ls', 'worker inspect w1']);
    await json(
      'work-queue create prod/slow --priority 3'.replace('prod/slow --priority 3', 'slow --pool prod'),
    );
    await each([
      'work-pool ls',
      'work-pool inspect prod',
      'work-pool workers prod',
      'work-pool slots prod',
      'work-pool get-default-base-job-template',
      'work-queue ls',
      'work-queue ls --pool prod',
      'work-queue inspect prod/slow',
    ]);
    await each(
      [
        'work-pool pause prod',
        'work-pool resume prod',
        'work-pool set-concurrency-limit prod 5',
        'work-pool clear-concurrency-limit prod',
        'work-pool update prod --description x',
        'work-queue pause prod/slow',
        'work-queue resume prod/slow',
        'work-queue set-concurrency-limit prod/slow 2',
        'work-queue clear-concurrency-limit prod/slow',
        'work-queue delete prod/slow --yes',
        'work-pool delete prod --yes',
      ],
      json,
    );
    await json('concurrency-limit create database 3');
    await json('global-concurrency-limit create warehouse 3');
    await each([
      'concurrency-limit ls',
      'concurrency-limit inspect database',
      'global-concurrency-limit ls',
      'global-concurrency-limit inspect warehouse',
    ]);
    await each(
      [
        'concurrency-limit reset database',
        'concurrency-limit delete database --yes',
        'global-concurrency-limit update warehouse --slots 8',
        'global-concurrency-limit disable warehouse',
        'global-concurrency-limit enable warehouse',
        'global-concurrency-limit delete warehouse --yes',
      ],
      json,
    );
  });

  it('of blocks, variables, artifacts and events', async () => {
    const fields = {
      title: 'Warehouse',
      type: 'object',
      properties: { host: { type: 'string' } },
      required: ['host'],
    };
    const type = file('type.json', { name: 'Warehouse', slug: 'warehouse', fields });
    await json(`block register -f ${type}`);
    await json('block create main --type warehouse --set host=db');
    await each(['block ls', 'block inspect warehouse/main', 'block type ls', 'block type inspect warehouse']);
    await each(['block delete warehouse/main --yes', 'block type delete warehouse --yes'], json);
    await json(`variable set limits '{"rows":500}'`);
    await each(['variable ls', 'variable get limits', 'variable inspect limits']);
    await json('variable delete limits --yes');
    await json(`api POST /artifacts/ -d '{"key":"report","type":"markdown","data":"# hi"}'`);
    await each(['artifact ls', 'artifact ls --all', 'artifact inspect report']);
    await json('artifact delete report --yes');
    expect(await json('events emit order.shipped --resource-id shop.1 --payload {"n":1}')).toMatchObject({
      payload: { n: 1 },
    });
    await inEveryFormat('events ls --prefix order.');
    expect(await json('events stream --prefix order. --backfill --count 1')).toMatchObject({
      event: 'order.shipped',
    });
  });

  it('of automations', async () => {
    const automation = {
      name: 'watch-orders',
      trigger: {
        type: 'event',
        expect: ['order.shipped'],
        match: { 'prefect.resource.id': 'shop.*' },
        posture: 'Reactive',
        threshold: 1,
        within: 0,
      },
      actions: [{ type: 'do-nothing' }],
    };
    const path = file('automation.json', automation);
    await json(`automation create -f ${path}`);
    await each([
      'automation ls',
      'automation inspect watch-orders',
      'automation explain watch-orders',
      'automation firings watch-orders',
      'automation failure ls',
    ]);
    expect(await json(`automation backtest -f ${path} --since 1h`)).toMatchObject({
      firings: expect.any(Array),
    });
    await each(
      [
        `automation update watch-orders -f ${path}`,
        'automation pause watch-orders',
        'automation resume watch-orders',
        'automation delete watch-orders --yes',
      ],
      json,
    );
    for (const verb of ['retry', 'delete'])
      await fails(`automation failure ${verb} 01a1fec7-cd79-7007-b06c-94282a66dbc2 --yes`);
  });

  it('of webhooks', async () => {
    const template = file(
      'orders.jinja',
      '{"event":"order","resource":{"prefect.resource.id":"{{ body.id }}"}}',
    );
    const made = await json(`webhook create orders -f ${template} -d hooks`);
    const { slug } = made as { slug: string }; // a webhook
    expect((await fetch(`${server.url}/hooks/${slug}`, { method: 'POST', body: '{"id":"o1"}' })).status).toBe(
      204,
    );
    await each(['webhook ls', 'webhook inspect orders', 'webhook calls orders']);
    expect(await json('webhook calls orders')).toMatchObject([
      { status_code: 204, rendered: { event: 'order' } },
    ]);
    await each(
      [
        'webhook update orders --description other',
        'webhook disable orders',
        'webhook enable orders',
        'webhook rotate orders --yes',
      ],
      json,
    );
    expect((await fetch(`${server.url}/hooks/${slug}`, { method: 'POST', body: '{}' })).status).toBe(404);
    await json('webhook delete orders --yes');
  });

  it('of people, keys and the account', async () => {
    await each([
      'account ls',
      'account inspect',
      'member ls',
      'role ls',
      'role ls --account',
      'role scopes',
      'role inspect Owner',
      'cloud workspace ls',
      'audit ls',
      'audit verify',
      'cloud ip-allowlist ls',
      'sso ls',
      'team ls',
    ]);
    await each(
      [
        'role create Operators --inherit Viewer --scope runs:control',
        'role delete Operators --yes',
        'team create data',
        'team inspect data',
        'team delete data --yes',
        'service-account create ci',
        'service-account ls',
        'service-account rotate ci',
        'service-account delete ci --yes',
        'api-key create laptop',
        'api-key ls',
        'api-key revoke laptop --yes',
        'invite create bob@example.com',
        'invite ls',
        'cloud workspace create Staging --handle staging',
        'cloud workspace set ada/staging',
        'cloud workspace set ada/default',
      ],
      json,
    );
    await fails('invite resend bob@example.com'); // it was just sent
    await json('invite revoke bob@example.com --yes');
    await fails('member set-role nobody Admin');
    await fails('member remove nobody --yes');
    await each(
      [
        'cloud ip-allowlist add 127.0.0.1',
        'cloud ip-allowlist add ::1',
        'cloud ip-allowlist add 203.0.113.0/24',
        'cloud ip-allowlist toggle 203.0.113.0/24',
        'cloud ip-allowlist enable',
        'cloud ip-allowlist disable',
        'cloud ip-allowlist remove 203.0.113.0/24 --yes',
      ],
      json,
    );
  });

  it('of single sign-on', async () => {
    await json(`sso create Okta --issuer ${server.url} --client-id x --disabled`);
    await each(['sso inspect Okta', 'sso domain ls Okta']);
    await fails('sso test Okta');
    await fails('sso domain verify Okta example.com');
    await each(
      [
        'sso domain add Okta example.com',
        'sso enable Okta',
        'sso enforce Okta',
        'sso disable Okta',
        'sso domain remove Okta example.com --yes',
        'sso delete Okta --yes',
      ],
      json,
    );
  });

  it('and nobody was forgotten', async () => {
    covered.add('cloud logout');
    expect((await run(['cloud', 'logout', '-o', 'json'])).code).toBe(0);
    expect(COMMANDS.filter((name) => !covered.has(name) && !Object.hasOwn(ELSEWHERE, name))).toEqual([]);
  });
});
