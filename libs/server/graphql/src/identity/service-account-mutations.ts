import { Injectable } from '@nestjs/common';
import { botCreate, botKeyRotate, botUpdate } from '@orch/contract';
import {
  ChangeServiceAccount,
  type CreatedServiceAccount,
  CreateServiceAccount,
  DeleteServiceAccount,
} from '@orch/identity';
import { bodyOf, given } from '../schema/checked.ts';
import { enter } from '../schema/graphql-context.ts';
import { allow, type Builder } from '../schema/schema-builder.ts';

const SIGNED_IN = allow('signed-in');

/** Changes of machine identities and their keys. */
@Injectable()
export class ServiceAccountMutations {
  constructor(
    private readonly createServiceAccount: CreateServiceAccount,
    private readonly changeServiceAccount: ChangeServiceAccount,
    private readonly deleteServiceAccount: DeleteServiceAccount,
  ) {}

  addTo(builder: Builder): void {
    const WithKey = builder.objectRef<CreatedServiceAccount>('ServiceAccountKey').implement({
      description: 'A service account and its new key, which is shown this once.',
      fields: (t) => ({
        id: t.expose('id', { type: 'UUID' }),
        key: t.string({ resolve: ({ key }) => key.reveal() }),
      }),
    });
    builder.mutationFields((t) => ({
      createServiceAccount: t.field({
        type: WithKey,
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          name: t.arg.string({ required: true }),
          accountRoleId: t.arg({ type: 'UUID' }),
          apiKeyExpiration: t.arg({ type: 'DateTime' }),
          apiKeyWorkspaceId: t.arg({ type: 'UUID', description: 'Its keys open this workspace only.' }),
          apiKeyScopes: t.arg.stringList({ description: 'Its keys have these permissions only.' }),
        },
        resolve: async (_, { accountId, ...args }, context) => {
          const access = await enter(context, { accountId }, 'account:members');
          return this.createServiceAccount.execute(access, bodyOf(botCreate, given(args)));
        },
      }),
      updateServiceAccount: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          id: t.arg({ type: 'UUID', required: true }),
          name: t.arg.string(),
          accountRoleId: t.arg({ type: 'UUID' }),
        },
        resolve: async (_, { accountId, id, ...args }, context) => {
          const access = await enter(context, { accountId }, 'account:members');
          await this.changeServiceAccount.update(access, id, bodyOf(botUpdate, given(args)));
          return true;
        },
      }),
      rotateServiceAccountKey: t.field({
        description: 'A new key; the old ones go on working for as long as is said.',
        type: WithKey,
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          id: t.arg({ type: 'UUID', required: true }),
          apiKeyExpiration: t.arg({ type: 'DateTime' }),
          oldKeyExpiresInSeconds: t.arg.int(),
        },
        resolve: async (_, { accountId, id, ...args }, context) => {
          const access = await enter(context, { accountId }, 'account:members');
          return {
            id,
            key: await this.changeServiceAccount.rotate(access, id, bodyOf(botKeyRotate, given(args))),
          };
        },
      }),
      deleteServiceAccount: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          id: t.arg({ type: 'UUID', required: true }),
        },
        resolve: async (_, { accountId, id }, context) => {
          await this.deleteServiceAccount.execute(await enter(context, { accountId }, 'account:members'), id);
          return true;
        },
      }),
    }));
  }
}
