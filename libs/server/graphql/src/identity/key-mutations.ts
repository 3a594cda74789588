import { Injectable } from '@nestjs/common';
import { apiKeyCreate, apiKeyRotate } from '@orch/contract';
import {
  CreateApiKey,
  type KeyOwner,
  type MadeKey,
  presentApiKey,
  requireSelf,
  RevokeApiKey,
  RotateApiKey,
} from '@orch/identity';
import type { Principal } from '@orch/platform';
import { bodyOf, given } from '../schema/checked.ts';
import { allow, type Builder } from '../schema/schema-builder.ts';

const SIGNED_IN = allow('signed-in');

/** @throws OrchError `not_found` for service accounts: their keys belong to who administers them */
function ownerOf(principal: Principal): KeyOwner {
  requireSelf(principal, principal.actorId);
  return { actorId: principal.actorId, actorKind: 'user', accountId: null };
}

/** Changes of the keys of who is signed in. */
@Injectable()
export class KeyMutations {
  constructor(
    private readonly createApiKey: CreateApiKey,
    private readonly rotateApiKey: RotateApiKey,
    private readonly revokeApiKey: RevokeApiKey,
  ) {}

  addTo(builder: Builder): void {
    const MadeApiKey = madeApiKey(builder);
    builder.mutationFields((t) => ({
      createApiKey: t.field({
        type: MadeApiKey,
        ...SIGNED_IN,
        args: {
          name: t.arg.string({ required: true }),
          expiration: t.arg({ type: 'DateTime', description: 'Null: it does not expire.' }),
          workspaceId: t.arg({ type: 'UUID', description: 'It opens this workspace only.' }),
          scopes: t.arg.stringList({ description: 'It has these permissions only.' }),
        },
        resolve: async (_, args, { principal }) => {
          ownerOf(principal);
          return this.createApiKey.execute(principal, bodyOf(apiKeyCreate, given(args)));
        },
      }),
      rotateApiKey: t.field({
        description: 'A new key with the name and limits of another, which works on for as long as is said.',
        type: MadeApiKey,
        ...SIGNED_IN,
        args: {
          id: t.arg({ type: 'UUID', required: true }),
          expiration: t.arg({
            type: 'DateTime',
            description: 'Null: never; left out: as long as the old one.',
          }),
          oldKeyExpiresInSeconds: t.arg.int({ defaultValue: 0 }),
        },
        resolve: async (_, { id, ...args }, { principal }) => {
          const { expiration, old_key_expires_in_seconds: overlapSeconds } = bodyOf(apiKeyRotate, args);
          const rotation = {
            overlapSeconds,
            ...(expiration === undefined ? {} : { expirationUs: expiration }),
          };
          return this.rotateApiKey.execute(ownerOf(principal), id, rotation);
        },
      }),
      revokeApiKey: t.boolean({
        ...SIGNED_IN,
        args: { id: t.arg({ type: 'UUID', required: true }) },
        resolve: async (_, { id }, { principal }) => {
          await this.revokeApiKey.execute(ownerOf(principal), id);
          return true;
        },
      }),
    }));
  }
}

const madeApiKey = (builder: Builder) =>
  builder.objectRef<MadeKey>('MadeApiKey').implement({
    description: 'A key that was made now. It is shown this once.',
    fields: (t) => ({
      id: t.field({ type: 'UUID', resolve: ({ row }) => row.id }),
      name: t.string({ resolve: ({ row }) => row.name }),
      key: t.string({ resolve: ({ key }) => key.reveal() }),
      expiration: t.field({
        type: 'DateTime',
        nullable: true,
        resolve: ({ row }) => presentApiKey(row).expiration,
      }),
    }),
  });
