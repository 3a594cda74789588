import type { Browser, Page } from 'playwright-core';
import { launchBrowser, newPerson, type Person } from './browser.ts';
import { localApi } from './local-api.ts';
import { startWebServer, type WebServer } from './web-server.ts';

const START_MS_MAX = 120_000;
const WALK_MS_MAX = 120_000;
const RUN = 'window.attacked=(window.attacked||0)+1';
/** Text that would run if a page took it for markup, for a link, for a template or for a style. */
const CORPUS = [
  `<script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `<svg onload="${RUN}"></svg>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `"><details open ontoggle="${RUN}">x</details>`,
  `<a href="javascript:${RUN}">go</a>`,
  `[go](javascript:${RUN})`,
  `![go](javascript:${RUN})`,
  `[go](data:text/html,<script>${RUN}</script>)`,
  `<math><mtext></mtext><mglyph><style><img src=x onerror="${RUN}"></style></mglyph></math>`,
  `</textarea></title></style></script><script>${RUN}</script>`,
  `{{constructor.constructor('${RUN}')()}}`,
  `\u202e<scr\u0000ipt>${RUN}</scr\u0000ipt>`.replaceAll('\u0000', ''),
  `<form action="javascript:${RUN}"><button>go</button></form>`,
] as const;

interface Made {
  readonly id: string;
}

let server: WebServer;
let browser: Browser;
let person: Person;
let flow: Made;
let run: Made;
let task: Made;
const api = localApi(() => server);

/** The corpus in every field that programs fill. */
async function fill(): Promise<void> {
  const all = Object.fromEntries(CORPUS.map((text, index) => [`${index} ${text}`, text]));
  // names of flows may not hold these characters at all; the rest of the corpus they may
  const names = CORPUS.filter((text) => !/[/%&><]/.test(text));
  for (const name of names) flow = await api.post<Made>('/flows/', { name, tags: [...CORPUS] });
  for (const name of CORPUS)
    await api.post('/flow_runs/', { flow_id: flow.id, name, state: { type: 'FAILED', message: name } });
  run = await api.post<Made>('/flow_runs/', {
    flow_id: flow.id,
    name: CORPUS[1],
    tags: [...CORPUS],
    parameters: all,
    flow_version: CORPUS[1],
    labels: { corpus: CORPUS[1] },
  });
  await api.setState('flow', run.id, 'RUNNING', { name: CORPUS[0], message: CORPUS.join('\n') });
  task = await api.post<Made>('/task_runs/', {
    flow_run_id: run.id,
    name: CORPUS[1],
    task_key: CORPUS[2],
    dynamic_key: CORPUS[3],
    cache_key: CORPUS[4],
    tags: [...CORPUS],
    task_inputs: { [CORPUS[5]]: [{ input_type: 'parameter', name: CORPUS[6] }] },
  });
  await api.setState('task', task.id, 'RUNNING');
  await api.setState('task', task.id, 'FAILED', { message: CORPUS.join('\n') });
  const timestamp = new Date().toISOString();
  await api.post(
    '/logs/',
    CORPUS.map((message, index) => ({
      name: message,
      level: 20 + (index % 3) * 10,
      message,
      timestamp,
      flow_run_id: run.id,
      task_run_id: task.id,
    })),
  );
  await fillArtifacts();
  await api.post(
    '/events',
    CORPUS.map((text) => ({
      event: text.slice(0, 100),
      resource: { 'prefect.resource.id': `x.${text}`, 'prefect.resource.name': text },
      related: [{ 'prefect.resource.id': `y.${text}`, 'prefect.resource.role': text }],
      payload: { text },
      occurred: timestamp,
      id: crypto.randomUUID(),
    })),
  );
}

async function fillArtifacts(): Promise<void> {
  const of = { flow_run_id: run.id, task_run_id: task.id };
  for (const [index, text] of CORPUS.entries()) {
    const description = text;
    await api.post('/artifacts/', { key: `text-${index}`, type: 'markdown', data: text, description, ...of });
    await api.post('/artifacts/', { key: 'texts', type: 'markdown', data: text, description, ...of });
    const data = JSON.stringify([{ [text]: text }]);
    await api.post('/artifacts/', { key: `table-${index}`, type: 'table', data, description, ...of });
  }
  await api.post('/artifacts/', { key: 'all', type: 'markdown', data: CORPUS.join('\n\n'), ...of });
  await api.post('/artifacts/', { key: 'progress', type: 'progress', data: 50, ...of });
  await api.post('/artifacts/', { key: 'unknown', type: CORPUS[1], data: { [CORPUS[1]]: CORPUS[1] }, ...of });
}

