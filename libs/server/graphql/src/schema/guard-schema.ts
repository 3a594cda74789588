import { OrchError } from '@orch/kernel';
import { type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql';
import type { Tenant } from './graphql-context.ts';
import type { FieldPermission } from './schema-builder.ts';

const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);

/**
 * Puts the permission of each field in front of its resolver. Fields of the roots and of the types in `tenants` name
 * one; the server does not start otherwise. The parent of a tenant's field holds the access it was entered with.
 */
export function guardSchema(schema: GraphQLSchema, tenants: ReadonlySet<string>): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    const isTenant = tenants.has(type.name);
    if (!isTenant && !ROOTS.has(type.name)) continue;
    for (const field of Object.values(type.getFields())) {
      const permission = permissionOf(type.name, field);
      if (isTenant && permission !== 'signed-in') guard(field, permission);
      if (!isTenant && permission !== 'signed-in')
        throw new Error(`${type.name}.${field.name}: a root has no tenant, so its fields are "signed-in"`);
    }
  }
  return schema;
}

function permissionOf(type: string, field: GraphQLField<unknown, unknown>): FieldPermission {
  const permission = field.extensions['allow'] as FieldPermission | undefined; // put there by `allow`
  if (permission === undefined) throw new Error(`no permission on ${type}.${field.name}`);
  return permission;
}

function guard(
  field: GraphQLField<unknown, unknown>,
  permission: Exclude<FieldPermission, 'signed-in'>,
): void {
  const { resolve } = field;
  if (!resolve) throw new Error(`no resolver on ${field.name}`);
  field.resolve = (parent, args, context, info) => {
    const { access } = parent as Tenant; // what the resolvers of tenants return
    if (!access.granted.has(permission))
      throw new OrchError('auth.forbidden', { permission, actor: access.principal.actorId });
    return resolve(parent, args, context, info);
  };
}
