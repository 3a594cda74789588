import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, newPerson, type Person } from './browser.ts';
import { localApi } from './local-api.ts';
import { startWebServer, type WebServer } from './web-server.ts';

const START_MS_MAX = 120_000;
const WALK_MS_MAX = 90_000;
const LIVE_MS_MAX = 30_000;
/** What a page may ask about its matter; the frame around it asks who one is besides. */
const REQUESTS_MAX = 4;

interface Made {
  readonly id: string;
}

let server: WebServer;
let browser: Browser;
let person: Person;
let flow: Made;
let run: Made;
let tasks: readonly Made[];
const api = localApi(() => server);

beforeAll(async () => {
  [server, browser] = await Promise.all([startWebServer({ ORCH_LOCAL_MODE: 'on' }), launchBrowser()]);
  person = await newPerson(browser, server.url);
  flow = await api.post<Made>('/flows/', { name: 'orders' });
  run = await api.post<Made>('/flow_runs/', { flow_id: flow.id, name: 'graph-run', tags: ['red'] });
  await api.setState('flow', run.id, 'RUNNING');
  tasks = await madeTasks(run.id);
}, START_MS_MAX);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, START_MS_MAX);

/** Two tasks, of which the second waits for the first. */
async function madeTasks(flowRunId: string): Promise<Made[]> {
  const made: Made[] = [];
  for (const name of ['fetch', 'clean']) {
    const before = made.at(-1);
    const task = await api.post<Made>('/task_runs/', {
      flow_run_id: flowRunId,
      name,
      task_key: name,
      dynamic_key: '0',
      task_inputs: before ? { rows: [{ input_type: 'task_run', id: before.id }] } : {},
    });
    await api.setState('task', task.id, 'RUNNING');
    await api.setState('task', task.id, 'COMPLETED');
    made.push(task);
  }
  return made;
}

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1, exact: true });
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const runsOf = (page: Page) => page.getByRole('table', { name: 'Runs' });

