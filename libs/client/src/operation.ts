import type { operations } from '@orch/contract';
import type * as z from 'zod';
import type { AccountRoutes } from './account-routes.ts';
import type { JsonObject } from './json-object.ts';
import type { OwnRoutes } from './own-routes.ts';
import type { WorkspaceAnswers } from './workspace-answers.ts';

type Operations = typeof operations;
/** Those that the reference's description does not know. */
interface OtherRoutes extends AccountRoutes, OwnRoutes {}
/** `METHOD /path/{parameter}`: the reference's operations and those about accounts and people. */
export type RouteName = keyof Operations | keyof OtherRoutes;

/** The names between braces of a path template. */
export type PathParameter<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParameter<Rest>
  : never;

/**
 * The members that a body may have. Their values are the server's to judge: the contract's types say what it reads them
 * as, not what may be sent.
 */
type Members<Output> = Output extends readonly unknown[]
  ? readonly unknown[]
  : { readonly [Name in keyof Output]?: unknown };
type OfOperation<K extends RouteName, Part extends 'body' | 'query'> = K extends keyof Operations
  ? Operations[K] extends { readonly [P in Part]: infer S extends z.ZodType }
    ? Members<z.output<S>>
    : never
  : never;

export type BodyOf<K extends RouteName> = K extends keyof OtherRoutes
  ? OtherRoutes[K] extends { readonly body: infer Body }
    ? Body
    : never
  : OfOperation<K, 'body'>;
export type QueryOf<K extends RouteName> = K extends keyof OtherRoutes ? JsonObject : OfOperation<K, 'query'>;

/** What a call answers with; `JsonObject` where the contract names no shape. */
export type AnswerOf<K extends RouteName> = K extends keyof OtherRoutes
  ? OtherRoutes[K]['answer']
  : K extends keyof WorkspaceAnswers
    ? WorkspaceAnswers[K]
    : JsonObject;

type PathOf<K extends RouteName> = [PathParameter<K>] extends [never]
  ? { readonly path?: never }
  : { readonly path: Readonly<Record<PathParameter<K>, string>> };
/** What a call sends: the parameters of its path, its body and its query. */
export type InputOf<K extends RouteName> = PathOf<K> & {
  readonly body?: BodyOf<K>;
  readonly query?: QueryOf<K>;
  readonly signal?: AbortSignal | undefined;
};
