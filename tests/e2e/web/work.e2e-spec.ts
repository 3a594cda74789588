import type { Browser, Page } from 'playwright-core';
import { launchBrowser, newPerson, type Person } from './browser.ts';
import { startWebServer, type WebServer } from './web-server.ts';

const START_MS_MAX = 120_000;
const WALK_MS_MAX = 90_000;
const SCHEMA = {
  type: 'object',
  title: 'Parameters',
  required: ['table'],
  properties: {
    table: { type: 'string', title: 'Table', position: 0 },
    rows: { type: 'integer', title: 'Rows', position: 1, default: 10 },
    mode: { type: 'string', title: 'Mode', enum: ['full', 'delta'], position: 2, default: 'delta' },
    sources: { type: 'array', title: 'Sources', items: { type: 'string' }, position: 3, default: ['shop'] },
    place: { $ref: '#/definitions/Place', position: 4 },
  },
  definitions: {
    Place: {
      type: 'object',
      title: 'Place',
      required: ['host'],
      properties: { host: { type: 'string', title: 'Host' }, port: { type: 'integer', title: 'Port' } },
    },
  },
};
/** Text that would run if any page took it for markup. */
const PAYLOAD = '<img src=x onerror="window.attacked=1"><script>window.attacked=1</script>';

let server: WebServer;
let browser: Browser;
let person: Person;
let flowId: string;
let deploymentId: string;

/** A request as a client sends it, in the workspace that a machine in local mode has. */
async function call<T>(path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${server.url}/api${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (answer.status === 204 ? undefined : await answer.json()) as T; // each caller names its route's answer
}
const setState = (kind: 'flow' | 'task', id: string, type: string) =>
  call(`/${kind}_runs/${id}/set_state`, { state: { type }, force: true });
const log = (flowRunId: string, level: number, message: string) =>
  call('/logs/', [
    {
      name: 'prefect.flow_runs',
      level,
      message,
      timestamp: new Date().toISOString(),
      flow_run_id: flowRunId,
    },
  ]);

beforeAll(async () => {
  [server, browser] = await Promise.all([startWebServer({ ORCH_LOCAL_MODE: 'on' }), launchBrowser()]);
  person = await newPerson(browser, server.url);
  ({ id: flowId } = await call<{ id: string }>('/flows/', { name: 'nightly-orders' }));
  ({ id: deploymentId } = await call<{ id: string }>('/deployments/', {
    name: 'production',
    flow_id: flowId,
    parameter_openapi_schema: SCHEMA,
    parameters: { table: 'orders' },
  }));
}, START_MS_MAX);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, START_MS_MAX);

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1, exact: true });
const tab = (page: Page, name: string) => page.getByRole('tab', { name });