test(
  'the dashboard is one question, remembers its range, and changes by itself',
  async () => {
    const { page } = person;
    const asked: string[] = [];
    page.on('request', (request) => {
      if (/\/api\/(graphql|accounts)/.test(request.url())) asked.push(request.url());
    });
    await page.goto('/');
    await page.getByRole('tab', { name: 'Failed: 0' }).waitFor();
    expect(asked.length).toBeLessThanOrEqual(REQUESTS_MAX);

    await button(page, /^Time range/).click();
    await button(page, 'Last 7 days').click();
    await page.reload();
    await button(page, 'Time range: Last 7 days').waitFor();

    const failing = await api.post<Made>('/flow_runs/', { flow_id: flow.id, name: 'failing-run' });
    await api.setState('flow', failing.id, 'FAILED');
    await page.getByRole('tab', { name: 'Failed: 1' }).waitFor({ timeout: LIVE_MS_MAX });
    await button(page, 'Runs of orders').click();
    await page.getByRole('listitem').getByRole('link', { name: 'failing-run' }).first().waitFor();
    expect(person.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

test(
  'runs are narrowed by the address, kept as a view, and written to a file',
  async () => {
    const { page } = person;
    await link(page, 'Runs').click();
    await runsOf(page).getByRole('link', { name: 'graph-run' }).waitFor();
    await button(page, 'State').click();
    await page.getByRole('option', { name: 'Failed', exact: true }).click();
    await runsOf(page).getByRole('link', { name: 'graph-run' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('state')).toBe('FAILED');

    await button(page, 'Views').click();
    await page.getByRole('menuitem', { name: 'Save this view…' }).click();
    await page.getByLabel('Name', { exact: true }).fill('What broke');
    await button(page, 'Save view').click();
    await button(page, 'What broke').waitFor();
    await button(page, 'Reset').click();
    await runsOf(page).getByRole('link', { name: 'graph-run' }).waitFor();
    await button(page, 'Views').click();
    await page.getByRole('menuitem', { name: 'What broke' }).click();
    await runsOf(page).getByRole('link', { name: 'graph-run' }).waitFor({ state: 'detached' });

    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'CSV').click()]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines.map((line) => line.split(',')[1])).toEqual(['name', 'failing-run']);
    expect(person.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

test(
  'the graph is walked through by keys and leads to the tasks',
  async () => {
    const { page } = person;
    await page.goto(`/runs/flow-run/${run.id}`);
    await heading(page, 'graph-run').waitFor();
    await page.getByText('Graph', { exact: true }).click();
    const graph = page.getByRole('group', { name: /^Dependency graph, 2 runs/ });
    await graph.focus();
    await page.keyboard.press('ArrowRight');
    await link(page, 'fetch').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByText('waited for 1').waitFor();
    await page.keyboard.press('Enter');
    await heading(page, 'clean').waitFor();
    await page.getByRole('tab', { name: 'Inputs' }).click();
    await link(page, 'fetch').waitFor();
    await page.getByRole('tab', { name: /^Attempts/ }).click();
    await page.getByRole('list', { name: 'Attempts' }).getByText('Completed').waitFor();
    expect(person.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

test(
  'a run that waits says why; one that asks is answered by a form, whose errors stand at their fields',
  async () => {
    const { page } = person;
    await api.post('/work_pools/', { name: 'empty-pool', type: 'process' });
    const { id } = await api.post<Made>('/deployments/', {
      name: 'waiting',
      flow_id: flow.id,
      work_pool_name: 'empty-pool',
    });
    const waiting = await api.post<Made>(`/deployments/${id}/create_flow_run`, { name: 'waiting-run' });
    await page.goto(`/runs/flow-run/${waiting.id}`);
    await page
      .getByRole('region', { name: 'Why it waits' })
      .getByText(/worker/i)
      .first()
      .waitFor();

    const asking = await api.post<Made>('/flow_runs/', { flow_id: flow.id, name: 'asking-run' });
    await api.setState('flow', asking.id, 'RUNNING');
    const schema = {
      type: 'object',
      required: ['budget'],
      properties: { budget: { type: 'integer', title: 'Budget' } },
    };
    await api.post(`/flow_runs/${asking.id}/input`, { key: 'p-schema', value: JSON.stringify(schema) });
    await api.post(`/flow_runs/${asking.id}/input`, {
      key: 'p-description',
      value: JSON.stringify('How **much**?'),
    });
    const keys = { base_key: 'p', schema: 'p-schema', response: 'p-response', description: 'p-description' };
    await api.setState('flow', asking.id, 'PAUSED', {
      state_details: {
        pause_key: 'p',
        pause_timeout: new Date(Date.now() + 600_000).toISOString(),
        run_input_keyset: keys,
      },
    });
    await page.goto(`/runs/flow-run/${asking.id}`);
    await button(page, 'Resume…').click();
    await page.getByText('much', { exact: true }).waitFor();
    await page.getByLabel('Budget', { exact: true }).fill('much');
    await button(page, 'Resume').click();
    await page.getByText(/'much' is not of type 'integer'/).waitFor();
    await page.getByLabel('Budget', { exact: true }).fill('250');
    await button(page, 'Resume').click();
    await page.getByText('Run resumed').first().waitFor();
    expect(await api.get(`/flow_runs/${asking.id}/input/p-response`)).toEqual({ budget: 250 });
    expect(person.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

test(
  'an event says what it is about and is the beginning of an automation',
  async () => {
    const { page } = person;
    await page.goto('/');
    await link(page, 'Events').click();
    await page.getByRole('table', { name: 'Events' }).getByText('prefect.flow-run.Failed').first().click();
    await page.getByRole('dialog').getByRole('link', { name: 'failing-run' }).waitFor();
    await page.getByRole('dialog').getByRole('link', { name: 'Automate this' }).click();
    await page.waitForURL(/automations\/create\?.*event=prefect\.flow-run\.Failed/);
    expect(person.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

test(
  'every link that clients print opens the page of its thing, with and without account and workspace',
  async () => {
    const { page } = person;
    await api.post('/work_pools/', { name: 'linked pool', type: 'process' });
    const deployment = await api.post<Made>('/deployments/', { name: 'linked', flow_id: flow.id });
    const [place] = await api.get<{ account_id: string; workspace_id: string }[]>('/me/workspaces');
    const root = `/account/${place?.account_id}/workspace/${place?.workspace_id}`;
    const links = [
      ['/', 'Dashboard'],
      ['/dashboard', 'Dashboard'],
      [`/runs/flow-run/${run.id}`, 'graph-run'],
      [`/runs/task-run/${tasks[0]?.id}`, 'fetch'],
      [`/deployments/deployment/${deployment.id}`, 'linked'],
      ['/work-pools/work-pool/linked%20pool', 'linked pool'],
      ['/work-pools/work-pool/linked%20pool/worker/some-worker', 'linked pool'],
    ] as const;
    for (const [path, title] of links) {
      for (const prefix of ['', root]) {
        await page.goto(`${prefix}${path}`);
        await heading(page, title).waitFor();
        expect(new URL(page.url()).pathname).toContain(root);
      }
    }
    expect(person.problems).toEqual([]);
  },
  WALK_MS_MAX,
);
