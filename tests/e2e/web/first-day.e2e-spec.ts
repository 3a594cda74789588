import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type MailStub, selfSigned, startMailStub } from '@orch/testing';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, newPerson, type Person } from './browser.ts';
import { type PythonClient, pythonClient } from './python-client.ts';
import { startWebServer, type WebServer } from './web-server.ts';

const START_MS_MAX = 120_000;
const WALK_MS_MAX = 300_000;
/** What a program of somebody else does takes as long as their machine lets it. */
const PROGRAM_MS_MAX = 120_000;
const PASSWORD = 'plum harbour violin 42';
const FLOW = fileURLToPath(new URL('../fixtures/walk_flow.py', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'orch-first-day-'));
let mail: MailStub;
let server: WebServer;
let browser: Browser;
let owner: Person;
let client: PythonClient;

beforeAll(async () => {
  const certificate = selfSigned('mail of the office', ['127.0.0.1']);
  const trusted = join(folder, 'office.pem');
  writeFileSync(trusted, certificate.cert);
  mail = await startMailStub('starttls', certificate);
  // The mail server is on this machine, and vouches for itself.
  const env = { ORCH_EGRESS_ALLOW: '127.0.0.1/32', NODE_EXTRA_CA_CERTS: trusted };
  [server, browser] = await Promise.all([startWebServer(env), launchBrowser()]);
  owner = await newPerson(browser, server.url);
}, START_MS_MAX);

afterAll(async () => {
  await client?.stop();
  await browser?.close();
  await server?.stop();
  await mail?.stop();
  rmSync(folder, { recursive: true, force: true });
}, START_MS_MAX);

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 1 });
const place = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const workspaceOf = (page: Page): string =>
  /\/account\/[^/]+\/workspace\/[^/]+/.exec(new URL(page.url()).pathname)?.[0] ?? '';

