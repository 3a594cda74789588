import { Injectable } from '@nestjs/common';
import { invitationCreate } from '@orch/contract';
import { ChangeMembers, Invitations } from '@orch/identity';
import { bodyOf, given } from '../schema/checked.ts';
import { enter } from '../schema/graphql-context.ts';
import { allow, type Builder } from '../schema/schema-builder.ts';
import type { AccountLines } from './account-lines.ts';

const SIGNED_IN = allow('signed-in');

/** Changes of who belongs to an account, and who is invited to. */
@Injectable()
export class MemberMutations {
  constructor(
    private readonly changeMembers: ChangeMembers,
    private readonly invitations: Invitations,
  ) {}

  addTo(builder: Builder, lines: AccountLines): void {
    this.addInvitations(builder, lines);
    this.addMembers(builder);
  }

  private addInvitations(builder: Builder, { Invitation }: AccountLines): void {
    builder.mutationFields((t) => {
      const ofAccount = {
        accountId: t.arg({ type: 'UUID', required: true }),
        id: t.arg({ type: 'UUID', required: true }),
      };
      return {
        invite: t.field({
          description: 'Invites to the account; with a workspace, the invited person sees just that one.',
          type: Invitation,
          ...SIGNED_IN,
          args: {
            accountId: t.arg({ type: 'UUID', required: true }),
            email: t.arg.string({ required: true }),
            accountRoleId: t.arg({ type: 'UUID' }),
            workspaceId: t.arg({ type: 'UUID' }),
            workspaceRoleId: t.arg({ type: 'UUID' }),
          },
          resolve: async (_, { accountId, ...args }, context) => {
            const access = await enter(context, { accountId }, 'account:members');
            return this.invitations.create(access, 'account', bodyOf(invitationCreate, given(args)));
          },
        }),
        inviteToWorkspace: t.field({
          description: 'As `invite`, for who owns a workspace but not its account.',
          type: Invitation,
          ...SIGNED_IN,
          args: {
            accountId: t.arg({ type: 'UUID', required: true }),
            workspaceId: t.arg({ type: 'UUID', required: true }),
            email: t.arg.string({ required: true }),
            workspaceRoleId: t.arg({ type: 'UUID' }),
          },
          resolve: async (_, { accountId, workspaceId, ...args }, context) => {
            const access = await enter(context, { accountId, workspaceId }, 'workspace:access');
            return this.invitations.create(access, 'workspace', bodyOf(invitationCreate, given(args)));
          },
        }),
        resendInvitation: t.field({
          type: Invitation,
          ...SIGNED_IN,
          args: ofAccount,
          resolve: async (_, { accountId, id }, context) => {
            const access = await enter(context, { accountId }, 'account:members');
            return this.invitations.resend(access, 'account', id);
          },
        }),
        revokeInvitation: t.boolean({
          ...SIGNED_IN,
          args: ofAccount,
          resolve: async (_, { accountId, id }, context) => {
            const access = await enter(context, { accountId }, 'account:members');
            await this.invitations.revoke(access, 'account', id);
            return true;
          },
        }),
      };
    });
  }

  private addMembers(builder: Builder): void {
    builder.mutationFields((t) => ({
      setMemberRole: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          membershipId: t.arg({ type: 'UUID', required: true }),
          roleId: t.arg({ type: 'UUID', required: true }),
        },
        resolve: async (_, { accountId, membershipId, roleId }, context) => {
          const access = await enter(context, { accountId }, 'account:members');
          await this.changeMembers.setRole(access, membershipId, roleId);
          return true;
        },
      }),
      removeMember: t.boolean({
        ...SIGNED_IN,
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          membershipId: t.arg({ type: 'UUID', required: true }),
        },
        resolve: async (_, { accountId, membershipId }, context) => {
          const access = await enter(context, { accountId }, 'account:members');
          await this.changeMembers.remove(access, membershipId);
          return true;
        },
      }),
    }));
  }
}
