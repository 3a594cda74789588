import SchemaBuilder from '@pothos/core';
import { isUuid } from '@orch/kernel';
import type { Scope } from '@orch/platform';
import { GraphQLError } from 'graphql';
import type { GraphqlContext } from './graphql-context.ts';

/** What a field needs: a permission of the tenant it hangs on, or only somebody who is signed in. */
export type FieldPermission = Scope | 'signed-in';

interface Types {
  readonly Context: GraphqlContext;
  readonly DefaultFieldNullability: false;
  readonly Scalars: {
    readonly ID: { readonly Input: string; readonly Output: string };
    readonly UUID: { readonly Input: string; readonly Output: string };
    readonly DateTime: { readonly Input: string; readonly Output: string };
    readonly JSON: { readonly Input: unknown; readonly Output: unknown };
  };
}
export type Builder = PothosSchemaTypes.SchemaBuilder<PothosSchemaTypes.ExtendDefaultTypes<Types>>;

/** An empty schema with our scalars; contexts add their types to it. */
export function newSchema(): Builder {
  const builder = new SchemaBuilder<Types>({ defaultFieldNullability: false });
  builder.scalarType('UUID', {
    description: 'A UUID in its canonical form.',
    serialize: String,
    parseValue: (value) => {
      if (typeof value === 'string' && isUuid(value)) return value.toLowerCase();
      throw new GraphQLError('must be a UUID');
    },
  });
  builder.scalarType('DateTime', {
    description: 'A point in time, ISO 8601 with an offset.',
    serialize: String,
    parseValue: (value) => {
      if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return value;
      throw new GraphQLError('must be a date and time with an offset');
    },
  });
  builder.scalarType('JSON', { description: 'Any JSON value.', serialize: (value) => value });
  builder.queryType({ description: 'What can be read.' });
  builder.mutationType({ description: 'What can be changed.' });
  builder.subscriptionType({ description: 'What can be followed.' });
  return builder;
}

/** The permission of a field; every field of a tenant and of the roots has one. */
export const allow = (permission: FieldPermission) => ({ extensions: { allow: permission } });
