import { Injectable } from '@nestjs/common';
import type { AccountOfMe, WorkspaceOfMe } from '@orch/contract';
import { MeReader } from '@orch/identity';
import type { Principal } from '@orch/platform';
import { allow, type Builder } from '../schema/schema-builder.ts';

/** Who is signed in, and where they may go. */
@Injectable()
export class MeFields {
  constructor(private readonly reader: MeReader) {}

  addTo(builder: Builder): void {
    const MyAccount = builder.objectRef<AccountOfMe>('MyAccount').implement({
      description: 'An account one belongs to.',
      fields: (t) => ({
        id: t.expose('account_id', { type: 'UUID' }),
        name: t.exposeString('account_name'),
        handle: t.exposeString('account_handle'),
      }),
    });
    const MyWorkspace = builder.objectRef<WorkspaceOfMe>('MyWorkspace').implement({
      description: 'A workspace one may enter.',
      fields: (t) => ({
        id: t.expose('workspace_id', { type: 'UUID' }),
        name: t.exposeString('workspace_name'),
        handle: t.exposeString('workspace_handle'),
        description: t.exposeString('workspace_description'),
        accountId: t.expose('account_id', { type: 'UUID' }),
        accountHandle: t.exposeString('account_handle'),
        accountName: t.exposeString('account_name'),
      }),
    });
    const Me = builder.objectRef<Principal>('Me').implement({
      description: 'Who is asking: a person or a service account.',
      fields: (t) => ({
        id: t.expose('actorId', { type: 'UUID' }),
        kind: t.exposeString('actorKind'),
        name: t.exposeString('name'),
        email: t.exposeString('email', { nullable: true }),
        accounts: t.field({ type: [MyAccount], resolve: (me) => this.reader.accounts(me.actorId) }),
        workspaces: t.field({ type: [MyWorkspace], resolve: (me) => this.reader.workspaces(me.actorId) }),
      }),
    });
    builder.queryField('me', (t) =>
      t.field({ type: Me, ...allow('signed-in'), resolve: (_, _args, { principal }) => principal }),
    );
  }
}
