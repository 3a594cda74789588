import { Inject, Injectable } from '@nestjs/common';
import { INVITATION_DAYS, INVITATION_PAGE, type InvitationCreate } from '@orch/contract';
import { Clock, microsFromPg, type Micros, OrchError, US_PER_SECOND } from '@orch/kernel';
import { type Access, AuditLog, CONFIG, type Config, type Tx } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { AccountRepository } from '../accounts/account.repository.ts';
import { MailOutbox } from '../mail/mail-outbox.ts';
import { pageUrl } from '../mail/page-url.ts';
import { ACCOUNT_ROLES, isAccountRole, WORKSPACE_ROLES } from '../roles/roles.ts';
import { invitationMail } from './invitation-mail.ts';
import { newInvitationToken } from './invitation-token.ts';
import { type InvitationPlace, InvitationRepository, type InvitationRow } from './invitation.repository.ts';
import { InviterRights } from './inviter-rights.ts';

const LIFE_US: Micros = INVITATION_DAYS * 86_400 * US_PER_SECOND;
const OPEN_MAX = 200;
const PER_DAY_MAX = 200;
const ADDRESS_PER_DAY_MAX = 10;
const SENT_MAX = 5;
const RESEND_SECONDS_MIN = 60;

/** Makes invitations, sends them again and takes them back. The link is in the mail and nowhere else. */
@Injectable()
export class Invite {
  constructor(
    private readonly changes: AccessChanges,
    private readonly accounts: AccountRepository,
    private readonly invitations: InvitationRepository,
    private readonly rights: InviterRights,
    private readonly mails: MailOutbox,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * @param place the account, or the workspace, that the asker may invite to
   * @throws OrchError `role.unknown`, `role.above_own`, `not_found` (the workspace), `member.exists`,
   *   `invitation.exists`, `invitation.limit`
   */
  async execute(access: Access, place: InvitationPlace, body: InvitationCreate): Promise<InvitationRow> {
    const { accountId } = place;
    const { actorId, actorKind, name } = access.principal;
    const workspaceId = place.workspaceId ?? body.workspace_id;
    const accountRoleId = (place.workspaceId === null && body.account_role_id) || ACCOUNT_ROLES.Member;
    if (!isAccountRole(accountRoleId)) throw new OrchError('role.unknown', {}, { level: 'account' });
    const id = await this.changes.write(async (tx) => {
      await this.accounts.lock(tx, accountId);
      const workspaceRoleId = await this.workspaceRole(tx, accountId, workspaceId, body.workspace_role_id);
      const roles = { accountId, accountRoleId, workspaceId, workspaceRoleId };
      const isAllowed = await this.rights.mayGive(tx, actorId, roles);
      if (isAllowed === undefined) throw new OrchError('role.unknown', {}, { level: 'workspace' });
      if (!isAllowed) throw new OrchError('role.above_own');
      if (workspaceId === null && (await this.invitations.isMember(tx, accountId, body.email)))
        throw new OrchError('member.exists');
      await this.requireLimits(tx, accountId, body.email);
      const token = newInvitationToken();
      const made = await this.invitations.add(tx, {
        ...roles,
        email: body.email,
        allowOtherAddress: body.allow_other_address,
        token,
        expiresUs: this.clock.nowUs() + LIFE_US,
        invitedBy: { id: actorId, kind: actorKind, name },
      });
      const row = await this.locked(tx, place, made);
      await this.send(tx, row, token);
      await this.record(tx, row, 'invitation.created', {
        email: row.email,
        account_role: row.account_role_name,
        workspace_role: row.workspace_role_name,
        allow_other_address: row.allow_other_address,
      });
      return made;
    });
    const row = await this.invitations.byId(place, id);
    if (!row) throw new OrchError('not_found', { id });
    return row;
  }

  /** With a new link; the one before stops working. @throws OrchError `not_found`, `invitation.closed`, `invitation.limit` */
  async resend(place: InvitationPlace, id: string): Promise<InvitationRow> {
    await this.changes.write(async (tx) => {
      const row = await this.locked(tx, place, id);
      if (row.status !== 'pending' && row.status !== 'expired')
        throw new OrchError('invitation.closed', { id });
      const nowUs = this.clock.nowUs();
      const waitUs = microsFromPg(row.last_sent) + RESEND_SECONDS_MIN * US_PER_SECOND - nowUs;
      if (waitUs > 0) throw tooMany('It was sent a moment ago.', Math.ceil(waitUs / US_PER_SECOND));
      if (row.sent_count >= SENT_MAX)
        throw tooMany('It was sent often enough: revoke it and invite again.', 86_400);
      const token = newInvitationToken();
      await this.invitations.renew(tx, id, token, nowUs + LIFE_US);
      await this.send(tx, row, token);
      await this.record(tx, row, 'invitation.sent_again', { email: row.email });
    });
    const row = await this.invitations.byId(place, id);
    if (!row) throw new OrchError('not_found', { id });
    return row;
  }

  /** @throws OrchError `not_found`, `invitation.closed` */
  async revoke({ principal }: Access, place: InvitationPlace, id: string): Promise<void> {
    await this.changes.write(async (tx) => {
      const row = await this.locked(tx, place, id);
      if (row.status !== 'pending' && row.status !== 'expired')
        throw new OrchError('invitation.closed', { id });
      await this.invitations.close(tx, id, 'revoked', principal.actorId);
      await this.record(tx, row, 'invitation.revoked', { email: row.email });
    });
  }

  private async workspaceRole(
    tx: Tx,
    accountId: string,
    workspaceId: string | null,
    roleId: string | null,
  ): Promise<string | null> {
    if (workspaceId === null) {
      if (roleId !== null)
        throw new OrchError('request.rejected', {}, { text: 'workspace_role_id needs a workspace_id' });
      return null;
    }
    const workspace = await this.invitations.workspaceDefaults(tx, accountId, workspaceId);
    if (!workspace) throw new OrchError('not_found', { workspaceId });
    return roleId ?? workspace.default_role_id ?? WORKSPACE_ROLES.Viewer;
  }

  private async requireLimits(tx: Tx, accountId: string, email: string): Promise<void> {
    const { open, today, address } = await this.invitations.counts(tx, accountId, email);
    if (open >= OPEN_MAX) throw tooMany(`There are ${OPEN_MAX} open invitations: revoke some.`, 3_600);
    if (today >= PER_DAY_MAX) throw tooMany('Enough people were invited today.', 86_400);
    if (address >= ADDRESS_PER_DAY_MAX) throw tooMany('This address was invited often enough today.', 86_400);
  }

  private async locked(tx: Tx, place: InvitationPlace, id: string): Promise<InvitationRow> {
    const row = await this.invitations.lock(tx, place, id);
    if (!row) throw new OrchError('not_found', { id });
    return row;
  }

  private async send(tx: Tx, row: InvitationRow, token: string): Promise<void> {
    await this.mails.add(tx, {
      accountId: row.account_id,
      kind: 'invitation',
      to: row.email,
      message: invitationMail({
        invitedBy: row.invited_by_name,
        accountName: row.account_name,
        workspaceName: row.workspace_name,
        roleName: row.workspace_role_name ?? row.account_role_name,
        days: INVITATION_DAYS,
        url: pageUrl(this.config, INVITATION_PAGE, { token }),
      }),
      expiresUs: this.clock.nowUs() + LIFE_US,
    });
  }

  private async record(
    tx: Tx,
    row: InvitationRow,
    action: string,
    after: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.record(tx, {
      accountId: row.account_id,
      workspaceId: row.workspace_id,
      action,
      target: { kind: 'invitation', id: row.id, name: row.email },
      after,
    });
  }
}

const tooMany = (text: string, seconds: number): OrchError =>
  new OrchError('invitation.limit', {}, { text }, { 'retry-after': String(seconds) });
