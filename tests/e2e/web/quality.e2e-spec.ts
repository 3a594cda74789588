import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, newPerson, type Person } from './browser.ts';
import { allPages, type UiPage } from './ui-pages.ts';
import { seedUiWorld, type UiWorld } from './ui-world.ts';
import { startWebServer, type WebServer } from './web-server.ts';

const START_MS_MAX = 120_000;
const WALK_MS_MAX = 480_000;
const SHOWN_MS_MAX = 30_000;
/** Scripts and styles of the dashboard, packed: what a first visit costs. */
const FIRST_LOAD_BYTES_MAX = 200 * 1024;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let server: WebServer;
let browser: Browser;
let person: Person;
let world: UiWorld;

beforeAll(async () => {
  [server, browser] = await Promise.all([startWebServer({ ORCH_LOCAL_MODE: 'on' }), launchBrowser()]);
  person = await newPerson(browser, server.url);
  world = await seedUiWorld(server.url);
}, START_MS_MAX);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, START_MS_MAX);

/** A page is there when it has a heading and nothing in it is still on its way. */
async function shown(page: Page, path: string): Promise<void> {
  await page.goto(path, { waitUntil: 'load', timeout: SHOWN_MS_MAX });
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached', timeout: SHOWN_MS_MAX });
  // the page of samples shows its place holders for good
  if (path === '/design') return;
  const loading = page.locator('.animate-breathe, [role="status"]:has-text("Loading")');
  await loading.first().waitFor({ state: 'hidden', timeout: SHOWN_MS_MAX });
}

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}
/** Serious and critical findings, as lines. */
async function findings(page: Page, name: string): Promise<string[]> {
  const violations = await page.evaluate<Finding[]>(
    `axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })
      .then((result) => result.violations)`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => `${name}: ${id}: ${html.slice(0, 200)}`));
}

/** What is wrong with a page, wide and light as well as narrow and dark. */
async function judged(page: Page, [name, path]: UiPage): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: 860 });
  await shown(page, path);
  // evaluated by the browser's own tools: the page's policy lets no foreign script in
  await page.evaluate(AXE);
  const inLight = await findings(page, `${name}, light`);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 390, height: 844 });
  await shown(page, path);
  await page.evaluate(AXE);
  const inDark = await findings(page, `${name}, dark and narrow`);
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  return [...inLight, ...inDark, ...(width > 390 ? [`${name}: ${width} px wide on a screen of 390`] : [])];
}

test(
  'no page has a serious finding, in light and in dark, and none scrolls sideways on a phone',
  async () => {
    const second = await newPerson(browser, server.url);
    const found: string[] = [];
    const left = [...allPages(world)];
    const work = async ({ page }: Person): Promise<void> => {
      for (let next = left.shift(); next; next = left.shift()) found.push(...(await judged(page, next)));
    };
    await Promise.all([work(person), work(second)]);
    await second.context.close();
    expect(found).toEqual([]);
    expect(person.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

test(
  'a first visit loads little, and no page may run a script that is not a file of ours',
  async () => {
    const visitor = await newPerson(browser, server.url);
    const sizes: Promise<number>[] = [];
    visitor.page.on('response', (answer) => {
      const type = answer.headers()['content-type'] ?? '';
      if (/javascript|css|html/.test(type)) sizes.push(answer.body().then((body) => gzipSync(body).length));
    });
    await shown(visitor.page, `/account/${world.account}/workspace/${world.workspace}`);
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(FIRST_LOAD_BYTES_MAX);
    await visitor.context.close();

    const answer = await fetch(server.url);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(/script-src ([^;]*)/.exec(policy)?.[1]).toBe("'self'");
    expect(await answer.text()).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=/i);
  },
  WALK_MS_MAX,
);

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const workspacePath = (): string => `/account/${world.account}/workspace/${world.workspace}`;

test(
  'an automation is written by steps, says what it does, and is tried on what has happened',
  async () => {
    const { page } = person;
    await page.setViewportSize({ width: 1280, height: 860 });
    await page.goto(`${workspacePath()}/automations/create`);
    await button(page, /^A run fails/).click();
    await page.getByRole('region', { name: 'In words' }).getByText('becomes').waitFor();
    await button(page, 'Run').click();
    await page.getByText(/this would have fired/).waitFor({ timeout: SHOWN_MS_MAX });
    await button(page, 'Next: Actions').click();
    await button(page, 'Cancel the flow run').click();
    await button(page, 'Next: Details').click();
    await page.getByLabel('Name', { exact: true }).fill('Stop what failed');
    await button(page, 'Create automation').click();
    await page.getByRole('heading', { name: 'Stop what failed', level: 1 }).waitFor();
    await page.getByText('It has not fired yet').waitFor({ timeout: SHOWN_MS_MAX });
    await page.getByRole('link', { name: 'Automations' }).first().click();
    const list = page.getByRole('table', { name: 'Automations' });
    await list.getByText('cancel the flow run').first().waitFor();
    await list.getByRole('switch', { name: 'Stop what failed on' }).click();
    await page.getByText('Automation is paused').first().waitFor();
  },
  WALK_MS_MAX,
);

test(
  'a block is changed without its secret being shown or lost',
  async () => {
    const { page } = person;
    const secretOf = async (): Promise<unknown> => {
      const answer = await fetch(
        `${server.url}/api/block_documents/${world.ids['block'] ?? ''}?include_secrets=true`,
      );
      return ((await answer.json()) as { data: { url: unknown } }).data.url;
    };
    const before = await secretOf();
    await page.goto(`${workspacePath()}/blocks/block/${world.ids['block'] ?? ''}/edit`);
    await page.getByLabel('Webhook URL').waitFor();
    expect(await page.content()).not.toContain(String(before));
    await page.getByLabel('Notify Type').click();
    await page.getByRole('option', { name: 'warning' }).click();
    await button(page, 'Save block').click();
    await page.getByRole('heading', { name: 'ops-channel', level: 1 }).waitFor();
    await page.getByText('warning').first().waitFor();
    expect(await secretOf()).toBe(before);
  },
  WALK_MS_MAX,
);

test(
  'a webhook shows what its template makes of a sample, and the calls that came',
  async () => {
    const { page } = person;
    await page.goto(`${workspacePath()}/webhooks/create`);
    await page.getByLabel('Name', { exact: true }).fill('Payments');
    await page
      .getByRole('region', { name: 'Result' })
      .getByText('"order.paid"')
      .waitFor({ timeout: SHOWN_MS_MAX });
    await button(page, 'Create webhook').click();
    await page.getByText('Nobody has called yet').waitFor({ timeout: SHOWN_MS_MAX });
    const url = (
      await page
        .getByText(/\/hooks\//)
        .first()
        .innerText()
    ).trim();
    const answer = await fetch(/http\S+/.exec(url)?.[0] ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'paid', id: 7, name: 'Order 7' }),
    });
    expect(answer.status).toBe(204);
    await page
      .getByRole('table', { name: 'Calls' })
      .getByText('order.paid')
      .waitFor({ timeout: SHOWN_MS_MAX });
    expect(person.problems).toEqual([]);
  },
  WALK_MS_MAX,
);
