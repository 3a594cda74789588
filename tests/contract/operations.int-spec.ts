import { type Operation, operations } from '@orch/contract';
import { walkReport } from './contract-walk.ts';
import { DELIBERATE_DIFFERENCES } from './deliberate-differences.ts';
import { NOT_BUILT_YET } from './not-built-yet.ts';
import { type RunningApp, startApp } from './running-app.ts';

let app: RunningApp;

beforeAll(async () => {
  app = await startApp();
}, 60_000);

afterAll(async () => {
  await app?.stop();
  process.stderr.write(`${walkReport(built.size, names.length)}\n`);
});

/** Operations that were found. */
const built = new Set<string>();

const SAMPLES: Readonly<Record<string, string>> = { countable: 'event', view: 'aggregate-worker-metadata' };
const UUIDS = new Set(['id', 'schedule_id', 'lease_id']);

/** A path with every parameter filled in; nothing in an empty workspace answers to it. */
const filled = (template: string): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) =>
    UUIDS.has(name) ? '0199a000-0000-7000-8000-000000000001' : (SAMPLES[name] ?? 'no-such-thing'),
  );

/** Is there a route? The answer of a missing one has the bare text, that of a missing object names the object. */
async function isRouted(operation: string): Promise<boolean> {
  const [method = '', template = ''] = operation.split(' ');
  const answer = await app.ask(method, filled(template), method === 'GET' ? undefined : {});
  if (answer.status === 405) return false;
  return !(answer.status === 404 && answer.text.replaceAll(/\s/g, '') === '{"detail":"NotFound"}');
}

const names = Object.keys(operations);

it('has all operations of the reference', () => {
  expect(names).toHaveLength(187);
});

it.each(names.filter((name) => !(name in NOT_BUILT_YET)))('%s exists', async (name) => {
  expect(await isRouted(name)).toBe(true);
  built.add(name);
});

it('the list of what is missing holds nothing that is there', async () => {
  const there: string[] = [];
  for (const name of Object.keys(NOT_BUILT_YET)) if (await isRouted(name)) there.push(name);
  expect(there).toEqual([]);
});

it('the list of what is missing holds only operations, each with a reason', () => {
  expect(Object.keys(NOT_BUILT_YET).filter((name) => !names.includes(name))).toEqual([]);
  expect(Object.values(NOT_BUILT_YET).filter((reason) => reason.length < 5)).toEqual([]);
});

it('what differs on purpose are operations, each with a reason', () => {
  expect(Object.keys(DELIBERATE_DIFFERENCES).filter((name) => !names.includes(name))).toEqual([]);
  expect(Object.values(DELIBERATE_DIFFERENCES).filter((reason) => reason.length < 10)).toEqual([]);
});

/** Operations whose bodies the reference takes in other ways too: their own tests show how. */
const OWN_BODIES = new Set(['POST /events']);

it('a body that may be absent may be null, and one that may not is asked for by name', async () => {
  const wrong: string[] = [];
  for (const name of names.filter((one) => !(one in NOT_BUILT_YET) && !OWN_BODIES.has(one))) {
    const [method = '', template = ''] = name.split(' ');
    const { body, bodyMayBeAbsent }: Operation = operations[name as keyof typeof operations];
    if (body === undefined) continue;
    const sent = [undefined, '', 'null'] as const;
    for (const text of sent) {
      const json = text === undefined ? {} : { 'content-type': 'application/json' };
      const answer = await app.ask(method, filled(template), text, json);
      const isAskedFor =
        answer.status === 422 && answer.text.includes('"loc":["body"],"msg":"Field required"');
      if (isAskedFor === (bodyMayBeAbsent === true)) wrong.push(`${name} ${text}: ${answer.text}`);
      if (bodyMayBeAbsent && answer.status === 422) wrong.push(`${name} ${text}: ${answer.text}`);
    }
    const blank = await app.ask(method, filled(template), ' ', { 'content-type': 'application/json' });
    if (blank.status !== 422) wrong.push(`${name} blank: ${blank.status}`);
  }
  expect(wrong).toEqual([]);
});

it('ids of paths are taken in any case and without hyphens', async () => {
  const { id } = (await app.ask('POST', '/flows/', { name: 'spelled' })).json() as { id: string };
  const other = (id: string): string[] => [id.toUpperCase(), id.replaceAll('-', ''), id.replace('-', '')];
  for (const spelled of [id, ...other(id)])
    expect((await app.ask('GET', `/flows/${spelled}`)).json()).toMatchObject({ id });
  for (const spelled of [`urn:uuid:${id}`, `{${id}}`, `${id}0`, ` ${id}`, id.replace('-', '_')])
    expect((await app.ask('GET', `/flows/${encodeURIComponent(spelled)}`)).status).toBe(404);
  const differing: string[] = [];
  for (const name of names.filter((one) => one.includes('{id}') && !one.startsWith('DELETE'))) {
    const [method = '', template = ''] = name.split(' ');
    const body = method === 'GET' ? undefined : {};
    const expected = await app.ask(method, template.replace('{id}', id).replaceAll(/\{\w+\}/g, id), body);
    for (const spelled of other(id)) {
      const path = template.replace('{id}', spelled).replaceAll(/\{\w+\}/g, id);
      const answer = await app.ask(method, path, body);
      if (answer.status !== expected.status || answer.text !== expected.text)
        differing.push(`${name} ${spelled}: ${answer.text}`);
    }
  }
  expect(differing).toEqual([]);
});

