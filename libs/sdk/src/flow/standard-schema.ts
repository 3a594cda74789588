import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { logger } from '../logging/current-logger.ts';

/** The part of Standard Schema (https://standardschema.dev) that is used here; zod, valibot and arktype have it. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}
type StandardResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly StandardIssue[] };
interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a schema takes. */
export type InputOf<S extends StandardSchema> = NonNullable<S['~standard']['types']>['input'];
/** What a schema makes of it. */
export type OutputOf<S extends StandardSchema> = NonNullable<S['~standard']['types']>['output'];

const pathOf = (issue: StandardIssue): string =>
  (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');

/** Validates; gives the value the schema makes, or what is wrong with it. */
export const validate = async <Output>(
  schema: StandardSchema<unknown, Output>,
  value: unknown,
): Promise<{ value: Output } | { issues: { path: string; message: string }[] }> => {
  const result = await schema['~standard'].validate(value);
  if (!result.issues) return { value: result.value };
  return { issues: result.issues.map((issue) => ({ path: pathOf(issue), message: issue.message })) };
};

/** A JSON schema of an object, as deployments publish it. */
export interface ParameterSchema {
  readonly type: 'object';
  readonly title: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly definitions?: Readonly<Record<string, unknown>>;
}
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isMethod = (value: unknown): value is (...args: readonly unknown[]) => unknown =>
  typeof value === 'function';

const TARGET = 'draft-07';
/** By Standard JSON Schema. */
const byStandard = (schema: StandardSchema): unknown => {
  const standard: unknown = Reflect.get(schema['~standard'], 'jsonSchema');
  return isObject(standard) && isMethod(standard['input'])
    ? standard['input']({ target: TARGET })
    : undefined;
};
/** By a method of the schema: its library may know more this way, such as defaults. */
const byMethod = (schema: StandardSchema): unknown => {
  const own: unknown = Reflect.get(schema, 'toJsonSchema') ?? Reflect.get(schema, 'toJSONSchema');
  return isMethod(own) ? own.call(schema, { io: 'input', target: TARGET, ...LENIENT }) : undefined;
};
/** By a function of a package, the project's own. */
const byPackage = async (schema: StandardSchema): Promise<unknown> => {
  const name = CONVERTERS[schema['~standard'].vendor];
  if (name === undefined) return undefined;
  const module: unknown = await importOfProject(name);
  const convert = isObject(module) ? (module['toJSONSchema'] ?? module['toJsonSchema']) : undefined;
  return isMethod(convert) ? convert(schema, { io: 'input', target: 'draft-7', ...LENIENT }) : undefined;
};
/** What JSON cannot say takes anything (zod), or what it is made of (arktype). */
const LENIENT = {
  unrepresentable: 'any',
  fallback: ({ base }: { readonly base: unknown }) => base,
} as const;
const CONVERTERS: Readonly<Record<string, string>> = { zod: 'zod', valibot: '@valibot/to-json-schema' };

/** Package managers that keep packages apart show the project's packages to the project only. */
const importOfProject = async (name: string): Promise<unknown> => {
  try {
    return await import(name);
  } catch {
    const found = createRequire(join(process.cwd(), 'flow.js')).resolve(name);
    return await import(pathToFileURL(found).href);
  }
};

/** The first way in which a schema says itself as JSON schema. */
const jsonSchemaOf = async (schema: StandardSchema): Promise<unknown> => {
  const isArktype = schema['~standard'].vendor === 'arktype';
  const ways = isArktype ? [byMethod, byStandard] : [byStandard, byMethod, byPackage];
  for (const way of ways) {
    try {
      const json: unknown = await way(schema);
      if (isObject(json)) return json;
    } catch {
      // a type that JSON schema cannot say this way, or a converter that is not installed
    }
  }
  return undefined;
};

/** Numbers the properties, as forms show them in that order. */
const positioned = (properties: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(isObject(properties) ? properties : {}).map(([name, member], position) => [
      name,
      isObject(member) ? { title: name, ...member, position } : { title: name, position },
    ]),
  );

/**
 * What a flow's parameters are, as a JSON schema; a schema that cannot be written as one gives an object of anything.
 * References stay within: `$defs` become `definitions`.
 */
export const parameterSchemaOf = async (schema: StandardSchema | undefined): Promise<ParameterSchema> => {
  const nothing: ParameterSchema = { type: 'object', title: 'Parameters', properties: {} };
  if (!schema) return nothing;
  const json = await jsonSchemaOf(schema);
  if (!isObject(json)) {
    const { vendor } = schema['~standard'];
    logger.warn(
      'Parameters of type %s cannot be written as JSON schema%s: forms will not show them',
      vendor,
      vendor === 'valibot' ? ' without the package @valibot/to-json-schema' : '',
    );
    return nothing;
  }
  const moved: unknown = JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', '"#/definitions/'));
  if (!isObject(moved)) return nothing;
  const definitions = moved['$defs'] ?? moved['definitions'];
  return {
    ...nothing,
    properties: positioned(moved['properties']),
    ...(Array.isArray(moved['required']) ? { required: moved['required'].map(String) } : {}),
    ...(isObject(definitions) ? { definitions } : {}),
  };
};
