import { readFileSync } from 'node:fs';
import { operations } from '@orch/contract';
import { type RunningApp, startApp } from './running-app.ts';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId: string }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

let app: RunningApp;
let document: Document;
let text: string;

beforeAll(async () => {
  app = await startApp();
  const answer = await app.ask('GET', '/openapi.json');
  expect(answer.status).toBe(200);
  ({ text } = answer);
  document = answer.json() as Document; // checked below
}, 60_000);

afterAll(() => app?.stop());

const OWN = [
  'POST /deployments/{id}/branch',
  'GET /deployments/{id}/versions',
  'GET /flow_runs/{id}/explain',
  'POST /block_documents/{id}/test_notification',
  'POST /webhooks/',
  'GET /webhooks/',
  'POST /webhooks/filter',
  'POST /webhooks/preview',
  'GET /webhooks/{id}',
  'PUT /webhooks/{id}',
  'PATCH /webhooks/{id}',
  'DELETE /webhooks/{id}',
  'POST /webhooks/{id}/rotate',
  'POST /webhooks/{id}/calls/filter',
];
const described = (): string[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );

it('describes every operation of the contract, and the own ones', () => {
  expect(described().sort()).toEqual([...Object.keys(operations), ...OWN].sort());
});

it('refers to nothing that is not described', () => {
  const names = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1]!);
  expect(names.length).toBeGreaterThan(300);
  expect(names.filter((name) => !(decodeURIComponent(name) in document.components.schemas))).toEqual([]);
});

it('gives every operation a name of its own', () => {
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map((one) => one.operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

it('is what tools/gen-openapi.mjs makes', async () => {
  const { openApiOf } = (await import('../../tools/gen-openapi.mjs' as string)) as {
    openApiOf(described: unknown): unknown;
  };
  const source = new URL('../../libs/contract/openapi/prefect-server.json', import.meta.url);
  expect(document).toEqual(openApiOf(JSON.parse(readFileSync(source, 'utf8'))));
});
