import { Inject, Injectable } from '@nestjs/common';
import { TRANSFER_PAGE, type TransferAcceptBody } from '@orch/contract';
import { Clock, type Micros, OrchError, US_PER_SECOND } from '@orch/kernel';
import {
  type Access,
  AuditLog,
  CONFIG,
  type Config,
  type Principal,
  type Tx,
  type WorkspaceScope,
} from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { AccountRepository } from '../accounts/account.repository.ts';
import { MailOutbox } from '../mail/mail-outbox.ts';
import { pageUrl } from '../mail/page-url.ts';
import { MemberRepository } from '../members/member.repository.ts';
import { ACCOUNT_ROLES } from '../roles/roles.ts';
import { WorkspaceTransferRepository } from './workspace-transfer.repository.ts';
import { WorkspaceRepository, type WorkspaceRow } from './workspace.repository.ts';

const OFFER_US: Micros = 7 * 86_400 * US_PER_SECOND;
const OFFERS_PER_DAY_MAX = 20;

/** Moves workspaces between accounts; both sides agree: an owner of each, who may be the same person. */
@Injectable()
export class TransferWorkspace {
  constructor(
    private readonly changes: AccessChanges,
    private readonly accounts: AccountRepository,
    private readonly members: MemberRepository,
    private readonly workspaces: WorkspaceRepository,
    private readonly transfers: WorkspaceTransferRepository,
    private readonly mails: MailOutbox,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * To another account of one's own, at once. An account that is not one's own answers as one that does not exist.
   * @throws OrchError `not_found`, `auth.forbidden`, `handle.taken`
   */
  async move({ scope, principal }: Access, accountId: string, handle: string | undefined): Promise<void> {
    await this.changes.write(async (tx) => {
      const row = await this.lockOwn(tx, scope, principal.actorId);
      await this.moveTo(tx, row, principal.actorId, accountId, handle);
    });
  }

  /** By mail, to somebody who owns an account. @throws OrchError `auth.forbidden`, `invitation.limit` */
  async offer({ scope, principal }: Access, email: string): Promise<Micros> {
    const expiresUs = this.clock.nowUs() + OFFER_US;
    await this.changes.write(async (tx) => {
      const row = await this.lockOwn(tx, scope, principal.actorId);
      if ((await this.transfers.countToday(tx, scope.accountId)) >= OFFERS_PER_DAY_MAX) {
        const text = 'Enough workspaces were offered today. Try again tomorrow.';
        throw new OrchError('invitation.limit', {}, { text }, { 'retry-after': '86400' });
      }
      const offer = { email, offeredBy: principal.actorId, offeredByName: principal.name, expiresUs };
      const token = await this.transfers.offer(tx, row, offer);
      const url = pageUrl(this.config, TRANSFER_PAGE, { token: token.reveal() });
      const message = transferMail(principal.name, row.name, url);
      await this.mails.add(tx, {
        accountId: scope.accountId,
        kind: 'workspace_transfer',
        to: email,
        message,
        expiresUs,
      });
      await this.record(tx, row, scope.accountId, 'workspace.transfer_offered', null, { email });
    });
    return expiresUs;
  }

  /** @throws OrchError `link.invalid`, `invitation.other_address`, `not_found`, `handle.taken` */
  async accept(principal: Principal, body: TransferAcceptBody): Promise<WorkspaceScope> {
    return this.changes.write(async (tx) => {
      const offer = await this.transfers.lock(tx, body.token);
      if (!offer) throw new OrchError('link.invalid');
      if (principal.email?.toLowerCase() !== offer.email.toLowerCase())
        throw new OrchError('invitation.other_address');
      const scope = { accountId: offer.account_id, workspaceId: offer.workspace_id };
      // who offered it must still be its owner
      const row = await this.lockOwn(tx, scope, offer.offered_by).catch(() => undefined);
      if (!row) throw new OrchError('link.invalid');
      await this.moveTo(tx, row, principal.actorId, body.account_id, body.handle);
      await this.transfers.close(tx, offer.id);
      return { accountId: body.account_id, workspaceId: row.id };
    });
  }

  private async lockOwn(tx: Tx, scope: WorkspaceScope, actorId: string): Promise<WorkspaceRow> {
    const member = await this.members.ofUser(tx, scope.accountId, actorId);
    if (member?.role_id !== ACCOUNT_ROLES.Owner) throw new OrchError('auth.forbidden', { actorId });
    const row = await this.workspaces.lock(tx, scope);
    if (!row) throw new OrchError('not_found', { workspaceId: scope.workspaceId });
    return row;
  }

  private async moveTo(
    tx: Tx,
    row: WorkspaceRow,
    actorId: string,
    accountId: string,
    handle = row.handle,
  ): Promise<void> {
    const member = await this.members.ofUser(tx, accountId, actorId);
    const account = member?.role_id === ACCOUNT_ROLES.Owner && (await this.accounts.lock(tx, accountId));
    if (!account) throw new OrchError('not_found', { accountId });
    if (accountId === row.account_id)
      throw new OrchError('request.rejected', {}, { text: 'account_id: the workspace is there already' });
    await this.workspaces.move(tx, row, accountId, handle);
    const [before, after] = [{ account_id: row.account_id }, { account_id: accountId, handle }];
    await this.record(tx, row, row.account_id, 'workspace.moved_out', before, after);
    await this.record(tx, row, accountId, 'workspace.moved_in', before, after);
  }

  private async record(
    tx: Tx,
    row: WorkspaceRow,
    accountId: string,
    action: string,
    before: Record<string, unknown> | null,
    after: Record<string, unknown>,
  ): Promise<void> {
    const target = { kind: 'workspace', id: row.id, name: row.name };
    await this.audit.record(tx, { accountId, workspaceId: row.id, action, target, before, after });
  }
}

const transferMail = (from: string, workspace: string, url: string) => ({
  subject: `${from} offers you the workspace ${workspace}`,
  heading: 'A workspace is offered to you',
  lines: [
    `${from} wants to move the workspace “${workspace}” to an account of yours, with everything in it.`,
    'Choose the account that takes it. Nothing happens until you agree.',
  ],
  action: { label: 'Look at the offer', url },
  notes: ['The offer ends in seven days.', 'If you do not know what this is about, do nothing.'],
});
