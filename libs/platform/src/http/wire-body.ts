import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { opaquePathsOf, sliceJsonMembers, toExceptionDetail } from '@orch/contract';
import { type JsonText, OrchError, isUuid } from '@orch/kernel';
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

/**
 * The body, checked against its schema. Members that belong to the user (`withOpaque`) arrive as raw `JsonText`.
 * An absent body counts as `{}`.
 * @throws InvalidRequest (422) naming the field.
 */
export const WireBody = (schema: z.ZodType): ParameterDecorator => bodyOf({ body: schema });

/** The query string, checked against its schema. @throws InvalidRequest (422) naming the parameter. */
export const WireQuery = (schema: z.ZodType): ParameterDecorator => queryOf({ query: schema });

/** As `WireBody`, for callers that are not controllers. */
export function readBody<S extends z.ZodType>(schema: S, rawBody: string | undefined): z.output<S> {
  const text = rawBody === undefined || rawBody.trim() === '' ? '{}' : rawBody;
  const value = parseJsonBody(text);
  const result = schema.safeParse(value);
  if (!result.success) throw new InvalidRequest(toExceptionDetail(result.error, value, 'body'), value);
  const paths = opaquePathsOf(schema);
  if (paths.length > 0) graft(result.data as Json, paths, sliceJsonMembers(text, paths));
  return result.data;
}

/** An opaque member of a body that `WireBody` read: its schema says `unknown`, what arrives is raw text. */
export const rawText = (opaque: unknown): JsonText => opaque as JsonText; // see above

/** `rawText` for a member that may be null. */
export const rawTextOrNull = (opaque: unknown): JsonText | null => (opaque ?? null) as JsonText | null; // see above

/** As `WireQuery`, for callers that are not controllers. */
export function readQuery<S extends z.ZodType>(schema: S, query: unknown): z.output<S> {
  const result = schema.safeParse({ ...(query as object) });
  if (!result.success) throw new InvalidRequest(toExceptionDetail(result.error, query, 'query'));
  return result.data;
}

/** A UUID of the path, in canonical form. A malformed one is 404: the route is not there, as on the reference. */
export const UuidParam = createParamDecorator((name: string, context: ExecutionContext): string => {
  const given = (requestOf(context).params as Record<string, string>)[name] ?? '';
  if (!isUuid(given)) throw new OrchError('not_found', { name });
  return given.toLowerCase();
});

/** A name of the path. Names that no table can hold name nothing. */
export const NameParam = createParamDecorator((name: string, context: ExecutionContext): string => {
  const given = (requestOf(context).params as Record<string, string>)[name] ?? '';
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
