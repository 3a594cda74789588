import * as z from 'zod';
import { $constructor } from 'zod/v4/core';

/** Where a reader puts its complaints: the payload zod hands to a type's `parse`. */
export type Sink = z.core.ParsePayload;
type Path = readonly (string | number)[];

/** Turns a raw JSON value into `T`; on bad input it calls `fail` and its result is ignored. */
export type Read<T> = (value: unknown, sink: Sink) => T;

/** A schema whose input is any JSON value and whose output is `T`. */
export type Wire<T> = z.ZodType<T, unknown>;

interface WireDef extends z.core.$ZodTypeDef {
  readonly read: (value: unknown, sink: Sink, ctx: z.core.ParseContextInternal) => unknown;
}

// zod's own types for user-made types are internal generics; the single cast below keeps them out of sight.
const initZodType: (inst: z.ZodType, def: WireDef) => void = z.ZodType.init as never;
const WireType = $constructor('WireType', ((inst: z.ZodType, def: WireDef) => {
  initZodType(inst, def);
  inst._zod.parse = (payload, ctx) => {
    payload.value = def.read(payload.value, payload, ctx);
    return payload;
  };
}) as never) as unknown as new (def: WireDef) => z.ZodType;

/** A leaf type with an own reader: cheaper than zod's chains and speaking pydantic's error types. */
export const wireType = <T>(read: Read<T>): Wire<T> => new WireType({ type: 'custom', read }) as Wire<T>;

/**
 * Records a problem. `type` is the name pydantic gives it (`int_parsing`, `missing`, ...), `path` is relative to the value.
 * Returns `undefined` typed as `never`, so that a reader can `return fail(...)`.
 */
export function fail(sink: Sink, type: string, message: string, path: Path = []): never {
  sink.issues.push({ code: 'custom', input: undefined, path: [...path], message, params: { type } });
  return undefined as never;
}

/** `fail` for a value that breaks a rule of ours rather than a type: pydantic's `value_error`. */
export const failValue = (sink: Sink, message: string, path: Path = []): never =>
  fail(sink, 'value_error', `Value error, ${message}`, path);

/** `fail` for a key that must be there. */
export const failMissing = (sink: Sink, path: Path = []): never =>
  fail(sink, 'missing', 'Field required', path);

/** Whether the value is a JSON object (not an array, not null). */
export const isJsonObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const nullables = new WeakMap<z.ZodType, z.ZodType>();
const defaults = new WeakMap<z.ZodType, Map<unknown, z.ZodType>>();
const maybes = new WeakMap<z.ZodType, z.ZodType>();
const arrays = new WeakMap<z.ZodType, z.ZodType>();

/** `T | null`; absent stays absent. Shared per schema, because every schema object costs start-up time. */
export function nullable<S extends z.ZodType>(schema: S): z.ZodNullable<S> {
  let made = nullables.get(schema);
  if (!made) nullables.set(schema, (made = schema.nullable()));
  return made as z.ZodNullable<S>; // the map is keyed by the schema it was made from
}

/** `T | null` where absent means null: a field of the reference with `default=None`. */
export const orNull = <S extends z.ZodType>(schema: S): z.ZodDefault<z.ZodNullable<S>> =>
  withDefault(nullable(schema), null as never);

/** `T | null | undefined`: a field that filters and updates may leave out. */
export const maybe = <S extends z.ZodType>(schema: S): z.ZodOptional<z.ZodNullable<S>> => {
  let made = maybes.get(schema);
  if (!made) maybes.set(schema, (made = nullable(schema).optional()));
  return made as z.ZodOptional<z.ZodNullable<S>>; // as above
};

const optionals = new WeakMap<z.ZodType, z.ZodType>();

/** `T | undefined`: a field of an update; absent means unchanged. */
export function optional<S extends z.ZodType>(schema: S): z.ZodOptional<S> {
  let made = optionals.get(schema);
  if (!made) optionals.set(schema, (made = schema.optional()));
  return made as z.ZodOptional<S>; // as above
}

