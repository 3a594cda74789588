import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import {
  type Operation,
  opaquePathsOf,
  operations,
  parsePathUuid,
  sliceJsonMembers,
  toExceptionDetail,
  wireUuid,
} from '@orch/contract';
import { type JsonText, OrchError } from '@orch/kernel';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { InvalidRequest, parseJsonBody } from './json-body.ts';

type Json = Record<string, unknown> | unknown[];

const requestOf = (context: ExecutionContext): FastifyRequest =>
  context.switchToHttp().getRequest<FastifyRequest>();

// Nest takes whatever has a `transform` method for a pipe, and schemas have one: they travel inside an object.
const bodyOf = createParamDecorator(({ body }: { body: z.ZodType }, context: ExecutionContext) =>
  readBody(body, requestOf(context).rawBody),
);
const queryOf = createParamDecorator(({ query }: { query: z.ZodType }, context: ExecutionContext) =>
  readQuery(query, requestOf(context).query),
);

/** Bodies that must be sent even when none of their members must. */
const REQUIRED_BODIES: ReadonlySet<unknown> = requiredBodies(Object.values(operations));

/** Queries of which the last of several values counts; in ours a repeated parameter is refused. */
const MIRRORED_QUERIES: ReadonlySet<unknown> = new Set(
  Object.values<Operation>(operations).flatMap(({ query }) => query ?? []),
);

function requiredBodies(listed: readonly Operation[]): Set<unknown> {
  const bodies = new Set<unknown>(listed.map(({ body }) => body));
  for (const { body, bodyMayBeAbsent } of listed) if (bodyMayBeAbsent) bodies.delete(body);
  return bodies;
}

/**
 * The body, checked against its schema. Members that belong to the user (`withOpaque`) arrive as raw `JsonText`.
 * An absent body and `null` count as `{}`, unless the operation is one that needs a body.
 * @throws InvalidRequest (422) naming the field.
 */
export const WireBody = (schema: z.ZodType): ParameterDecorator => bodyOf({ body: schema });

/** The query string, checked against its schema. @throws InvalidRequest (422) naming the parameter. */
export const WireQuery = (schema: z.ZodType): ParameterDecorator => queryOf({ query: schema });

/** As `WireBody`, for callers that are not controllers. */
export function readBody<S extends z.ZodType>(schema: S, rawBody: string | undefined): z.output<S> {
  const sent = rawBody === undefined || rawBody === '' ? null : parseJsonBody(rawBody);
  if (sent === null && REQUIRED_BODIES.has(schema))
    throw new InvalidRequest([{ type: 'missing', loc: ['body'], msg: 'Field required' }], null);
  // a schema of no object may know what null means
  const value = sent ?? (schema.safeParse(null).success ? null : {});
  const result = schema.safeParse(value);
  if (!result.success) throw new InvalidRequest(toExceptionDetail(result.error, value, 'body'), value);
  const paths = opaquePathsOf(schema);
  if (paths.length > 0)
    graft(result.data as Json, paths, sliceJsonMembers(sent === null ? '{}' : rawBody!, paths));
  return result.data;
}

/** An opaque member of a body that `WireBody` read: its schema says `unknown`, what arrives is raw text. */
export const rawText = (opaque: unknown): JsonText => opaque as JsonText; // see above

/** `rawText` for a member that may be null. */
export const rawTextOrNull = (opaque: unknown): JsonText | null => (opaque ?? null) as JsonText | null; // see above

/** As `WireQuery`, for callers that are not controllers. */
export function readQuery<S extends z.ZodType>(schema: S, query: unknown): z.output<S> {
  const given = { ...(query as Json) } as Record<string, unknown>;
  if (MIRRORED_QUERIES.has(schema))
    for (const [name, value] of Object.entries(given)) if (Array.isArray(value)) given[name] = value.at(-1);
  const result = schema.safeParse(given);
  if (!result.success) throw new InvalidRequest(toExceptionDetail(result.error, query, 'query'));
  return result.data;
}

/**
 * A UUID of the path, in canonical form however it was spelled: what SQL and access lists see is never what was sent.
 * A malformed one is 404: the route is not there, as on the reference.
 */
export const UuidParam = createParamDecorator((name: string, context: ExecutionContext): string => {
  const id = parsePathUuid(paramOf(context, name));
  if (id === undefined) throw new OrchError('not_found', { name });
  return id;
});

/** A UUID of the path where the reference takes it as it takes those of bodies. @throws InvalidRequest (422) */
export const WireUuidParam = createParamDecorator((name: string, context: ExecutionContext): string => {
  const given = paramOf(context, name);
  const result = wireUuid.safeParse(given);
  if (result.success) return result.data;
  const details = toExceptionDetail(result.error, given, 'path');
  throw new InvalidRequest(
    details.map((detail) => ({ ...detail, loc: ['path', name] })),
    null,
  );
});

const paramOf = (context: ExecutionContext, name: string): string =>
  (requestOf(context).params as Record<string, string>)[name] ?? '';

/** A name of the path. Names that no table can hold name nothing. */
export const NameParam = createParamDecorator((name: string, context: ExecutionContext): string => {
  const given = paramOf(context, name);
  if (given.includes('\0') || !given.isWellFormed()) throw new OrchError('not_found', { name });
  return given;
});

/**
 * Makes every opaque member raw text: what was sent goes in as it was sent, what a schema filled in is printed, and
 * JSON's null is null.
 */
function graft(root: Json, paths: readonly string[], slices: Map<string, JsonText>): void {
  for (const path of paths) {
    visit(root, path.split('.'), '', (holder, key, at) => {
      const text = slices.get(at);
      const value = holder[key];
      if (text !== undefined) holder[key] = text === 'null' ? null : text;
      else if (value !== null && value !== undefined) holder[key] = JSON.stringify(value);
    });
  }
}

type Visitor = (holder: Record<string, unknown>, key: string, at: string) => void;

function visit(value: unknown, keys: readonly string[], at: string, found: Visitor): void {
  if (value === null || typeof value !== 'object') return;
  const [key, ...rest] = keys as [string, ...string[]]; // a path has at least one key
  const holder = value as Record<string, unknown>;
  const names = key === '*' ? Object.keys(holder) : key in holder ? [key] : [];
  for (const name of names) {
    const here = at === '' ? name : `${at}.${name}`;
    if (rest.length === 0) found(holder, name, here);
    else visit(holder[name], rest, here, found);
  }
}
