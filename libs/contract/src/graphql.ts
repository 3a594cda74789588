import * as z from 'zod';
import { wireStr } from './primitives.ts';
import { maybe } from './wire-type.ts';

/** POST `/api/graphql`: one operation. Upstream: the GraphQL over HTTP specification. */
export const graphqlRequest = z.object({
  query: wireStr,
  operationName: maybe(wireStr),
  variables: z.record(z.string(), z.unknown()).nullish(),
});
export type GraphqlRequest = z.output<typeof graphqlRequest>;
