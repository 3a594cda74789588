import { operations } from '@orch/contract';
import { type RunningApp, startApp } from './running-app.ts';

let app: RunningApp;

beforeAll(async () => {
  app = await startApp({ ORCH_LOCAL_MODE: 'off' });
}, 60_000);

afterAll(() => app?.stop());

/** Probes and the description of the API, open to everybody. */
const OPEN = new Set(['/health', '/version', '/hello', '/ready', '/openapi.json']);
const paths = [...new Set(Object.keys(operations).map((name) => name.split(' ')[1]!))];

it('tells strangers the same of every path and method, whether they exist or not', async () => {
  const unlike: string[] = [];
  for (const path of [...paths, '/no/such/path'].filter((one) => !OPEN.has(one))) {
    for (const method of ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']) {
      const { status, text } = await app.ask(method, path.replaceAll(/[{}]/g, ''));
      if (status !== 401 || text !== '{"exception_message":"Unauthorized"}')
        unlike.push(`${method} ${path} ${status}`);
    }
  }
  expect(unlike).toEqual([]);
});

it('describes itself to everybody', async () => {
  expect((await app.ask('GET', '/openapi.json')).status).toBe(200);
});
