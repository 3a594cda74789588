import type { Browser, Page } from 'playwright-core';
import { launchBrowser, newPerson, type Person } from './browser.ts';
import { startWebServer, type WebServer } from './web-server.ts';

const START_MS_MAX = 120_000;
const WALK_MS_MAX = 90_000;
const PASSWORD = 'plum harbour violin 42';

let server: WebServer;
let browser: Browser;
let owner: Person;
let guest: Person;

beforeAll(async () => {
  [server, browser] = await Promise.all([startWebServer(), launchBrowser()]);
  owner = await newPerson(browser, server.url);
  guest = await newPerson(browser, server.url);
}, START_MS_MAX);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, START_MS_MAX);

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 1 });

/** What the product would have mailed; owners see it while there is no mail server. */
const mailedLink = async (page: Page, to: string): Promise<string> => {
  const accounts = (await (await page.request.get('/api/me/accounts')).json()) as { account_id: string }[];
  for (const { account_id } of accounts) {
    const mails = (await (await page.request.get(`/api/accounts/${account_id}/mails`)).json()) as {
      to: string;
      link: string | null;
    }[];
    const mail = mails.find((one) => one.to === to && one.link !== null);
    if (mail?.link) return mail.link;
  }
  throw new Error(`no mail to ${to}`);
};