test(
  'a run is seen in the list and on its page as it happens, with its graph and logs',
  async () => {
    const { page } = person;
    await page.goto('/');
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await heading(page, 'Runs').waitFor();
    await page.getByText('No runs in this time').waitFor();
    const run = await call<{ id: string }>('/flow_runs/', {
      flow_id: flowId,
      name: 'live-run',
      parameters: { table: PAYLOAD },
    });
    const list = page.getByRole('table', { name: 'Runs' });
    await list.getByRole('link', { name: 'live-run' }).click();
    await heading(page, 'live-run').waitFor();
    await setState('flow', run.id, 'RUNNING');
    await page.getByText('Running', { exact: true }).first().waitFor();
    const task = await call<{ id: string }>('/task_runs/', {
      flow_run_id: run.id,
      name: 'fetch-orders',
      task_key: 'fetch',
      dynamic_key: '0',
    });
    await setState('task', task.id, 'RUNNING');
    await log(run.id, 20, 'twelve rows fetched');
    await log(run.id, 40, PAYLOAD);
    await page.getByRole('log').getByText('twelve rows fetched').waitFor();
    await setState('task', task.id, 'COMPLETED');
    await setState('flow', run.id, 'COMPLETED');
    await page.getByText('Completed', { exact: true }).first().waitFor();
    await page
      .getByRole('group', { name: /^Timeline/ })
      .getByRole('link', { name: 'fetch-orders' })
      .waitFor();

    await page.getByLabel('Level').click();
    await page.getByRole('option', { name: 'Error and above' }).click();
    await page.getByRole('log').getByText('twelve rows fetched').waitFor({ state: 'detached' });
    await page.getByRole('log').getByText(PAYLOAD).waitFor();
    await tab(page, 'Parameters').click();
    await page
      .getByRole('group', { name: 'Parameters' })
      .getByText(/onerror/)
      .waitFor();
    expect(await page.evaluate('"attacked" in window')).toBe(false);
    expect(person.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

test(
  'links that clients print open the page of the thing',
  async () => {
    const { page } = person;
    const [run] = await call<{ id: string }[]>('/flow_runs/filter', {
      flow_runs: { name: { any_: ['live-run'] } },
    });
    await page.goto(`/runs/flow-run/${run?.id}`);
    await heading(page, 'live-run').waitFor();
    await page.getByRole('link', { name: 'fetch-orders' }).click();
    await heading(page, 'fetch-orders').waitFor();
    expect(new URL(page.url()).pathname).toMatch(
      /^\/account\/[^/]+\/workspace\/[^/]+\/runs\/task-run\/[^/]+$/,
    );
    await page.goto(`/deployments/deployment/${deploymentId}`);
    await heading(page, 'production').waitFor();
    await page.goto('/runs/flow-run/0190a0a0-0000-7000-8000-000000000000');
    await page.getByText('This run is not here').waitFor();
    expect(person.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

test(
  'a deployment is found by name; a custom run of it takes other parameters, and a wrong one is marked at its field',
  async () => {
    const { page } = person;
    await page.goto('/');
    await heading(page, 'Dashboard').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search pages and actions' }).fill('nightly');
    // by the name of its flow
    await page.getByRole('option', { name: 'production' }).click();
    await button(page, 'Custom run').click();
    await heading(page, 'Custom run').waitFor();
    await field(page, 'Table').fill('customers');
    await field(page, 'Rows').fill('many');
    await field(page, 'Port').fill('near');
    await button(page, 'Run').click();
    // needed once the object is begun; the server is not asked before
    await page.getByText('This is needed.').waitFor();
    await field(page, 'Host').fill('db');
    await button(page, 'Run').click();
    await page.getByText(/'many' is not of type 'integer'/).waitFor();
    expect(await field(page, 'Rows').getAttribute('aria-invalid')).toBe('true');
    expect(await field(page, 'Port').getAttribute('aria-invalid')).toBe('true');
    expect(await field(page, 'Host').getAttribute('aria-invalid')).toBeNull();
    await field(page, 'Port').fill('5432');
    await field(page, 'Rows').fill('25');
    await page.getByLabel('Mode').click();
    await page.getByRole('option', { name: 'full' }).click();
    await field(page, 'Name').fill('by-hand');
    await button(page, 'Run').click();
    await heading(page, 'by-hand').waitFor();
    const [run] = await call<{ parameters: object }[]>('/flow_runs/filter', {
      flow_runs: { name: { any_: ['by-hand'] } },
    });
    expect(run?.parameters).toEqual({
      table: 'customers',
      rows: 25,
      mode: 'full',
      sources: ['shop'],
      place: { host: 'db', port: 5432 },
    });
    expect(person.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

test(
  'each version of a deployment is listed, with its commit and who deployed it',
  async () => {
    const { page } = person;
    const sent = {
      type: 'vcs:git',
      version: 'ab12cd34',
      commit_sha: 'ab12cd34ef',
      message: PAYLOAD,
      branch: 'main',
      repository: 'acme/orders',
      url: 'javascript:window.attacked=1',
    };
    await call('/deployments/', {
      name: 'production',
      flow_id: flowId,
      version: sent.version,
      version_info: sent,
    });
    await page.goto(`/deployments/deployment/${deploymentId}?tab=versions`);
    const versions = page.getByRole('table', { name: 'Versions' });
    await versions.getByText('acme/orders · main').waitFor();
    // the address is none of the web, so it is no link
    expect(await versions.getByRole('link').count()).toBe(0);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'ab12cd34' }).getByText('ab12cd34ef', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.evaluate('"attacked" in window')).toBe(false);
    expect(person.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

test(
  'a schedule says its next dates before it is added',
  async () => {
    const { page } = person;
    await page.goto(`/deployments/deployment/${deploymentId}?tab=schedules`);
    await button(page, 'Add').click();
    await field(page, 'Cron expression').fill('0 9 3 * *');
    await page.getByText('On day 3 of the month at 09:00').waitFor();
    const dates = await page
      .getByRole('region', { name: 'Next dates' })
      .getByRole('listitem')
      .allInnerTexts();
    expect(dates).toHaveLength(10);
    for (const date of dates) expect(date).toMatch(/\b3\b.*09:00/s);
    await field(page, 'Cron expression').fill('0 9 3 *');
    await page.getByRole('region', { name: 'Next dates' }).waitFor({ state: 'detached' });
    await field(page, 'Cron expression').fill('0 9 3 * *');
    await button(page, 'Add schedule').click();
    await page.getByRole('list', { name: 'Schedules' }).getByText('On day 3 of the month at 09:00').waitFor();
    const made = await call<{ schedule: object }[]>(`/deployments/${deploymentId}/schedules`);
    expect(made.map(({ schedule }) => schedule)).toMatchObject([{ cron: '0 9 3 * *' }]);
    expect(person.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

test(
  'a work pool is made in three steps and says how its worker starts',
  async () => {
    const { page } = person;
    await page.goto('/');
    await page.getByRole('link', { name: 'Work pools', exact: true }).click();
    await button(page, 'New work pool').click();
    await page
      .getByRole('list', { name: 'Types of work pools' })
      .getByRole('button', { name: /^Process/ })
      .click();
    await field(page, 'Name').fill('production');
    await button(page, 'Create work pool').click();
    await page.getByText('prefect worker start --pool production').waitFor();
    await button(page, 'Open the work pool').click();
    await heading(page, 'production').waitFor();
    await page.getByText('No worker is running').waitFor();
    await call('/work_pools/production/workers/heartbeat', { name: 'machine-1' });
    await page.getByRole('table', { name: 'Workers' }).getByText('Online').waitFor({ timeout: 15_000 });
    await button(page, 'Pause').click();
    await button(page, 'Resume').waitFor();
    expect(await call('/work_pools/production')).toMatchObject({ type: 'process', is_paused: true });
    expect(person.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

test(
  'runs are chosen by keys and deleted together',
  async () => {
    const { page } = person;
    await page.goto('/runs');
    await page.goto('/');
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    const list = page.getByRole('table', { name: 'Runs' });
    await list.getByRole('link', { name: 'live-run' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('2 runs selected').waitFor();
    await page
      .getByRole('toolbar', { name: 'Selected runs' })
      .getByRole('button', { name: 'Delete' })
      .click();
    await button(page, 'Delete runs').click();
    // the list is hidden while the question is open, so its lines say nothing yet
    await page.getByText('2 runs deleted').first().waitFor();
    await list.getByRole('link', { name: 'live-run' }).waitFor({ state: 'detached' });
    expect(
      await call('/flow_runs/filter', { flow_runs: { name: { any_: ['live-run', 'by-hand'] } } }),
    ).toEqual([]);
    expect(person.problems).toEqual([]);
  },
  WALK_MS_MAX,
);
