import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startWebServer, type WebServer } from '../web/web-server.ts';
import { buildCommandLine, type CommandLine } from './command-line.ts';

const PASSWORD = 'plum harbour violin 42';
let server: WebServer;
let orch: CommandLine;
/** What a browser with a session sends. */
let session: Record<string, string>;
const children: ChildProcess[] = [];

beforeAll(async () => {
  [server, orch] = await Promise.all([
    startWebServer({ ORCH_BOOTSTRAP_EMAIL: 'ada@example.com', ORCH_BOOTSTRAP_PASSWORD: PASSWORD }),
    buildCommandLine(),
  ]);
  const origin = { origin: server.url, 'content-type': 'application/json' };
  const response = await fetch(`${server.url}/api/auth/sign-in`, {
    method: 'POST',
    headers: origin,
    body: JSON.stringify({ email: 'ada@example.com', password: PASSWORD }),
  });
  expect(response.status).toBe(200);
  const { session: opened } = (await response.json()) as { session: { csrf_token: string } };
  const cookie = response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  session = { ...origin, cookie, 'x-orch-csrf': opened.csrf_token };
}, 240_000);
afterAll(async () => {
  orch?.remove();
  await server?.stop();
}, 60_000);

// one that still waits for its person would keep the tests from ending
afterEach(() => children.splice(0).forEach((child) => child.kill()));

/** The page's part: what a person who is signed in decides. */
const decide = async (path: string, body: object): Promise<Record<string, string>> => {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: session,
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, string>;
};

/** `orch cloud login …` as it goes on while a person is at the page. */
const logIn = (words: readonly string[], env: Record<string, string>) => {
  const child = spawn(process.execPath, [orch.file, 'cloud', 'login', '--url', server.url, ...words], {
    env: { PATH: process.env['PATH'] ?? '', HOME: orch.home, ORCH_HOME: orch.home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let text = '';
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const said = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (chunk?: Buffer): void => {
        text += chunk?.toString() ?? '';
        const found = pattern.exec(text)?.[1];
        if (found !== undefined) resolve(found);
      };
      child.stderr.on('data', look);
      void ended.then((code) => reject(new Error(`ended with ${code}: ${text}`)));
    });
  return { said, ended, text: () => text };
};
const profiles = (): string => readFileSync(join(orch.home, 'profiles.toml'), 'utf8');

it('through the browser: code and PKCE, back to a port of this machine', async () => {
  const login = logIn(['--profile', 'browser'], { BROWSER: 'true' });
  const url = new URL(await login.said(/^ {2}(http\S+)$/m));
  expect(url.origin).toBe(server.url);
  const query = Object.fromEntries(url.searchParams);
  expect(query).toMatchObject({ client_id: 'orch-cli', code_challenge_method: 'S256' });

  // somebody else's answer is not taken
  const forged = await fetch(
    `${query['redirect_uri']}?code=x&state=forged&iss=${encodeURIComponent(server.url)}`,
  );
  expect(forged.status).toBe(400);
  const { redirect_to } = await decide('/api/auth/authorizations', { ...query, decision: 'approve' });
  expect((await fetch(redirect_to!)).status).toBe(200);

  expect(await login.ended).toBe(0);
  expect(login.text()).toContain('workspace ada/default (profile browser).');
  expect(profiles()).toMatch(/\[profiles\.browser\]\n.*\nORCH_API_KEY = "pnu_\w+"/);
  expect((await orch.run(['account', 'ls', '-o', 'name', '--profile', 'browser'])).out).toBe('ada\n');
}, 60_000);

it('a person who says no', async () => {
  const login = logIn(['--profile', 'denied'], { BROWSER: 'true' });
  const url = new URL(await login.said(/^ {2}(http\S+)$/m));
  const query = Object.fromEntries(url.searchParams);
  const { redirect_to } = await decide('/api/auth/authorizations', { ...query, decision: 'deny' });
  await fetch(redirect_to!);
  expect(await login.ended).toBe(1);
  expect(login.text()).toContain('orch: the log-in was denied\n');
  expect(profiles()).not.toContain('denied');
}, 60_000);

it('without a browser: a code for another machine; logging out may revoke the key', async () => {
  const login = logIn(['--profile', 'device'], { SSH_CONNECTION: 'x' });
  const userCode = await login.said(/^ {2}([A-Z]{4}-[A-Z]{4})$/m);
  expect(await decide('/api/auth/device', { user_code: userCode, decision: 'approve' })).toEqual({
    status: 'approved',
  });
  expect(await login.ended).toBe(0);
  const key = /\[profiles\.device\]\n.*\nORCH_API_KEY = "(pnu_\w+)"/.exec(profiles())![1]!;
  const status = async (): Promise<number> =>
    (await fetch(`${server.url}/api/me/`, { headers: { authorization: `Bearer ${key}` } })).status;
  expect(await status()).toBe(200);
  expect((await orch.run(['cloud', 'logout', '--profile', 'device', '--revoke'])).code).toBe(0);
  expect(await status()).toBe(401);
  expect(profiles()).not.toContain(key);
}, 60_000);

it('commands that change the profiles at once lose nothing', async () => {
  const names = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
  const codes = await Promise.all(
    names.map(async (name) => (await orch.run(['profile', 'create', name])).code),
  );
  expect(codes).toEqual(names.map(() => 0));
  expect((await orch.run(['profile', 'ls', '-o', 'name'])).out.split('\n')).toEqual(
    expect.arrayContaining(names),
  );
}, 60_000);
