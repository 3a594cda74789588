import { pythonRepr, safePattern } from '@orch/platform';
import { FORMATS } from './formats.ts';
import { isRecord, isSameJson, type JsonRecord } from './json.ts';
import type { Visit } from './visit.ts';

type Check = (given: unknown, visit: Visit) => void;

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: Array.isArray,
  object: isRecord,
};
const ITEM_LENGTHS_MAX = 20_000;

const repr = (value: unknown): string => pythonRepr(value, 1_000);
const list = (given: unknown): readonly unknown[] => (Array.isArray(given) ? given : []);
const members = (given: unknown): [string, unknown][] => (isRecord(given) ? Object.entries(given) : []);
const reprs = (values: readonly unknown[]): string => values.map(repr).join(', ');
const were = (names: readonly string[]): string =>
  `(${reprs(names)} ${names.length === 1 ? 'was' : 'were'} unexpected)`;

const ofNumber =
  (isWrong: (value: number, given: number) => boolean, words: string): Check =>
  (given, { value, fail }) => {
    if (typeof value === 'number' && typeof given === 'number' && isWrong(value, given))
      fail(`${repr(value)} ${words} ${repr(given)}`);
  };

/** How much there is of a value of one kind. */
const sized =
  (size: (value: unknown) => number | undefined, isMinimum: boolean, words: string): Check =>
  (given, { value, fail }) => {
    const actual = size(value);
    if (actual === undefined || typeof given !== 'number') return;
    if (isMinimum ? actual >= given : actual <= given) return;
    if (isMinimum) fail(`${repr(value)} ${given === 1 ? 'should be non-empty' : words}`);
    else fail(`${repr(value)} ${given === 0 ? 'is expected to be empty' : words}`);
  };
const textLength = (value: unknown): number | undefined =>
  typeof value === 'string' ? [...value].length : undefined;
const itemCount = (value: unknown): number | undefined => (Array.isArray(value) ? value.length : undefined);
const memberCount = (value: unknown): number | undefined =>
  isRecord(value) ? Object.keys(value).length : undefined;

const matches = (pattern: string, text: string): boolean => safePattern(pattern).test(text);

/** Members that no other keyword of the schema speaks of. */
function extras(value: JsonRecord, schema: JsonRecord): string[] {
  const known = isRecord(schema['properties']) ? schema['properties'] : {};
  const patterns = members(schema['patternProperties']).map(([pattern]) => pattern);
  return Object.keys(value).filter(
    (key) => !Object.hasOwn(known, key) && !patterns.some((pattern) => matches(pattern, key)),
  );
}

function additionalProperties(given: unknown, { value, schema, fail, descend }: Visit): void {
  if (!isRecord(value)) return;
  const names = extras(value, schema);
  if (isRecord(given)) for (const name of names) descend(value[name], given, name);
  else if (given === false && names.length > 0) {
    names.sort();
    if (!Object.hasOwn(schema, 'patternProperties'))
      return fail(`Additional properties are not allowed ${were(names)}`);
    const patterns = members(schema['patternProperties']).map(([pattern]) => pattern);
    fail(
      `${reprs(names)} ${names.length === 1 ? 'does' : 'do'} not match any of the regexes: ${reprs(patterns.sort())}`,
    );
  }
}

/** Members that the schema or one of those inside it that hold have looked at. */
function evaluated(value: JsonRecord, schema: unknown, visit: Visit): ReadonlySet<string> {
  const names = new Set<string>();
  if (!isRecord(schema)) return names;
  const add = (more: Iterable<string>): void => {
    for (const name of more) names.add(name);
  };
  const other = new Set(extras(value, schema));
  add(Object.keys(value).filter((name) => !other.has(name)));
  if (Object.hasOwn(schema, 'additionalProperties')) add(Object.keys(value));
  for (const keyword of ['allOf', 'anyOf', 'oneOf'])
    for (const part of list(schema[keyword]))
      if (visit.isValid(value, part)) add(evaluated(value, part, visit));
  if (typeof schema['$ref'] === 'string') add(evaluated(value, visit.resolve(schema['$ref']), visit));
  return names;
}

