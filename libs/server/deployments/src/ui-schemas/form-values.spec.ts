import { expect, it } from '@jest/globals';
import { JsonSchemas, preprocessSchema } from '@orch/platform';
import { errorTree } from './error-tree.ts';
import recorded from './fixtures/validated-values.json' with { type: 'json' };
import { hydrateValues, variableNames } from './hydrate-values.ts';
import type { JsonRecord } from './json.ts';
import { SchemaErrors, UnusableSchema } from './schema-errors.ts';

interface Recorded {
  readonly schema: JsonRecord;
  readonly values: JsonRecord;
  readonly status: number;
  readonly body?: unknown;
  readonly detail?: string;
}
/** Answers of the reference 3.8.8 to `POST /ui/schemas/validate`. */
const CASES = recorded.cases as readonly Recorded[]; // schemas differ in their members
const VARIABLES = new Map<string, unknown>(Object.entries(recorded.variables));
const VALID = CASES.filter(({ status }) => status === 200);
const REFUSED = CASES.filter(({ status }) => status !== 200);

const schemas = new JsonSchemas();

const check = (schema: JsonRecord, values: JsonRecord): unknown =>
  errorTree(new SchemaErrors(preprocessSchema(schema)).of(hydrateValues(values, VARIABLES)));

/** The words of the JSON parser differ; that it is the JSON that is wrong does not. */
const withoutJsonReasons = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(/Invalid JSON: (?:\\.|[^"\\])*/g, 'Invalid JSON'));

it.each(VALID)('finds in $values under $schema what the reference finds', ({ schema, values, body }) => {
  expect(schemas.problemOf(preprocessSchema(schema))).toBeUndefined();
  expect(withoutJsonReasons(check(schema, values))).toEqual(withoutJsonReasons(body));
});

it.each(REFUSED)('refuses the schema $schema, as the reference does', ({ schema, values }) => {
  if (schemas.problemOf(preprocessSchema(schema)) !== undefined) return;
  expect(() => check(schema, values)).toThrow(UnusableSchema);
});

it('ends with schemas that branch without end', () => {
  const definitions = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [
      `d${i}`,
      { anyOf: [{ $ref: `#/definitions/d${i + 1}` }, { $ref: `#/definitions/d${i + 1}` }] },
    ]),
  );
  const schema = { $ref: '#/definitions/d0', definitions: { ...definitions, d60: { type: 'string' } } };
  expect(() => check(schema, {})).toThrow(UnusableSchema);
});

it('reports no more than a bounded number of errors', () => {
  const schema = { properties: { a: { type: 'array', items: { type: 'string' } } }, required: ['a'] };
  const { errors } = check(schema, { a: Array.from({ length: 5_000 }, () => 1) }) as {
    errors: { errors: unknown[] }[];
  };
  expect(errors[0]?.errors).toHaveLength(200);
});

it('asks for the variables that values speak of', () => {
  const variable = { __prefect_kind: 'workspace_variable', variable_name: 'x' };
  expect(variableNames({ a: [variable], b: { c: { __prefect_kind: 'json', value: variable } } })).toEqual([
    'x',
    'x',
  ]);
});
