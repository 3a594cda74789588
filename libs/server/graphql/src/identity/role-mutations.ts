import { Injectable } from '@nestjs/common';
import { workspaceRoleCreate, workspaceRoleUpdate } from '@orch/contract';
import { ChangeWorkspaceRoles } from '@orch/identity';
import { bodyOf, given } from '../schema/checked.ts';
import { enter } from '../schema/graphql-context.ts';
import { allow, type Builder } from '../schema/schema-builder.ts';
import type { AccountLines } from './account-lines.ts';

const SIGNED_IN = allow('signed-in');

/** Changes of the roles that an account made for its workspaces. */
@Injectable()
export class RoleMutations {
  constructor(private readonly changeRoles: ChangeWorkspaceRoles) {}

  addTo(builder: Builder, { WorkspaceRole }: AccountLines): void {
    builder.mutationFields((t) => ({
      createWorkspaceRole: t.field({
        type: WorkspaceRole,
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          name: t.arg.string({ required: true }),
          description: t.arg.string(),
          scopes: t.arg.stringList(),
          inheritedRoleId: t.arg({ type: 'UUID' }),
        },
        resolve: async (_, { accountId, ...args }, context) => {
          const access = await enter(context, { accountId }, 'account:members');
          return this.changeRoles.create(access, bodyOf(workspaceRoleCreate, given(args)));
        },
      }),
      updateWorkspaceRole: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          id: t.arg({ type: 'UUID', required: true }),
          name: t.arg.string(),
          description: t.arg.string(),
          scopes: t.arg.stringList(),
          inheritedRoleId: t.arg({ type: 'UUID', description: 'Null: it inherits from none.' }),
        },
        resolve: async (_, { accountId, id, ...args }, context) => {
          const access = await enter(context, { accountId }, 'account:members');
          await this.changeRoles.update(access, id, bodyOf(workspaceRoleUpdate, args));
          return true;
        },
      }),
      deleteWorkspaceRole: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          id: t.arg({ type: 'UUID', required: true }),
        },
        resolve: async (_, { accountId, id }, context) => {
          await this.changeRoles.delete(await enter(context, { accountId }, 'account:members'), id);
          return true;
        },
      }),
    }));
  }
}