test(
  'the printed link makes the first owner, who creates a workspace',
  async () => {
    const { page } = owner;
    const link = /http\S+first_owner=\S+/.exec(server.output())?.[0];
    await page.goto(link ?? 'no link was printed');
    await field(page, 'E-mail address').fill('ada@example.com');
    await field(page, 'First name').fill('Ada');
    await field(page, 'Last name').fill('Lovelace');
    await field(page, 'Organisation').fill('Acme');
    await field(page, 'Password').fill('short');
    await button(page, 'Create the owner').click();
    await page
      .getByText(/at least 10 characters/i)
      .first()
      .waitFor();
    await field(page, 'Password').fill(PASSWORD);
    await button(page, 'Create the owner').click();
    await heading(page, 'Dashboard').waitFor();

    await page.goto('/account/acme');
    await button(page, 'New workspace').first().click();
    await field(page, 'Name').fill('Production');
    await button(page, 'Create workspace').click();
    await heading(page, 'Dashboard').waitFor();
    await page.getByText('prefect cloud login --workspace acme/production', { exact: true }).waitFor();
    expect(owner.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

test(
  'an invited colleague joins and sees only that workspace',
  async () => {
    const { page } = owner;
    await page.goto('/account/acme/members');
    await button(page, 'Invite').click();
    await field(page, 'E-mail address').fill('grace@example.com');
    await page.getByLabel('Access to').click();
    await page.getByRole('option', { name: 'Production' }).click();
    await button(page, 'Send invitation').click();
    await page.getByRole('table', { name: 'Invitations' }).getByText('grace@example.com').waitFor();

    await guest.page.goto(await mailedLink(page, 'grace@example.com'));
    await heading(guest.page, 'Join Production').waitFor();
    await guest.page.getByRole('link', { name: 'Create an account and join' }).click();
    await field(guest.page, 'First name').fill('Grace');
    await field(guest.page, 'Password').fill(PASSWORD);
    await button(guest.page, 'Create account').click();
    await heading(guest.page, /Dashboard|Workspaces/).waitFor();
    await guest.page.goto('/');
    await heading(guest.page, 'Dashboard').waitFor();
    await button(guest.page, /switch workspace/)
      .first()
      .click();
    const places = guest.page.getByRole('menuitem');
    await places.filter({ hasText: 'Production' }).waitFor();
    // no other workspace of the account is named
    expect(
      (await places.allInnerTexts()).filter((text) => !/Production|Manage|All workspaces/.test(text)),
    ).toEqual([]);
    expect(guest.problems).toEqual([]);
  },
  WALK_MS_MAX,
);

test(
  'a key is shown once, and a revoked one is gone',
  async () => {
    const { page } = owner;
    await page.goto('/profile/keys');
    await button(page, 'New API key').first().click();
    await field(page, 'Name').fill('laptop');
    await button(page, 'Create key').click();
    const key = await field(page, 'API key').inputValue();
    expect(key).toMatch(/^pnu_\w{36,}$/);
    const me = await page.request.get('/api/me/', { headers: { authorization: `Bearer ${key}` } });
    expect(me.status()).toBe(200);
    await button(page, 'Done').click();
    const list = page.getByRole('table', { name: 'API keys' });
    await list.getByText('laptop').waitFor();
    expect(await page.content()).not.toContain(key);
    await button(page, 'Revoke laptop').click();
    await button(page, 'Revoke').click();
    await page.getByText('No API keys yet').waitFor();
    const refused = await page.request.get('/api/me/', { headers: { authorization: `Bearer ${key}` } });
    expect(refused.status()).toBe(401);
  },
  WALK_MS_MAX,
);

test(
  'a second session is listed and ended from the first; its browser is led to sign in',
  async () => {
    const second = await newPerson(browser, server.url);
    await second.page.goto('/profile');
    await heading(second.page, 'Sign in').waitFor();
    await field(second.page, 'E-mail address').fill('ada@example.com');
    await field(second.page, 'Password').fill('not the password');
    await button(second.page, 'Sign in').click();
    await second.page.getByRole('alert').waitFor();
    await field(second.page, 'Password').fill(PASSWORD);
    await button(second.page, 'Sign in').click();
    await heading(second.page, 'Profile').waitFor();

    const { page } = owner;
    await page.goto('/profile/security');
    await page.getByText('This browser').waitFor();
    await button(page, /^Sign out Chrome/).click();
    await page.getByText('Signed out there').first().waitFor();
    await second.page.reload();
    await heading(second.page, 'Sign in').waitFor();
    await second.context.close();
  },
  WALK_MS_MAX,
);

test(
  'signing out leads to the sign-in page, and back in to where one wanted to go',
  async () => {
    const { page } = owner;
    await page.goto('/account/acme/members');
    await button(page, /your menu/)
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await heading(page, 'Sign in').waitFor();
    await page.goto('/account/acme/audit');
    await field(page, 'E-mail address').fill('ada@example.com');
    await field(page, 'Password').fill(PASSWORD);
    await button(page, 'Sign in').click();
    await heading(page, 'Audit log').waitFor();
    await page.getByRole('table', { name: 'Audit log' }).getByText(/./).first().waitFor();
    await button(page, 'Verify').click();
    await page.getByText(/lines, all as written/).waitFor();
  },
  WALK_MS_MAX,
);

test(
  'an owner deletes an account and brings it back with its workspace',
  async () => {
    const { page } = owner;
    await page.goto('/?all=yes');
    await button(page, 'New account').click();
    await field(page, 'Name').fill('Second');
    await button(page, 'Create account').click();
    await heading(page, 'Workspaces').waitFor();
    await button(page, 'New workspace').first().click();
    await field(page, 'Name').fill('Kept');
    await button(page, 'Create workspace').click();
    await heading(page, 'Dashboard').waitFor();
    const inside = page.url();

    await page.goto('/account/second/settings');
    await button(page, 'Delete account').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Type second to confirm').fill('second');
    await dialog.getByRole('button', { name: 'Delete account' }).click();
    const deleted = page.getByRole('list', { name: 'Deleted accounts' });
    await deleted.getByText('Second', { exact: true }).waitFor();
    await button(page, 'Restore Second').click();
    await button(page, 'Restore account').click();
    await deleted.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Kept' }).waitFor();
    await page.goto(inside);
    await heading(page, 'Dashboard').waitFor();
    expect(owner.problems).toEqual([]);
  },
  WALK_MS_MAX,
);
