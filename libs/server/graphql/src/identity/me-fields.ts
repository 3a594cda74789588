import { Injectable } from '@nestjs/common';
import type { AccountOfMe, WorkspaceOfMe } from '@orch/contract';
import { ApiKeyRepository, type ListedApiKey, MeReader, presentApiKey } from '@orch/identity';
import type { Principal } from '@orch/platform';
import { allow, type Builder } from '../schema/schema-builder.ts';

/** Who is signed in, and where they may go. */
@Injectable()
export class MeFields {
  constructor(
    private readonly reader: MeReader,
    private readonly keys: ApiKeyRepository,
  ) {}

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
    const MyApiKey = builder.objectRef<ListedApiKey>('MyApiKey').implement({
      description: 'A key of one’s own, as it can be recognised; the key itself was shown when it was made.',
      fields: (t) => ({
        id: t.expose('id', { type: 'UUID' }),
        name: t.exposeString('name'),
        maskedKey: t.exposeString('masked_key'),
        created: t.expose('created', { type: 'DateTime' }),
        expiration: t.expose('expiration', { type: 'DateTime', nullable: true }),
        lastUsed: t.expose('last_used', { type: 'DateTime', nullable: true }),
        workspaceId: t.expose('workspace_id', { type: 'UUID', nullable: true }),
        scopes: t.stringList({ nullable: true, resolve: ({ scopes }) => scopes && [...scopes] }),
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
        apiKeys: t.field({
          type: [MyApiKey],
          resolve: async (me) => (await this.keys.ofActors([me.actorId])).map(presentApiKey),
        }),
        workspaces: t.field({ type: [MyWorkspace], resolve: (me) => this.reader.workspaces(me.actorId) }),
      }),
    });
    builder.queryField('me', (t) =>
      t.field({ type: Me, ...allow('signed-in'), resolve: (_, _args, { principal }) => principal }),
    );
  }
}
