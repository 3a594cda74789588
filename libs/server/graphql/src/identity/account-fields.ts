import { Injectable } from '@nestjs/common';
import { AccountReader, type AccountRow } from '@orch/identity';
import { OrchError, pgToWire } from '@orch/kernel';
import { enter, type Tenant } from '../schema/graphql-context.ts';
import { allow, type Builder } from '../schema/schema-builder.ts';
import { type AccountLines } from './account-lines.ts';
import { AccountLists } from './account-lists.ts';
import type { WorkspaceType } from './workspace-fields.ts';

interface AccountNode extends Tenant {
  readonly row: AccountRow;
}

const READABLE = allow('account:read');
const ADMINISTERED = allow('account:members');

/** An account and its lists. */
@Injectable()
export class AccountFields {
  constructor(
    private readonly accounts: AccountReader,
    private readonly lists: AccountLists,
  ) {}

  addTo(builder: Builder, lines: AccountLines, Workspace: WorkspaceType): void {
    const Account = this.accountType(builder, lines, Workspace);
    builder.queryField('account', (t) =>
      t.field({
        type: Account,
        ...allow('signed-in'),
        args: { id: t.arg({ type: 'UUID', required: true }) },
        resolve: async (_, { id }, context) => {
          const access = await enter(context, { accountId: id }, 'account:read');
          const row = await this.accounts.byId(access.scope.accountId);
          if (!row) throw new OrchError('not_found', { id });
          return { access, row };
        },
      }),
    );
  }

  private accountType(builder: Builder, lines: AccountLines, Workspace: WorkspaceType) {
    const { lists } = this;
    return builder.objectRef<AccountNode>('Account').implement({
      description: 'Workspaces, people, roles and keys that belong together.',
      fields: (t) => {
        const page = { first: t.arg.int(), offset: t.arg.int() };
        return {
          id: t.field({ type: 'UUID', ...READABLE, resolve: ({ row }) => row.id }),
          name: t.string({ ...READABLE, resolve: ({ row }) => row.name }),
          handle: t.string({ ...READABLE, resolve: ({ row }) => row.handle }),
          created: t.field({ type: 'DateTime', ...READABLE, resolve: ({ row }) => pgToWire(row.created) }),
          permissions: t.stringList({ ...READABLE, resolve: ({ access }) => [...access.granted] }),
          workspaces: t.field({
            type: [Workspace],
            ...READABLE,
            args: page,
            resolve: async ({ access }, args, context) => {
              const rows = await lists.workspaces(access, args);
              const entered = rows.map(async (row) => {
                const ids = { accountId: row.account_id, workspaceId: row.id };
                return { row, access: await enter(context, ids, 'workspace:read') };
              });
              return Promise.all(entered);
            },
          }),
          members: t.field({
            type: [lines.Member],
            ...READABLE,
            args: { ...page, search: t.arg.string() },
            resolve: ({ access }, args) => lists.members(access, args),
          }),
          invitations: t.field({
            type: [lines.Invitation],
            ...ADMINISTERED,
            args: page,
            resolve: ({ access }, args) => lists.invitations(access, args),
          }),
          teams: t.field({
            type: [lines.Team],
            ...READABLE,
            args: page,
            resolve: ({ access }, args) => lists.teams(access, args),
          }),
          workspaceRoles: t.field({
            type: [lines.WorkspaceRole],
            ...READABLE,
            args: page,
            resolve: ({ access }, args) => lists.workspaceRoles(access, args),
          }),
          serviceAccounts: t.field({
            type: [lines.ServiceAccount],
            ...ADMINISTERED,
            args: page,
            resolve: ({ access }, args) => lists.serviceAccounts(access, args),
          }),
          auditEvents: t.field({
            type: [lines.AuditEvent],
            ...allow('account:audit'),
            args: { first: t.arg.int(), before: t.arg.int(), actionPrefix: t.arg.string() },
            resolve: ({ access }, args) => lists.auditEvents(access, args),
          }),
        };
      },
    });
  }
}
