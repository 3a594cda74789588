import { Injectable } from '@nestjs/common';
import type { InvitationsFilterBody, InvitationStatus } from '@orch/contract';
import { Ids, type Micros, microsToPg, OrchError } from '@orch/kernel';
import { anyOf, Database, type Sql, sql, type Tx, violates } from '@orch/platform';
import { hashInvitationToken } from './invitation-token.ts';

export interface InvitationRow {
  readonly id: string;
  readonly created: string;
  readonly expires_at: string;
  readonly status: InvitationStatus;
  readonly email: string;
  readonly allow_other_address: boolean;
  readonly account_id: string;
  readonly account_name: string;
  readonly account_handle: string;
  readonly account_role_id: string;
  readonly account_role_name: string | null;
  readonly workspace_id: string | null;
  readonly workspace_name: string | null;
  readonly workspace_handle: string | null;
  readonly workspace_role_id: string | null;
  readonly workspace_role_name: string | null;
  readonly invited_by: string;
  readonly invited_by_kind: 'user' | 'service_account';
  readonly invited_by_name: string;
  readonly sent_count: number;
  readonly last_sent: string;
}

export interface NewInvitation {
  readonly accountId: string;
  readonly workspaceId: string | null;
  readonly email: string;
  readonly accountRoleId: string;
  readonly workspaceRoleId: string | null;
  readonly allowOtherAddress: boolean;
  readonly token: string;
  readonly expiresUs: Micros;
  readonly invitedBy: {
    readonly id: string;
    readonly kind: 'user' | 'service_account';
    readonly name: string;
  };
}

/** Where an invitation leads: the whole account, or one workspace of it. */
export interface InvitationPlace {
  readonly accountId: string;
  /** `null`: any. */
  readonly workspaceId: string | null;
}

const STATUS = sql`case when i.status = 'pending' and i.expires_at <= now() then 'expired' else i.status end`;
const INVITATIONS = sql`
  select i.id, i.created, i.expires_at, ${STATUS} as status, i.email, i.allow_other_address, i.account_id,
    a.name as account_name, a.handle as account_handle, i.account_role_id, ar.name as account_role_name,
    i.to_workspace as workspace_id, w.name as workspace_name, w.handle as workspace_handle, i.workspace_role_id,
    wr.name as workspace_role_name, i.invited_by, i.invited_by_kind, i.invited_by_name, i.sent_count, i.last_sent
  from invitation i
  join account a on a.id = i.account_id and a.deleted_at is null
  left join workspace w on w.id = i.to_workspace
  left join role ar on ar.id = i.account_role_id
  left join role wr on wr.id = i.workspace_role_id`;
const OPEN = sql`i.status = 'pending' and i.expires_at > now() and (i.to_workspace is null or w.deleted_at is null)`;
const INVITED_MAX = 100;

@Injectable()
export class InvitationRepository {
  constructor(
    private readonly database: Database,
    private readonly ids: Ids,
  ) {}

  /** @throws OrchError `invitation.exists` */
  async add(tx: Tx, invitation: NewInvitation): Promise<string> {
    const { accountId, workspaceId, email, invitedBy } = invitation;
    // one that ran out makes room for the next
    await tx.execute(sql`
      update invitation set status = 'expired', closed_at = now()
      where account_id = ${accountId} and lower(email) = lower(${email}) and status = 'pending' and expires_at <= now()`);
    const id = this.ids.next();
    try {
      await tx.execute(sql`
        insert into invitation (id, account_id, to_workspace, email, account_role_id, workspace_role_id, allow_other_address,
          token_hash, invited_by, invited_by_kind, invited_by_name, expires_at)
        values (${id}, ${accountId}, ${workspaceId}, ${email}, ${invitation.accountRoleId}, ${invitation.workspaceRoleId},
          ${invitation.allowOtherAddress}, ${hashInvitationToken(invitation.token)}, ${invitedBy.id}, ${invitedBy.kind},
          ${invitedBy.name}, ${microsToPg(invitation.expiresUs)})`);
    } catch (error) {
      if (violates(error, 'unique', 'invitation_pending')) throw new OrchError('invitation.exists');
      throw error;
    }
    return id;
  }

  /** Newest first. */
  async list(place: InvitationPlace, body: InvitationsFilterBody, limit: number): Promise<InvitationRow[]> {
    const status = body.invitations?.status?.any_;
    return this.database.queryOutside<InvitationRow>(sql`
      ${INVITATIONS} where ${inPlace(place)} and ${status ? anyOf(STATUS, status, 'text') : sql`true`}
      order by i.id desc limit ${limit} offset ${body.offset}`);
  }