function items(given: unknown, { value, schema, fail, descend }: Visit): void {
  if (!Array.isArray(value)) return;
  const first = list(schema['prefixItems']).length;
  const rest = value.slice(first) as unknown[];
  if (given !== false) return rest.forEach((one, i) => descend(one, given, first + i));
  if (rest.length === 0) return;
  const shown = repr(rest.length === 1 ? rest[0] : rest);
  fail(
    `Expected at most ${first} ${first === 1 ? 'item' : 'items'} but found ${rest.length} extra: ${shown}`,
  );
}

function contains(given: unknown, { value, schema, fail, isValid }: Visit): void {
  if (!Array.isArray(value)) return;
  const count = value.filter((one) => isValid(one, given)).length;
  const { minContains: min = 1, maxContains: max = value.length } = schema;
  if (count > Number(max)) fail(`Too many items match the given schema (expected at most ${repr(max)})`);
  else if (count >= Number(min)) return;
  else if (count === 0) fail(`${repr(value)} does not contain items matching the given schema`);
  else
    fail(`Too few items match the given schema (expected at least ${repr(min)} but only ${count} matched)`);
}

function oneOf(given: unknown, { value, fail, isValid }: Visit): void {
  const valid = list(given).filter((one) => isValid(value, one));
  if (valid.length === 0) fail(`${repr(value)} is not valid under any of the given schemas`);
  const [first, ...more] = valid;
  if (more.length > 0) fail(`${repr(value)} is valid under each of ${reprs([...more, first])}`);
}

function isUnique(values: readonly unknown[]): boolean {
  if (values.length > ITEM_LENGTHS_MAX) return true;
  const seen = new Map<string, unknown[]>();
  return values.every((one) => {
    const key = JSON.stringify(one)?.length.toString() ?? '';
    const alike = seen.get(key) ?? [];
    if (alike.some((other) => isSameJson(one, other))) return false;
    seen.set(key, [...alike, one]);
    return true;
  });
}

