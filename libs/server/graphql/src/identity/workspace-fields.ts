import { Injectable } from '@nestjs/common';
import type { WorkspaceAccessOfWire } from '@orch/contract';
import { AccessList, WorkspaceRepository, type WorkspaceRow } from '@orch/identity';
import { OrchError, pgToWire } from '@orch/kernel';
import { enter, type Tenant } from '../schema/graphql-context.ts';
import { pageOf } from '../schema/page.ts';
import { allow, type Builder } from '../schema/schema-builder.ts';

export interface WorkspaceNode extends Tenant {
  readonly row: WorkspaceRow;
}
export type WorkspaceType = ReturnType<WorkspaceFields['addTo']>;

const READABLE = allow('workspace:read');

/** A workspace and who may enter it. */
@Injectable()
export class WorkspaceFields {
  constructor(
    private readonly workspaces: WorkspaceRepository,
    private readonly accessList: AccessList,
  ) {}

  addTo(builder: Builder) {
    const Workspace = this.workspaceType(builder);
    builder.queryField('workspace', (t) =>
      t.field({
        type: Workspace,
        ...allow('signed-in'),
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          id: t.arg({ type: 'UUID', required: true }),
        },
        resolve: async (_, { accountId, id }, context): Promise<WorkspaceNode> => {
          const access = await enter(context, { accountId, workspaceId: id }, 'workspace:read');
          const row = await this.workspaces.read(access.scope);
          if (!row) throw new OrchError('not_found', { id });
          return { access, row };
        },
      }),
    );
    return Workspace;
  }

  private workspaceType(builder: Builder) {
    const Entry = builder.objectRef<WorkspaceAccessOfWire>('WorkspaceAccess').implement({
      description: 'Somebody who may enter a workspace, and as what.',
      fields: (t) => ({
        id: t.expose('id', { type: 'UUID' }),
        actorId: t.expose('actor_id', { type: 'UUID' }),
        roleId: t.expose('workspace_role_id', { type: 'UUID' }),
        since: t.expose('created', { type: 'DateTime' }),
      }),
    });
    return builder.objectRef<WorkspaceNode>('Workspace').implement({
      description: 'Where flows, runs and everything about them live.',
      fields: (t) => {
        const page = { first: t.arg.int(), offset: t.arg.int() };
        const listOf = (kind: 'user' | 'service_account' | 'team') =>
          t.field({
            type: [Entry],
            ...READABLE,
            args: page,
            resolve: ({ access }, args) => this.accessList.list(access.scope, kind, pageOf(args)),
          });
        return {
          id: t.field({ type: 'UUID', ...READABLE, resolve: ({ row }) => row.id }),
          accountId: t.field({ type: 'UUID', ...READABLE, resolve: ({ row }) => row.account_id }),
          name: t.string({ ...READABLE, resolve: ({ row }) => row.name }),
          handle: t.string({ ...READABLE, resolve: ({ row }) => row.handle }),
          description: t.string({ ...READABLE, resolve: ({ row }) => row.description }),
          created: t.field({ type: 'DateTime', ...READABLE, resolve: ({ row }) => pgToWire(row.created) }),
          permissions: t.stringList({ ...READABLE, resolve: ({ access }) => [...access.granted] }),
          users: listOf('user'),
          serviceAccounts: listOf('service_account'),
          teams: listOf('team'),
        };
      },
    });
  }
}
