import * as z from 'zod';

import * as c from './index.ts';

const detailsOf = (schema: z.ZodType, value: unknown): c.ExceptionDetail[] => {
  const result = schema.safeParse(value);
  return result.success ? [] : c.toExceptionDetail(result.error, value, 'body');
};

it.each([
  [c.flowCreate, {}, 'missing', ['body', 'name'], 'Field required'],
  [c.flowCreate, { name: 'a', x: 1 }, 'extra_forbidden', ['body', 'x'], 'Extra inputs are not permitted'],
  [c.flowCreate, { name: { deep: 1 } }, 'string_type', ['body', 'name'], 'Input should be a valid string'],
  [c.flowCreate, ['a'], 'model_attributes_type', ['body'], expect.stringContaining('dictionary')],
  [c.flowCreate, { name: 'a', tags: 'x' }, 'list_type', ['body', 'tags'], 'Input should be a valid list'],
  [c.flowCreate, { name: 'a', tags: ['x', 1] }, 'string_type', ['body', 'tags', 1], expect.any(String)],
  [
    c.logsFilterBody,
    { sort: 'UP' },
    'enum',
    ['body', 'sort'],
    "Input should be 'TIMESTAMP_ASC' or 'TIMESTAMP_DESC'",
  ],
  [
    c.flowRunsPaginateBody,
    { page: 0 },
    'greater_than_equal',
    ['body', 'page'],
    'Input should be greater than or equal to 1',
  ],
  [
    c.flowRunsFilterBody,
    { flow_runs: { id: { any_: ['zzz'] } } },
    'uuid_parsing',
    ['body', 'flow_runs', 'id', 'any_', 0],
    expect.any(String),
  ],
  [
    c.flowRunsFilterBody,
    { flow_runs: { state: { typ: {} } } },
    'extra_forbidden',
    ['body', 'flow_runs', 'state', 'typ'],
    expect.any(String),
  ],
  [c.setStateBody, {}, 'missing', ['body', 'state'], 'Field required'],
  [c.setStateBody, { state: null }, 'model_attributes_type', ['body', 'state'], expect.any(String)],
  [
    c.setStateBody,
    { state: { type: 'NOPE' } },
    'enum',
    ['body', 'state', 'type'],
    expect.stringContaining("'SCHEDULED', "),
  ],
  [
    c.deploymentScheduleCreate,
    { schedule: { interval: 0 } },
    'value_error', // as the reference answers
    ['body', 'schedule', 'IntervalSchedule', 'interval'],
    'Value error, interval must be positive',
  ],
  [
    c.artifactCreate,
    { key: 'Not A Valid Key!' },
    'value_error',
    ['body', 'key'],
    expect.stringContaining('Artifact key must only'),
  ],
  [c.artifactCreate, { key: 5 }, 'string_type', ['body', 'key'], expect.any(String)],
  [c.variableCreate, { name: 'only-name' }, 'missing', ['body', 'value'], 'Field required'],
  [
    c.automationCreate,
    { name: 'a', trigger: { type: 'moon' }, actions: [] },
    'union_tag_invalid',
    ['body', 'trigger'],
    expect.any(String),
  ],
])('%# names the problem as pydantic does', (schema, value, type, loc, msg) => {
  expect(detailsOf(schema, value)).toContainEqual({ type, loc, msg });
});

it('stays small and silent about values, however broken the input is', () => {
  const secret = 'pnu_secret_value';
  const value: Record<string, unknown> = { name: [secret], tags: Array(5000).fill({ secret }) };
  for (let i = 0; i < 3000; i += 1) value[`key${i}`.repeat(100)] = secret;
  const details = detailsOf(c.flowCreate, value);
  const text = JSON.stringify(details);
  expect(details.length).toBeGreaterThan(10);
  expect(details.length).toBeLessThanOrEqual(50);
  expect(Buffer.byteLength(text)).toBeLessThan(13 * 1024);
  expect(text).not.toContain(secret);
});