/** The schema with a default for an absent key. */
export function withDefault<S extends z.ZodType>(schema: S, value: z.output<S>): z.ZodDefault<S> {
  let known = defaults.get(schema);
  if (!known) defaults.set(schema, (known = new Map()));
  let made = known.get(value);
  if (!made) known.set(value, (made = schema.default(value as never)));
  return made as z.ZodDefault<S>; // as above
}

const inlineNulls = new WeakMap<z.ZodType, Map<unknown, z.ZodType>>();

/**
 * A member of an embedded body: absent and null both give the default.
 * Upstream: FastAPI treats null as absent for every `Body(default)` parameter.
 */
export function embedded<S extends z.ZodType>(
  schema: S,
  value: z.output<S>,
): z.ZodType<z.output<S>, unknown> & { readonly fallback: z.output<S> } {
  let known = inlineNulls.get(schema);
  if (!known) inlineNulls.set(schema, (known = new Map()));
  let made = known.get(value);
  if (!made) {
    const inner = schema._zod;
    const read = (raw: unknown, sink: Sink, ctx: z.core.ParseContextInternal): unknown =>
      raw === null || raw === undefined ? structuredClone(value) : delegate(inner, raw, sink, ctx);
    made = new WireType({ type: 'custom', read });
    Object.assign(made, { fallback: value, inner: schema });
    made._zod.optin = 'optional';
    known.set(value, made);
  }
  return made as never; // as above
}

function delegate(
  inner: z.ZodType['_zod'],
  raw: unknown,
  sink: Sink,
  ctx: z.core.ParseContextInternal,
): unknown {
  const result = inner.run({ value: raw, issues: [] }, ctx) as Sink; // nothing here is asynchronous
  sink.issues.push(...result.issues);
  return result.value;
}

/** An embedded filter: null unless given. */
export const optionalMember = <S extends z.ZodType>(
  schema: S,
): z.ZodType<z.output<S> | null, unknown> & { readonly fallback: null } =>
  embedded(nullable(schema), null as never) as never; // the default is always null

/** A list of `schema`. */
export function list<S extends z.ZodType>(schema: S): z.ZodArray<S> {
  let made = arrays.get(schema);
  if (!made) arrays.set(schema, (made = z.array(schema)));
  return made as z.ZodArray<S>; // as above
}

/** What `variant` chose: the schema and the name that pydantic puts into `loc` for it. */
export interface Choice<S extends z.ZodType> {
  readonly name: string;
  readonly schema: S;
}

/**
 * A union decided by looking at the value first, so that errors speak about one member only.
 * `choose` returns undefined for a value that fits none; `message` is then reported.
 */
export function variant<S extends z.ZodType>(
  choose: (value: Record<string, unknown>) => Choice<S> | undefined,
  message: string,
): Wire<z.output<S>> {
  const read = (value: unknown, sink: Sink, ctx: z.core.ParseContextInternal): unknown => {
    if (value === undefined) return failMissing(sink);
    if (!isJsonObject(value))
      return fail(
        sink,
        'model_attributes_type',
        'Input should be a valid dictionary or object to extract fields from',
      );
    const choice = choose(value);
    if (!choice) return fail(sink, 'union_tag_invalid', message);
    const result = choice.schema._zod.run({ value, issues: [] }, ctx) as Sink; // nothing here is asynchronous
    for (const issue of result.issues)
      sink.issues.push({ ...issue, path: [choice.name, ...(issue.path ?? [])] });
    return result.value;
  };
  return new WireType({ type: 'custom', read }) as Wire<z.output<S>>;
}

/** Adds a rule over the whole value; `check` returns the reason for a refusal. */
export function rule<S extends z.ZodType>(schema: S, check: (value: z.output<S>) => string | undefined): S {
  return schema.superRefine((value, ctx) => {
    const reason = check(value as z.output<S>);
    if (reason !== undefined)
      ctx.addIssue({ code: 'custom', message: `Value error, ${reason}`, params: { type: 'value_error' } });
  }) as S; // superRefine returns the type it was called on
}