/** Keywords of draft 2020-12 in the words of Python's jsonschema. */
export const KEYWORDS = new Map<string, Check>([
  [
    'type',
    (given, { value, fail }) => {
      const types = Array.isArray(given) ? given : [given];
      if (!types.some((type) => TYPES[String(type)]?.(value)))
        fail(`${repr(value)} is not of type ${reprs(types)}`);
    },
  ],
  [
    'properties',
    (given, { value, descend }) => {
      if (!isRecord(value)) return;
      for (const [name, schema] of members(given))
        if (Object.hasOwn(value, name)) descend(value[name], schema, name);
    },
  ],
  [
    'required',
    (given, { value, fail }) => {
      if (!isRecord(value)) return;
      for (const name of list(given))
        if (!Object.hasOwn(value, String(name))) fail(`${repr(name)} is a required property`);
    },
  ],
  ['additionalProperties', additionalProperties],
  [
    'patternProperties',
    (given, { value, descend }) => {
      if (!isRecord(value)) return;
      for (const [pattern, schema] of members(given))
        for (const [name, one] of Object.entries(value))
          if (matches(pattern, name)) descend(one, schema, name);
    },
  ],
  [
    'propertyNames',
    (given, { value, descend }) => {
      if (isRecord(value)) for (const name of Object.keys(value)) descend(name, given);
    },
  ],
  [
    'unevaluatedProperties',
    (given, visit) => {
      const { value, schema, fail, isValid } = visit;
      if (!isRecord(value)) return;
      const { unevaluatedProperties: _, ...rest } = schema;
      const known = evaluated(value, rest, visit);
      const names = Object.keys(value).filter((name) => !known.has(name) && !isValid(value[name], given));
      if (names.length > 0) fail(`Unevaluated properties are not allowed ${were(names.sort())}`);
    },
  ],
  [
    'dependentRequired',
    (given, { value, fail }) => {
      if (!isRecord(value)) return;
      for (const [name, needed] of members(given))
        for (const one of Object.hasOwn(value, name) ? list(needed) : [])
          if (!Object.hasOwn(value, String(one))) fail(`${repr(one)} is a dependency of ${repr(name)}`);
    },
  ],
  [
    'dependentSchemas',
    (given, { value, descend }) => {
      if (!isRecord(value)) return;
      for (const [name, schema] of members(given)) if (Object.hasOwn(value, name)) descend(value, schema);
    },
  ],
  ['minProperties', sized(memberCount, true, 'does not have enough properties')],
  ['maxProperties', sized(memberCount, false, 'has too many properties')],
  ['items', items],
  [
    'prefixItems',
    (given, { value, descend }) => {
      if (!Array.isArray(value)) return;
      list(given).forEach((schema, i) => i < value.length && descend(value[i], schema, i));
    },
  ],
  ['contains', contains],
  ['minItems', sized(itemCount, true, 'is too short')],
  ['maxItems', sized(itemCount, false, 'is too long')],
  [
    'uniqueItems',
    (given, { value, fail }) => {
      if (given === true && Array.isArray(value) && !isUnique(value))
        fail(`${repr(value)} has non-unique elements`);
    },
  ],
  ['minLength', sized(textLength, true, 'is too short')],
  ['maxLength', sized(textLength, false, 'is too long')],
  [
    'pattern',
    (given, { value, fail }) => {
      if (typeof value === 'string' && !matches(String(given), value))
        fail(`${repr(value)} does not match ${repr(given)}`);
    },
  ],
  [
    'format',
    (given, { value, fail }) => {
      const fits = FORMATS.get(String(given));
      if (fits && typeof value === 'string' && !fits(value)) fail(`${repr(value)} is not a ${repr(given)}`);
    },
  ],
  ['minimum', ofNumber((value, given) => value < given, 'is less than the minimum of')],
  ['maximum', ofNumber((value, given) => value > given, 'is greater than the maximum of')],
  ['exclusiveMinimum', ofNumber((value, given) => value <= given, 'is less than or equal to the minimum of')],
  [
    'exclusiveMaximum',
    ofNumber((value, given) => value >= given, 'is greater than or equal to the maximum of'),
  ],
  ['multipleOf', ofNumber((value, given) => !Number.isInteger(value / given), 'is not a multiple of')],
  [
    'enum',
    (given, { value, fail }) => {
      if (!list(given).some((one) => isSameJson(one, value)))
        fail(`${repr(value)} is not one of ${repr(given)}`);
    },
  ],
  [
    'const',
    (given, { value, fail }) => {
      if (!isSameJson(given, value)) fail(`${repr(given)} was expected`);
    },
  ],
  [
    'allOf',
    (given, { value, descend }) => {
      for (const schema of list(given)) descend(value, schema);
    },
  ],
  [
    'anyOf',
    (given, { value, fail, isValid }) => {
      if (!list(given).some((schema) => isValid(value, schema)))
        fail(`${repr(value)} is not valid under any of the given schemas`);
    },
  ],
  ['oneOf', oneOf],
  [
    'not',
    (given, { value, fail, isValid }) => {
      if (isValid(value, given)) fail(`${repr(value)} should not be valid under ${repr(given)}`);
    },
  ],
  [
    'if',
    (given, { value, schema, descend, isValid }) => {
      const branch = isValid(value, given) ? 'then' : 'else';
      if (Object.hasOwn(schema, branch)) descend(value, schema[branch]);
    },
  ],
  ['$ref', (given, { value, descend, resolve }) => descend(value, resolve(String(given)))],
]);
