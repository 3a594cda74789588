import type { Browser } from 'playwright-core';
import { launchBrowser, newPerson, type Person } from './browser.ts';
import { type PrefectLogin, prefectLogin } from './prefect-login.ts';
import { startWebServer, type WebServer } from './web-server.ts';

const START_MS_MAX = 120_000;
const LOGIN_MS_MAX = 120_000;
const PASSWORD = 'plum harbour violin 42';

let server: WebServer;
let browser: Browser;
let person: Person;
let login: PrefectLogin | undefined;

beforeAll(async () => {
  const owner = { ORCH_BOOTSTRAP_EMAIL: 'ada@example.com', ORCH_BOOTSTRAP_PASSWORD: PASSWORD };
  [server, browser] = await Promise.all([startWebServer(owner), launchBrowser()]);
  person = await newPerson(browser, server.url);
}, START_MS_MAX);

afterEach(() => login?.remove());

afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, START_MS_MAX);

const keysOf = async ({ page }: Person): Promise<{ name: string }[]> => {
  const me = (await (await page.request.get('/api/me/')).json()) as { id: string };
  return (await (await page.request.get(`/api/users/${me.id}/api_keys`)).json()) as { name: string }[];
};

test(
  'the real client opens the page, its person signs in and approves, and the client is logged in',
  async () => {
    const { page } = person;
    login = await prefectLogin(server.url);
    expect(login.pageUrl).toMatch(/\/auth\/client\?callback=http%3A\/\/localhost%3A\d+/);
    await page.goto(login.pageUrl);
    await page.getByLabel('E-mail address').fill('ada@example.com');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: /^Log in / }).waitFor();
    await page.getByText('ada@example.com').waitFor();
    await page.getByLabel('Key name').fill('terminal of Ada');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('heading', { name: 'You are logged in' }).waitFor();

    const { code, text } = await login.ended;
    expect({ code, text }).toMatchObject({ code: 0, text: expect.stringContaining('Authenticated') });
    expect(login.profile()).toMatch(/PREFECT_API_KEY = "pnu_\w+"/);
    expect((await keysOf(person)).map(({ name }) => name)).toContain('terminal of Ada');
    expect(person.problems).toEqual([]);
  },
  LOGIN_MS_MAX,
);

test(
  'a denial reaches the client and makes no key',
  async () => {
    const { page } = person;
    const before = await keysOf(person);
    login = await prefectLogin(server.url);
    await page.goto(login.pageUrl);
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByRole('heading', { name: 'Request denied' }).waitFor();
    const { code, text } = await login.ended;
    expect(code).not.toBe(0);
    expect(text).toContain('denied in the browser');
    expect(login.profile()).not.toContain('PREFECT_API_KEY');
    expect((await keysOf(person)).length).toBe(before.length);
  },
  LOGIN_MS_MAX,
);

test('a page of another machine cannot be handed a key', async () => {
  await person.page.goto(`/auth/client?callback=${encodeURIComponent('http://evil.example:8080')}`);
  await person.page.getByRole('heading', { name: 'This request cannot be used' }).waitFor();
  expect(await person.page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
});