  async byId(place: InvitationPlace, id: string): Promise<InvitationRow | undefined> {
    const found = sql`${INVITATIONS} where ${inPlace(place)} and i.id = ${id}`;
    return (await this.database.queryOutside<InvitationRow>(found))[0];
  }

  /** The invitation whatever became of it, locked until the transaction ends. */
  async lock(tx: Tx, place: InvitationPlace, id: string): Promise<InvitationRow | undefined> {
    const found = sql`${INVITATIONS} where ${inPlace(place)} and i.id = ${id} for update of i`;
    return (await tx.query<InvitationRow>(found))[0];
  }

  /** The open invitation of a token. */
  async find(token: string): Promise<InvitationRow | undefined> {
    const found = sql`${INVITATIONS} where ${OPEN} and i.token_hash = ${hashInvitationToken(token)}`;
    return (await this.database.queryOutside<InvitationRow>(found))[0];
  }

  /** The open invitation of a token, locked until the transaction ends: of two who accept, one does. */
  async lockByToken(tx: Tx, token: string): Promise<InvitationRow | undefined> {
    const found = sql`${INVITATIONS} where ${OPEN} and i.token_hash = ${hashInvitationToken(token)} for update of i`;
    return (await tx.query<InvitationRow>(found))[0];
  }

  /** Open invitations of a person by their proven address, newest first. */
  async ofUser(userId: string): Promise<InvitationRow[]> {
    return this.database.queryOutside<InvitationRow>(sql`
      ${INVITATIONS} join app_user u on u.id = ${userId} and lower(u.email) = lower(i.email) and u.email_verified_at is not null
      where ${OPEN} order by i.id desc limit ${INVITED_MAX}`);
  }

  /** As `ofUser`, one of them, locked. */
  async lockOfUser(tx: Tx, userId: string, id: string): Promise<InvitationRow | undefined> {
    const found = sql`
      ${INVITATIONS} join app_user u on u.id = ${userId} and lower(u.email) = lower(i.email) and u.email_verified_at is not null
      where ${OPEN} and i.id = ${id} for update of i`;
    return (await tx.query<InvitationRow>(found))[0];
  }

  async close(
    tx: Tx,
    id: string,
    status: 'accepted' | 'declined' | 'revoked',
    actorId: string | null,
  ): Promise<void> {
    await tx.execute(sql`
      update invitation set status = ${status}, closed_at = now(), closed_by = ${actorId} where id = ${id}`);
  }

  /** A new link; the one before stops working. */
  async renew(tx: Tx, id: string, token: string, expiresUs: Micros): Promise<void> {
    await tx.execute(sql`
      update invitation set token_hash = ${hashInvitationToken(token)}, expires_at = ${microsToPg(expiresUs)},
        sent_count = sent_count + 1, last_sent = now() where id = ${id}`);
  }

  /** Whether somebody with this address is a member of the account. */
  async isMember(tx: Tx, accountId: string, email: string): Promise<boolean> {
    const rows = await tx.query(sql`
      select 1 from account_member m join app_user u on u.id = m.actor_id
      where m.account_id = ${accountId} and lower(u.email) = lower(${email})`);
    return rows.length > 0;
  }

  /** What limits look at: open ones and today's of the account, today's for the address on the whole server. */
  async counts(
    tx: Tx,
    accountId: string,
    email: string,
  ): Promise<{ readonly open: number; readonly today: number; readonly address: number }> {
    const [row] = await tx.query<{ open: number; today: number; address: number }>(sql`
      select
        (select count(*) from invitation where account_id = ${accountId} and status = 'pending' and expires_at > now()) as open,
        (select count(*) from invitation where account_id = ${accountId} and created > now() - interval '1 day') as today,
        (select count(*) from invitation where lower(email) = lower(${email}) and created > now() - interval '1 day') as address`);
    if (!row) throw new Error('a row of counts is missing');
    return row;
  }

  async workspaceDefaults(
    tx: Tx,
    accountId: string,
    workspaceId: string,
  ): Promise<{ readonly default_role_id: string | null } | undefined> {
    const [row] = await tx.query<{ default_role_id: string | null }>(sql`
      select default_role_id from workspace
      where id = ${workspaceId} and account_id = ${accountId} and deleted_at is null for share`);
    return row;
  }
}

const inPlace = ({ accountId, workspaceId }: InvitationPlace): Sql =>
  workspaceId === null
    ? sql`i.account_id = ${accountId}`
    : sql`i.account_id = ${accountId} and i.to_workspace = ${workspaceId}`;