beforeAll(async () => {
  [server, browser] = await Promise.all([startWebServer({ ORCH_LOCAL_MODE: 'on' }), launchBrowser()]);
  person = await newPerson(browser, server.url);
  await fill();
}, START_MS_MAX);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, START_MS_MAX);

/** Runs in the page, whose types this project does not know. */
const LOOK = `({
  attacked: 'attacked' in window,
  links: [...document.querySelectorAll('a[href], form[action], iframe, object, embed, img')]
    .map((one) => one.getAttribute('href') ?? one.getAttribute('action') ?? one.outerHTML.slice(0, 80))
    .filter((target) => !/^(https?:|mailto:|\\/|#|blob:)/.test(target)),
  handlers: [...document.querySelectorAll('*')].filter((one) =>
    [...one.attributes].some(({ name }) => name.startsWith('on')),
  ).length,
})`;

/** Nothing ran, nothing would run at a click, and no element is there that only markup of users could have made. */
async function expectHarmless(page: Page, where: string): Promise<void> {
  expect([where, await page.evaluate(LOOK)]).toEqual([where, { attacked: false, links: [], handlers: 0 }]);
}

const tab = (page: Page, name: string | RegExp) => page.getByRole('tab', { name });

test(
  'no text of users runs on any page about runs',
  async () => {
    const { page } = person;
    page.on('dialog', (dialog) => {
      throw new Error(`a page opened a dialog: ${dialog.message()}`);
    });
    await page.goto('/');
    await page.getByRole('tab', { name: /^Failed: / }).waitFor();
    await page
      .getByRole('button', { name: /^Runs of / })
      .first()
      .click();
    await page.getByRole('tabpanel').getByRole('list').first().waitFor();
    await expectHarmless(page, 'dashboard');
    for (const [nav, table] of [
      ['Runs', 'Runs'],
      ['Flows', 'Flows'],
      ['Events', 'Events'],
    ] as const) {
      await page.getByRole('link', { name: nav, exact: true }).click();
      await page.getByRole('table', { name: table }).getByRole('row').nth(1).waitFor();
      await expectHarmless(page, nav);
    }
    await page.getByRole('table', { name: 'Events' }).getByText(RUN).first().click();
    await page.getByRole('dialog').getByText('Raw JSON').waitFor();
    await expectHarmless(page, 'event');

    await page.goto(`/runs/flow-run/${run.id}`);
    await page.getByRole('log').getByText(CORPUS[0]).first().waitFor();
    await expectHarmless(page, 'run');
    const tabs = ['Task runs', 'Subflows', 'Parameters', 'Artifacts', 'States', 'Infrastructure', 'Details'];
    for (const name of tabs) {
      await tab(page, name).click();
      await page.getByRole('tabpanel', { name }).locator(':scope > *').first().waitFor();
      await expectHarmless(page, `run, ${name}`);
    }
    await page.getByText('Graph', { exact: true }).click();
    await page.getByRole('group', { name: /^Dependency graph/ }).focus();
    await page.keyboard.press('ArrowRight');
    await expectHarmless(page, 'graph');

    await page.goto(`/runs/task-run/${task.id}`);
    await page.getByRole('log').getByText(CORPUS[0]).first().waitFor();
    for (const name of [/^Attempts/, 'Inputs', 'Artifacts', 'States', 'Details']) {
      await tab(page, name).click();
      await page.getByRole('tabpanel', { name }).locator(':scope > *').first().waitFor();
      await expectHarmless(page, `task run, ${name}`);
    }
    expect(person.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

test(
  'nor on pages of flows and artifacts, alone and side by side',
  async () => {
    const { page } = person;
    await page.goto('/');
    await page.getByRole('link', { name: 'Flows', exact: true }).click();
    await page.getByRole('table', { name: 'Flows' }).getByRole('link').first().click();
    await page.getByRole('heading', { level: 1 }).getByText(RUN).waitFor();
    await expectHarmless(page, 'flow');
    await page.getByRole('link', { name: 'Artifacts', exact: true }).click();
    await page.getByRole('list', { name: 'Artifacts' }).getByRole('listitem').first().waitFor();
    await expectHarmless(page, 'artifacts');
    const at = new URL(page.url()).pathname;
    for (const key of ['all', 'texts', 'table-1', 'text-6', 'unknown']) {
      await page.goto(`${at}/key/${key}`);
      await page.getByRole('heading', { name: key, level: 1 }).waitFor();
      await page.getByRole('heading', { name: 'Newest version', level: 2 }).waitFor();
      if (key === 'texts') await page.getByRole('switch', { name: 'Side by side' }).click();
      await expectHarmless(page, key);
    }
    expect(person.problems).toEqual([]);
  },
  WALK_MS_MAX,
);