it('bodies are JSON; templates may be text', async () => {
  const status = async (path: string, body: string, type: string): Promise<number> =>
    (await app.ask('POST', path, body, { 'content-type': type })).status;
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense'])
    expect(await status('/flows/filter', '{}', type)).toBe(415);
  expect(await status('/flows/filter', '{}', 'application/vnd.api+json')).toBe(200);
  for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
    expect(await status('/templates/validate', '{{ event }}', type)).toBe(204);
    expect(await status('/templates/validate', '{{ event', type)).toBe(422);
  }
});

it('ids of leases are taken as in bodies, and malformed ones named', async () => {
  const renew = (id: string) =>
    app.ask('POST', `/v2/concurrency_limits/leases/${encodeURIComponent(id)}/renew`, { lease_duration: 60 });
  const id = '0199a000-0000-7000-8000-000000000001';
  for (const spelled of [id, `urn:uuid:${id}`, `{${id}}`, id.replaceAll('-', '')])
    expect((await renew(spelled)).status).toBe(410);
  const refused = await renew(`URN:UUID:${id}`);
  expect(refused.status).toBe(422);
  expect(refused.json()).toMatchObject({
    exception_detail: [{ type: 'uuid_parsing', loc: ['path', 'lease_id'] }],
  });
});

it('of a repeated query parameter the last value counts', async () => {
  const id = '0199a000-0000-7000-8000-000000000001';
  const status = async (query: string): Promise<number> =>
    (await app.ask('GET', `/flow_run_states/?${query}`)).status;
  expect(await status(`flow_run_id=bad&flow_run_id=${id}`)).toBe(200);
  expect(await status(`flow_run_id=${id}&flow_run_id=bad`)).toBe(422);
});

it('what stands for a value in parameters becomes it, and what becomes none is refused', async () => {
  const { id: flow_id } = (await app.ask('POST', '/flows/', { name: 'values' })).json() as { id: string };
  const made = await app.ask('POST', '/deployments/', { name: 'values', flow_id });
  const { id } = made.json() as { id: string };
  await app.ask('POST', '/variables/', '{"name":"exact","value":{"n":2.50}}', {
    'content-type': 'application/json',
  });
  const run = (parameters: string) =>
    app.ask('POST', `/deployments/${id}/create_flow_run`, `{"parameters":${parameters}}`, {
      'content-type': 'application/json',
    });
  const json = (value: string): string => `{"__prefect_kind":"json","value":${JSON.stringify(value)}}`;
  const exact = '{"__prefect_kind":"workspace_variable","variable_name":"exact"}';
  const answer = await run(`{"a":${json('{"x": 1.0}')},"b":9223372036854775808,"c":${exact}}`);
  expect(answer.text).toContain('"parameters":{"a":{"x":1.0},"b":9223372036854775808,"c":{"n":2.50}}');
  expect(await run(json('{"whole": 1.0}'))).toMatchObject({ status: 201 });
  for (const none of ['5', '"text"', '[1]', 'null']) expect((await run(json(none))).status).toBe(400);
  const bad = { a: { __prefect_kind: 'workspace_variable', variable_name: 'nope' } };
  expect((await run(JSON.stringify(bad))).json()).toEqual({
    detail: "Error hydrating flow run parameters: Variable 'nope' not found in workspace.",
  });
  const bulk = await app.ask('POST', `/deployments/${id}/create_flow_run/bulk`, [{ parameters: bad }]);
  expect(bulk.json()).toMatchObject({
    results: [{ status: 'FAILED', error: "Variable 'nope' not found in workspace." }],
  });
});

it('no operation answers an empty or wrong body with a failure of its own', async () => {
  const failed: string[] = [];
  for (const name of names.filter((one) => !(one in NOT_BUILT_YET))) {
    const [method = '', template = ''] = name.split(' ');
    for (const body of method === 'GET' ? [undefined] : [{}, [], { limit: 'many', flow_runs: 3, name: [] }]) {
      const { status } = await app.ask(method, filled(template), body);
      if (status >= 500) failed.push(`${name} ${JSON.stringify(body)}: ${status}`);
    }
  }
  expect(failed).toEqual([]);
});
