import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { registerWebApp } from './web-app.ts';

let folder: string;
let server: FastifyInstance;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'orch-web-app-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(folder, 'theme.js'), '1');
  writeFileSync(join(folder, 'favicon.svg'), '<svg/>');
  writeFileSync(join(folder, 'assets', 'index-abc.js'), 'export {}');
  server = fastify();
  expect(await registerWebApp(server, folder)).toBe(true);
  await server.ready();
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

it.each(['/', '/auth/sign-in?next=%2F', '/account/acme/workspace/1', '/profile/keys'])(
  '%s is the page, with a policy that allows no script but ours',
  async (url) => {
    const answer = await server.inject(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.headers['cache-control']).toBe('no-cache');
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toMatch(/connect-src 'self'$/);
  },
);

it('lets only the consent page call a program on the same machine', async () => {
  const { headers } = await server.inject('/auth/client?callback=http%3A//localhost%3A4000');
  expect(headers['content-security-policy']).toContain("connect-src 'self' http://localhost:*");
  const other = await server.inject('/auth/clients');
  expect(other.headers['content-security-policy']).not.toContain('localhost');
});

it.each([
  '/api/nope',
  '/oauth/nope',
  '/.well-known/nope',
  '/hooks/x',
  '/livez/x',
  '/assets/gone.js',
  '/graphql',
])('%s is no page', async (url) => expect((await server.inject(url)).statusCode).toBe(404));

it('keeps assets for good', async () => {
  const { headers, statusCode } = await server.inject('/assets/index-abc.js');
  expect(statusCode).toBe(200);
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

it('says so when the application was not built', async () => {
  expect(await registerWebApp(fastify(), join(folder, 'nowhere'))).toBe(false);
});
