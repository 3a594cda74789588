import type { AuditEventOfWire, Invitation } from '@orch/contract';
import {
  accountRoleName,
  type MemberRow,
  type RoleRow,
  type ServiceAccountRow,
  type TeamRow,
} from '@orch/identity';
import { pgToWire } from '@orch/kernel';
import type { Builder } from '../schema/schema-builder.ts';

const memberType = (builder: Builder) =>
  builder.objectRef<MemberRow>('Member').implement({
    description: 'A person in an account.',
    fields: (t) => ({
      id: t.expose('id', { type: 'UUID', description: "The membership's own id." }),
      userId: t.expose('user_id', { type: 'UUID' }),
      handle: t.exposeString('handle'),
      firstName: t.exposeString('first_name'),
      lastName: t.exposeString('last_name'),
      email: t.exposeString('email'),
      roleId: t.expose('role_id', { type: 'UUID' }),
      roleName: t.string({ nullable: true, resolve: ({ role_id }) => accountRoleName(role_id) ?? null }),
      joined: t.field({ type: 'DateTime', resolve: ({ created }) => pgToWire(created) }),
      lastSignIn: t.field({
        type: 'DateTime',
        nullable: true,
        resolve: ({ last_sign_in_at }) => (last_sign_in_at === null ? null : pgToWire(last_sign_in_at)),
      }),
    }),
  });

const invitationType = (builder: Builder) =>
  builder.objectRef<Invitation>('Invitation').implement({
    description: 'An invitation to an account, or to one of its workspaces.',
    fields: (t) => ({
      id: t.expose('id', { type: 'UUID' }),
      email: t.exposeString('email'),
      status: t.exposeString('status'),
      created: t.expose('created', { type: 'DateTime' }),
      expires: t.expose('expires', { type: 'DateTime' }),
      accountRoleName: t.exposeString('account_role_name', { nullable: true }),
      workspaceId: t.expose('workspace_id', { type: 'UUID', nullable: true }),
      workspaceName: t.exposeString('workspace_name', { nullable: true }),
      workspaceRoleName: t.exposeString('workspace_role_name', { nullable: true }),
      invitedBy: t.string({ resolve: ({ invited_by }) => invited_by.name }),
      sentCount: t.exposeInt('sent_count'),
    }),
  });

const teamType = (builder: Builder) =>
  builder.objectRef<TeamRow>('Team').implement({
    description: 'People and service accounts that get access together.',
    fields: (t) => ({
      id: t.expose('id', { type: 'UUID' }),
      name: t.exposeString('name'),
      description: t.exposeString('description', { nullable: true }),
      memberCount: t.exposeInt('member_count'),
      created: t.field({ type: 'DateTime', resolve: ({ created }) => pgToWire(created) }),
    }),
  });

const roleType = (builder: Builder) =>
  builder.objectRef<RoleRow>('WorkspaceRole').implement({
    description: 'What somebody may do in a workspace.',
    fields: (t) => ({
      id: t.expose('id', { type: 'UUID' }),
      name: t.exposeString('name'),
      description: t.exposeString('description'),
      isBuiltIn: t.boolean({ resolve: ({ account_id }) => account_id === null }),
      scopes: t.stringList({
        description: 'Its own permissions, without those it inherits.',
        resolve: ({ scopes }) => [...(scopes ?? [])],
      }),
      inheritedRoleId: t.expose('inherited_role_id', { type: 'UUID', nullable: true }),
    }),
  });

const serviceAccountType = (builder: Builder) =>
  builder.objectRef<ServiceAccountRow>('ServiceAccount').implement({
    description: 'A machine identity of an account.',
    fields: (t) => ({
      id: t.expose('id', { type: 'UUID' }),
      name: t.exposeString('name'),
      roleName: t.string({
        nullable: true,
        resolve: ({ account_role_id }) => accountRoleName(account_role_id) ?? null,
      }),
      created: t.field({ type: 'DateTime', resolve: ({ created }) => pgToWire(created) }),
    }),
  });

const auditEventType = (builder: Builder) =>
  builder.objectRef<AuditEventOfWire>('AuditEvent').implement({
    description: 'One line of the audit log.',
    fields: (t) => ({
      id: t.expose('id', { type: 'UUID' }),
      sequence: t.exposeInt('sequence'),
      occurred: t.expose('occurred', { type: 'DateTime' }),
      action: t.exposeString('action'),
      outcome: t.exposeString('outcome'),
      actorId: t.field({ type: 'UUID', nullable: true, resolve: ({ actor }) => actor.id }),
      actorName: t.string({ resolve: ({ actor }) => actor.name }),
      targetKind: t.string({ resolve: ({ target }) => target.kind }),
      targetId: t.string({ resolve: ({ target }) => target.id }),
      targetName: t.string({ nullable: true, resolve: ({ target }) => target.name }),
      workspaceId: t.expose('workspace_id', { type: 'UUID', nullable: true }),
      ip: t.exposeString('ip', { nullable: true }),
      before: t.field({ type: 'JSON', nullable: true, resolve: ({ before }) => before }),
      after: t.field({ type: 'JSON', nullable: true, resolve: ({ after }) => after }),
    }),
  });

/** The types of the lists that an account has. */
export const accountLines = (builder: Builder) => ({
  Member: memberType(builder),
  Invitation: invitationType(builder),
  Team: teamType(builder),
  WorkspaceRole: roleType(builder),
  ServiceAccount: serviceAccountType(builder),
  AuditEvent: auditEventType(builder),
});
export type AccountLines = ReturnType<typeof accountLines>;
