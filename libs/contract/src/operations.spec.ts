import { readFileSync } from 'node:fs';

import * as z from 'zod';

import * as c from './index.ts';

interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly default?: unknown;
}
interface OpenApi {
  readonly paths: Record<
    string,
    Record<
      string,
      {
        requestBody?: { required?: boolean; content: Record<string, { schema: JsonSchema }> };
        parameters?: { in: string; name: string; required?: boolean }[];
      }
    >
  >;
  readonly components: { readonly schemas: Record<string, JsonSchema> };
}

const openApi = JSON.parse(
  readFileSync(new URL('../openapi/prefect-server.json', import.meta.url), 'utf8'),
) as OpenApi; // the file is part of the repository

const resolve = (schema: JsonSchema): JsonSchema =>
  schema.$ref ? openApi.components.schemas[schema.$ref.split('/').at(-1)!]! : schema;

/** The object schema behind `X | null`, if that is what it is. */
function objectIn(schema: JsonSchema): JsonSchema | undefined {
  const members = (schema.anyOf ?? [schema]).filter((one) => one.type !== 'null').map(resolve);
  return members.length === 1 && members[0]!.properties ? members[0] : undefined;
}

/** Takes wrappers off: default, nullable, optional, preprocess, transform, embedded. */
function unwrap(schema: z.ZodType): z.ZodType {
  const inner = (schema as { inner?: z.ZodType }).inner;
  if (inner) return unwrap(inner);
  if (schema instanceof z.ZodPipe) {
    const { in: before, out: after } = schema.def;
    return unwrap((before instanceof z.ZodTransform ? after : before) as z.ZodType);
  }
  const def = schema.def as { innerType?: z.ZodType };
  return def.innerType ? unwrap(def.innerType) : schema;
}

const defaultOf = (schema: z.ZodType): unknown =>
  'fallback' in schema
    ? schema.fallback
    : schema instanceof z.ZodDefault
      ? schema.def.defaultValue
      : undefined;

/** Members that ours has and the reference's document does not show. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  'POST /work_pools/{work_pool_name}/workers/heartbeat': ['return_id', 'metadata'],
};
/** Updates have no defaults here: an absent member means "unchanged", as the reference's `exclude_unset` does. */
const isUpdate = (where: string): boolean =>
  where.startsWith('PATCH ') || where.startsWith('PUT /automations/{id}');

function compare(schema: z.ZodType, reference: JsonSchema, where: string): string[] {
  const ours = unwrap(schema);
  if (!(ours instanceof z.ZodObject)) return [];
  const problems: string[] = [];
  const names = Object.keys(reference.properties ?? {});
  const added = ADDED[where] ?? [];
  const own = Object.keys(ours.shape).filter((name) => !added.includes(name));
  if (names.sort().join() !== own.sort().join())
    problems.push(`${where}: members ${own.join()} but ${names.join()}`);
  const strict = ours.def.catchall instanceof z.ZodNever;
  if (strict !== (reference.additionalProperties === false)) problems.push(`${where}: strict is ${strict}`);
  const missing = (ours.safeParse({}).error?.issues ?? [])
    .filter(
      (issue) =>
        issue.path.length === 1 &&
        c.toExceptionDetail({ issues: [issue] } as never, {}, 'body')[0]?.type === 'missing',
    )
    .map((issue) => String(issue.path[0]));
  const required = [...(reference.required ?? [])];
  if (required.sort().join() !== missing.sort().join())
    problems.push(`${where}: requires ${missing.join()} but should ${required.join()}`);
  for (const name of names) {
    const member = ours.shape[name] as z.ZodType | undefined;
    if (!member) continue;
    const property = reference.properties![name]!;
    if (!isUpdate(where) && property.default !== undefined && !z.core.util.isObject(property.default)) {
      const found = defaultOf(member);
      if (JSON.stringify(found) !== JSON.stringify(property.default))
        problems.push(
          `${where} ${name}: default ${JSON.stringify(found)} but ${JSON.stringify(property.default)}`,
        );
    }
    const nested = objectIn(property);
    if (nested) problems.push(...compare(member, nested, `${where} ${name}`));
    const item = property.items && objectIn(property.items);
    const list = unwrap(member);
    if (item && list instanceof z.ZodArray)
      problems.push(...compare(list.element as z.ZodType, item, `${where} ${name}[]`));
  }
  return problems;
}

const rows = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    key: `${method.toUpperCase()} ${path}`,
    path,
    operation,
  })),
);

it('has every operation of the reference and no other', () => {
  expect(Object.keys(c.operations).sort()).toEqual(rows.map((row) => row.key).sort());
  expect(rows).toHaveLength(187);
});

it.each(rows)('$key takes what the reference takes', ({ key, path, operation }) => {
  const ours: c.Operation = c.operations[key as c.OperationKey];
  const body = operation.requestBody;
  expect(Boolean(ours.body)).toBe(Boolean(body));
  expect(ours.bodyMayBeAbsent === true).toBe(Boolean(body && !body.required));
  if (ours.body && body) {
    const reference = Object.values(body.content)[0]!.schema;
    const item = reference.type === 'array' && ours.body instanceof z.ZodArray;
    const pair = item
      ? ([ours.body as z.ZodArray, reference.items!] as const)
      : ([ours.body, reference] as const);
    const schema = item ? ((pair[0] as z.ZodArray).element as z.ZodType) : ours.body;
    expect(compare(schema, resolve(pair[1]), key)).toEqual([]);
    if (ours.bodyMayBeAbsent)
      expect(ours.body.safeParse(ours.body instanceof z.ZodObject ? {} : undefined).success).toBe(true);
  }
  const parameters = operation.parameters ?? [];
  const query = parameters.filter((one) => one.in === 'query').map((one) => one.name);
  expect(ours.query instanceof z.ZodObject ? Object.keys(ours.query.shape) : []).toEqual(query);
  const inPath = parameters.filter((one) => one.in === 'path').map((one) => one.name);
  expect(Object.keys(c.pathParametersOf(path)).sort()).toEqual(inPath.sort());
});

const component = (name: string): JsonSchema => openApi.components.schemas[name]!;
it.each([
  ['IntervalSchedule', c.intervalSchedule],
  ['CronSchedule', c.cronSchedule],
  ['RRuleSchedule', c.rruleSchedule],
  ['EventTrigger', c.eventTrigger],
  ['CompoundTrigger-Input', c.compoundTrigger],
  ['SequenceTrigger-Input', c.sequenceTrigger],
  ...Object.values(c.ACTIONS).map(({ name, schema }) => [name, schema] as const),
] as [string, z.ZodType][])('%s, a member of a union, takes what the reference takes', (name, schema) => {
  // A trigger's `within` is settled by its posture, so it has no plain default here.
  const problems = compare(schema, component(name), name).filter(
    (text) => !text.startsWith('EventTrigger within'),
  );
  expect(problems).toEqual([]);
});

it('parses a body that is {} wherever nothing is required, and needs little time to start', () => {
  for (const [key, operation] of Object.entries<c.Operation>(c.operations)) {
    if (!(operation.body instanceof z.ZodObject) || !operation.bodyMayBeAbsent) continue;
    expect([key, operation.body.safeParse({}).success]).toEqual([key, true]);
  }
});
