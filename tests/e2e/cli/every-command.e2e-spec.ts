import { jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { NOUNS } from '../../../apps/cli/src/nouns.ts';
import { runCli } from '../../../apps/cli/src/run-cli.ts';
import { startWebServer, type WebServer } from '../web/web-server.ts';
import type { Said } from './command-line.ts';
import { REMOVALS, RESOURCES } from './declared-resources.ts';
import { configureStorages } from './configured-storages.ts';
import { ELSEWHERE } from './tested-elsewhere.ts';
import { shapeOf, wordsOf } from './words-and-shapes.ts';

const KEY = 'pnu_everycommand000000000000000000000';
jest.setTimeout(60_000);
let server: WebServer;
let home: string;
const file = (name: string, content: unknown): string => {
  const path = join(home, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

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
  await isSelectable(line, value);
};
/** `--json` and `--jq` of whatever a command prints. */
const isSelectable = async (line: string, value: unknown): Promise<void> => {
  const kind = Array.isArray(value) ? 'array' : typeof value;
  expect({ line, ...(await run([...wordsOf(line), '--jq', 'type'])) }).toMatchObject({
    line,
    code: 0,
    out: `${kind}\n`,
  });
  const row: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof row !== 'object' || row === null) return;
  const field = Object.keys(row)[0]!;
  const { out } = await run([...wordsOf(line), '--json', field]);
  const picked = JSON.parse(out) as unknown;
  expect({ line, fields: Object.keys((Array.isArray(picked) ? picked[0] : picked) as object) }).toEqual({
    line,
    fields: [field],
  });
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
        'profile populate-defaults',
        'profile delete local --yes',
        'api GET /me/',
      ],
      json,
    );
    await fails('server stop'); // none was started in the background
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
      'work-queue preview prod/default',
      'work-queue read-runs prod/default',
      'work-queue slots prod/default',
    ]);
    await json('deployment backfill etl/nightly --from 2026-01-01 --to 2026-01-02 --interval 1d --yes');
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
    // two that were started, two of the backfill
    expect(await json('flow-run cancel --deployment etl/nightly --state scheduled --yes')).toHaveLength(4);
    expect(await json('flow-run retry brave-otter')).toMatchObject({ name: 'brave-otter' });
    await each(['flow-run delete calm-fox --yes', 'flow-run delete --flow etl --yes'], json);
    await each(['deployment delete etl/nightly --yes', 'flow delete etl --yes'], json);
  });

  it('of commands of the shell', async () => {
    expect(await json("shell watch 'echo one; echo two' --flow-run-name shy-wren")).toMatchObject({
      name: 'shy-wren',
      state_type: 'COMPLETED',
    });
    const logs = await run(['flow-run', 'logs', 'shy-wren', '--jq', '.message']);
    expect(logs.out).toBe('one\ntwo\n');
    const failed = await run(['shell', 'watch', 'exit 3', '-o', 'json']);
    expect([failed.code, (JSON.parse(failed.out) as { state_type: string }).state_type]).toEqual([
      5,
      'FAILED',
    ]);
    await json('flow delete "Shell Command" --yes'.replaceAll('"', "'"));
  });

  it('of work pools, queues and limits', async () => {
    await json(`api POST /work_pools/prod/workers/heartbeat -d '{"name":"w1"}'`);
    await each(['worker ls', 'worker inspect w1']);
    await json(
      'work-queue create prod/slow --priority 3'.replace('prod/slow --priority 3', 'slow --pool prod'),
    );
    await configureStorages({ json, fails, run });
    await each([
      'work-pool ls',
      'work-pool inspect prod',
      'work-pool workers prod',
      'work-pool slots prod',
      'work-pool get-default-base-job-template',
      'work-pool storage inspect prod',
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

  it('of files that declare, and of two workspaces', async () => {
    const path = file('resources.yaml', RESOURCES);
    await inEveryFormat(`diff -f ${path}`);
    const changes = (await json(`diff -f ${path}`)) as { result: string }[];
    expect(changes.map(({ result }) => result)).toEqual(Array<string>(8).fill('create'));
    expect(await run(['diff', '-f', path, '--exit-code'])).toMatchObject({ code: 1 });
    expect(await json(`apply -f ${path}`)).toEqual(
      changes.map((change) => ({ ...change, result: 'created' })),
    );
    expect(await run(['diff', '-f', path, '--exit-code'])).toMatchObject({ code: 0, out: '' });
    await inEveryFormat('export');
    // what is exported is what is there
    const exported = file('exported.yaml', (await run(['export', '--secrets'])).out);
    expect(await run(['diff', '-f', exported, '--exit-code'])).toMatchObject({ code: 0, out: '' });
    await json('cloud workspace create Copy --handle copy');
    await json('profile create copy --from default');
    await json('cloud workspace set ada/copy --profile copy');
    const results = async (line: string) =>
      ((await json(line)) as { result: string }[]).map(({ result }) => result);
    expect(new Set(await results('transfer --from default --to copy --dry-run'))).toEqual(
      new Set(['create']),
    );
    expect(new Set(await results('transfer --from default --to copy'))).toEqual(new Set(['created']));
    // with the values of blocks, and names where ids stood
    expect(await run(['diff', '-f', exported, '--exit-code', '--profile', 'copy'])).toMatchObject({
      code: 0,
      out: '',
    });
    await json('variable set colour red --overwrite --profile copy');
    expect(await results('transfer --from default --to copy --only variables')).toEqual(['skipped']);
    expect(await run(['transfer', '--from', 'default', '--to', 'copy', '--overwrite'])).toMatchObject({
      code: 2,
      err: 'orch: Change 1 in profile "copy"? Say so with --yes.\n',
    });
    expect(await results('transfer --from default --to copy --overwrite --yes')).toContain('changed');
    expect((await run(['variable', 'get', 'colour', '--profile', 'copy'])).out).toBe('blue\n');
    await json('profile delete copy --yes');
    for (const line of REMOVALS) await json(line);
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
