import { Injectable } from '@nestjs/common';
import { accountUpdate, workspaceCreate, workspaceUpdate } from '@orch/contract';
import { AccessList, ChangeAccount, ChangeWorkspace, ChangeWorkspaceAccess } from '@orch/identity';
import { bodyOf, given } from '../schema/checked.ts';
import { enter } from '../schema/graphql-context.ts';
import { allow, type Builder } from '../schema/schema-builder.ts';
import type { WorkspaceType } from './workspace-fields.ts';

const SIGNED_IN = allow('signed-in');

/** Changes of an account, its workspaces, and who may enter them. */
@Injectable()
export class WorkspaceMutations {
  constructor(
    private readonly changeAccount: ChangeAccount,
    private readonly changeWorkspace: ChangeWorkspace,
    private readonly accessList: AccessList,
    private readonly changeAccess: ChangeWorkspaceAccess,
  ) {}

  addTo(builder: Builder, Workspace: WorkspaceType): void {
    this.addPlaces(builder, Workspace);
    this.addAccess(builder);
  }

  private addPlaces(builder: Builder, Workspace: WorkspaceType): void {
    builder.mutationFields((t) => ({
      updateAccount: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          name: t.arg.string(),
          handle: t.arg.string(),
        },
        resolve: async (_, { accountId, ...args }, context) => {
          const access = await enter(context, { accountId }, 'account:manage');
          await this.changeAccount.update(access, bodyOf(accountUpdate, given(args)));
          return true;
        },
      }),
      createWorkspace: t.field({
        type: Workspace,
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          name: t.arg.string({ required: true }),
          handle: t.arg.string(),
          description: t.arg.string(),
        },
        resolve: async (_, { accountId, ...args }, context) => {
          const account = await enter(context, { accountId }, 'account:workspaces');
          const row = await this.changeWorkspace.create(account, bodyOf(workspaceCreate, given(args)));
          return { row, access: await enter(context, { accountId, workspaceId: row.id }, 'workspace:read') };
        },
      }),
      updateWorkspace: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          workspaceId: t.arg({ type: 'UUID', required: true }),
          name: t.arg.string(),
          handle: t.arg.string(),
          description: t.arg.string(),
        },
        resolve: async (_, { accountId, workspaceId, ...args }, context) => {
          const access = await enter(context, { accountId, workspaceId }, 'workspace:manage');
          await this.changeWorkspace.update(access, bodyOf(workspaceUpdate, given(args)));
          return true;
        },
      }),
      deleteWorkspace: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          workspaceId: t.arg({ type: 'UUID', required: true }),
        },
        resolve: async (_, ids, context) => {
          await this.changeWorkspace.delete(await enter(context, ids, 'workspace:manage'));
          return true;
        },
      }),
    }));
  }

  private addAccess(builder: Builder): void {
    const kind = builder.enumType('ActorKind', { values: ['user', 'service_account', 'team'] as const });
    builder.mutationFields((t) => ({
      grantWorkspaceAccess: t.boolean({
        description:
          'Gives a role in a workspace to a member or team of its account, in the place of the one before.',
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          workspaceId: t.arg({ type: 'UUID', required: true }),
          kind: t.arg({ type: kind, required: true }),
          actorId: t.arg({ type: 'UUID', required: true }),
          roleId: t.arg({ type: 'UUID', required: true }),
        },
        resolve: async (_, { kind: ofActor, actorId, roleId, ...ids }, context) => {
          const access = await enter(context, ids, 'workspace:access');
          await this.accessList.grant(access, ofActor, [{ actorId, roleId }]);
          return true;
        },
      }),
      removeWorkspaceAccess: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          workspaceId: t.arg({ type: 'UUID', required: true }),
          kind: t.arg({ type: kind, required: true }),
          actorId: t.arg({ type: 'UUID', required: true }),
        },
        resolve: async (_, { kind: ofActor, actorId, ...ids }, context) => {
          const access = await enter(context, ids, 'workspace:access');
          await this.changeAccess.take(access, ofActor, { actorId });
          return true;
        },
      }),
    }));
  }
}