test(
  'somebody signs up, makes a key, runs a flow of theirs, and sees it with graph, logs and artifact',
  async () => {
    const { page } = owner;
    await page.goto(/http\S+first_owner=\S+/.exec(server.output())?.[0] ?? 'no link was printed');
    await field(page, 'E-mail address').fill('ada@example.com');
    await field(page, 'First name').fill('Ada');
    await field(page, 'Organisation').fill('Acme');
    await field(page, 'Password').fill(PASSWORD);
    await button(page, 'Create the owner').click();
    await heading(page, 'Dashboard').waitFor();
    const workspace = workspaceOf(page);
    await page.goto('/profile/keys');
    await button(page, 'New API key').first().click();
    await field(page, 'Name').fill('laptop');
    await button(page, 'Create key').click();
    const key = await field(page, 'API key').inputValue();
    await button(page, 'Done').click();
    const [, account = '', id = ''] = /account\/([^/]+)\/workspace\/([^/]+)/.exec(workspace) ?? [];
    client = pythonClient(`${server.url}/api/accounts/${account}/workspaces/${id}`, key);

    await page.goto(workspace);
    await place(page, 'Runs').click();
    await page.getByText('No runs in this time').waitFor();
    const run = client.run(['python', FLOW]);
    const list = page.getByRole('table', { name: 'Runs' });
    await list.getByRole('link', { name: 'taxi-report' }).waitFor({ timeout: PROGRAM_MS_MAX });
    await list.getByText('Completed').waitFor({ timeout: PROGRAM_MS_MAX });
    await run;
    await list.getByRole('row').nth(1).getByRole('link').first().click();
    await page.getByRole('log').getByText('score of Lima: 0.4').waitFor({ timeout: PROGRAM_MS_MAX });
    await page.getByText('Graph', { exact: true }).click();
    await page.getByRole('group', { name: /^Dependency graph, 2 runs/ }).waitFor();
    await page.getByRole('tab', { name: 'Artifacts' }).click();
    await page.getByRole('heading', { name: 'Report of Lima' }).waitFor();
    expect(owner.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

test(
  'a pool is made, a worker started, and a deployment run with other parameters on the schedule of the month',
  async () => {
    const { page } = owner;
    await place(page, 'Work pools').click();
    await button(page, 'New work pool').click();
    await page
      .getByRole('list', { name: 'Types of work pools' })
      .getByRole('button', { name: /^Process/ })
      .click();
    await field(page, 'Name').fill('machines');
    await button(page, 'Create work pool').click();
    await button(page, 'Open the work pool').click();
    client.start(['prefect', 'worker', 'start', '--pool', 'machines', '--name', 'desk']);
    await client.run(['python', FLOW, 'deploy']);
    await page
      .getByRole('table', { name: 'Workers' })
      .getByText('Online')
      .waitFor({ timeout: PROGRAM_MS_MAX });

    await place(page, 'Deployments').click();
    await page.getByRole('link', { name: 'city', exact: true }).click();
    await button(page, 'Custom run').click();
    await page.getByLabel(/^city/i).first().fill('Hamburg');
    await field(page, 'Name').fill('by-hand');
    await button(page, 'Run').click();
    await heading(page, 'by-hand').waitFor();
    await page.getByRole('log').getByText('score of Hamburg: 0.7').waitFor({ timeout: PROGRAM_MS_MAX });
    await page.getByText('Completed', { exact: true }).first().waitFor({ timeout: PROGRAM_MS_MAX });

    await place(page, 'Deployments').click();
    await page.getByRole('link', { name: 'city', exact: true }).click();
    await page.getByRole('tab', { name: /^Schedules/ }).click();
    await button(page, 'Add').click();
    await field(page, 'Cron expression').fill('0 9 3 * *');
    await page.getByText('On day 3 of the month at 09:00').first().waitFor();
    await button(page, 'Add schedule').click();
    await page.getByRole('list', { name: 'Schedules' }).getByText('On day 3 of the month at 09:00').waitFor();
    expect(owner.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

/** A block for the mail server, by form; it is tried, too. */
async function writeMailBlock(page: Page, workspace: string): Promise<void> {
  await page.goto(`${workspace}/blocks/catalog/email-server-credentials/create`);
  const values = {
    'Block name': 'office-mail',
    Username: 'ada@example.com',
    Password: 'right',
    'SMTP Server': '127.0.0.1',
    'SMTP Type': 'STARTTLS',
    'SMTP Port': String(mail.port),
  };
  for (const [label, value] of Object.entries(values))
    await page
      .getByLabel(new RegExp(`^${label}`))
      .first()
      .fill(value);
  await button(page, 'Create block').click();
  await heading(page, 'office-mail').waitFor();
  await button(page, 'Send a test').click();
  await page.getByText('It was sent.').waitFor({ timeout: PROGRAM_MS_MAX });
}

test(
  'a mail server is named and tried, and an automation mails when a run completes',
  async () => {
    const { page } = owner;
    const workspace = workspaceOf(page);
    await writeMailBlock(page, workspace);
    expect(mail.mails.splice(0)).toMatchObject([
      { to: ['ada@example.com'], isEncrypted: true, text: expect.stringContaining('Subject: Test') },
    ]);

    await page.goto(`${workspace}/automations/create`);
    await button(page, /^A run completes/).click();
    await button(page, 'Next: Actions').click();
    await button(page, 'Send a notification').click();
    await field(page, 'Block').click();
    await page.getByRole('option', { name: /office-mail/ }).click();
    await field(page, 'Subject').fill('Done: {{ flow_run.name }}');
    await field(page, 'Message').fill('{{ flow.name }} is {{ flow_run.state.name }}.');
    await button(page, 'Next: Details').click();
    await field(page, 'Name').fill('Tell Ada');
    await button(page, 'Create automation').click();
    await heading(page, 'Tell Ada').waitFor();

    await place(page, 'Deployments').click();
    await page.getByRole('link', { name: 'city', exact: true }).click();
    await button(page, 'Custom run').click();
    await field(page, 'Name').fill('mailed');
    await button(page, 'Run').click();
    await heading(page, 'mailed').waitFor();
    await page.getByText('Completed', { exact: true }).first().waitFor({ timeout: PROGRAM_MS_MAX });
    for (let left = PROGRAM_MS_MAX / 100; left > 0 && mail.mails.length === 0; left -= 1)
      await page.waitForTimeout(100);
    expect(mail.mails).toHaveLength(1);
    expect(mail.mails[0]?.to).toEqual(['ada@example.com']);
    expect(mail.mails[0]?.text).toMatch(/^Subject: Done: mailed\r$[^]*\r\ntaxi-report is Completed\.\r$/m);
    expect(owner.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

test(
  'a colleague is invited, signs up, and sees the run',
  async () => {
    const { page } = owner;
    const workspace = workspaceOf(page);
    await page.goto('/account/acme/members');
    await button(page, 'Invite').click();
    await field(page, 'E-mail address').fill('grace@example.com');
    await page.getByLabel('Access to').click();
    await page.getByRole('option').last().click();
    await button(page, 'Send invitation').click();
    await page.getByRole('table', { name: 'Invitations' }).getByText('grace@example.com').waitFor();
    const [, account = ''] = /account\/([^/]+)/.exec(workspace) ?? [];
    const mails = (await (await page.request.get(`/api/accounts/${account}/mails`)).json()) as {
      to: string;
      link: string | null;
    }[];
    const guest = await newPerson(browser, server.url);
    await guest.page.goto(mails.find(({ to }) => to === 'grace@example.com')?.link ?? 'no mail');
    await guest.page.getByRole('link', { name: 'Create an account and join' }).click();
    await field(guest.page, 'First name').fill('Grace');
    await field(guest.page, 'Password').fill(PASSWORD);
    await button(guest.page, 'Create account').click();
    await heading(guest.page, /Dashboard|Workspaces/).waitFor();
    await guest.page.goto(`${workspace}/runs`);
    await guest.page.getByRole('table', { name: 'Runs' }).getByRole('link', { name: 'by-hand' }).waitFor();
    expect(guest.problems).toEqual([]);
  },
  WALK_MS_MAX,
);
