import { Inject, Injectable } from '@nestjs/common';
import type { AccountCreate, AccountSettingsUpdate, AccountUpdate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { type Access, AuditLog, CONFIG, type Config, type Principal, type Tx } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { changesBetween } from '../audit-log/changes-between.ts';
import { ChangeIpAllowList } from '../ip-allow-list/change-ip-allow-list.ts';
import { givenHandle } from '../workspaces/handle-of.ts';
import { presentSettings } from './account.presenter.ts';
import type { AccountRow } from './account.reader.ts';
import { AccountRepository } from './account.repository.ts';
import { refuseUnsupportedAccount, refuseUnsupportedSettings } from './unsupported.ts';

/** More accounts than this nobody owns. */
const OWNED_MAX = 20;
const DOMAIN = /^(?=.{4,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;
const DOMAINS_MAX = 100;

/** Makes and changes accounts; every change is in the account's audit log. */
@Injectable()
export class ChangeAccount {
  constructor(
    private readonly changes: AccessChanges,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditLog,
    private readonly allowList: ChangeIpAllowList,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws OrchError `handle.taken`, `account.full` */
  async create({ actorId, actorKind }: Principal, body: AccountCreate): Promise<AccountRow> {
    if (actorKind !== 'user')
      throw new OrchError('request.rejected', {}, { text: 'Service accounts own no accounts' });
    const handle = givenHandle(body);
    return this.changes.write(async (tx) => {
      if ((await this.accounts.countOwned(tx, actorId)) >= OWNED_MAX)
        throw new OrchError('account.full', {}, { max: OWNED_MAX, what: 'accounts that one person owns' });
      const row = await this.accounts.create(tx, actorId, { name: body.name, handle });
      await this.record(tx, row, 'account.created', null, { name: row.name, handle });
      return row;
    });
  }

  /** @throws OrchError `handle.taken`, `request.rejected` */
  async update({ scope }: Access, body: AccountUpdate): Promise<void> {
    refuseUnsupportedAccount(body);
    await this.changes.write(async (tx) => {
      const row = await this.lock(tx, scope.accountId);
      const { name, handle, location, link, image_location } = body;
      const updated = await this.accounts.update(tx, row, { name, handle, location, link, image_location });
      const [before, after] = changesBetween(row, updated, [
        'name',
        'handle',
        'location',
        'link',
        'image_location',
      ]);
      await this.record(tx, updated, 'account.updated', before, after);
    });
  }

  /** @throws OrchError `request.rejected` for what is not there to be switched on; `ip_allowlist.locks_out` */
  async updateSettings({ scope }: Access, body: AccountSettingsUpdate): Promise<void> {
    refuseUnsupportedSettings(body);
    const given = Object.fromEntries(Object.entries(body).filter(([, v]) => v !== undefined && v !== null));
    await this.changes.write(async (tx) => {
      const row = await this.lock(tx, scope.accountId);
      const before = presentSettings(row);
      await this.accounts.saveSettings(tx, row.id, given);
      if (given['enforce_ip_allowlist'] === true) await this.allowList.requireEditorInside(tx, row.id);
      const [was, is] = changesBetween<Record<string, unknown>>(
        { ...before },
        { ...before, ...given },
        Object.keys(before),
      );
      await this.record(tx, row, 'account.settings_updated', was, is);
    });
  }

  /** @throws OrchError `request.rejected` */
  async updateDomains({ scope }: Access, domains: readonly string[]): Promise<void> {
    const names = [...new Set(domains.map((name) => name.toLowerCase()))];
    const wrong = names.find((name) => !DOMAIN.test(name));
    if (wrong !== undefined || names.length > DOMAINS_MAX) {
      const text =
        wrong === undefined ? `domain_names: at most ${DOMAINS_MAX}` : `domain_names: not a domain: ${wrong}`;
      throw new OrchError('request.rejected', {}, { text });
    }
    await this.changes.write(async (tx) => {
      const row = await this.lock(tx, scope.accountId);
      await this.accounts.saveDomains(tx, row.id, names);
      await this.record(
        tx,
        row,
        'account.domains_updated',
        { domain_names: row.domain_names },
        { domain_names: names },
      );
    });
  }

  /** From now on nobody enters it; an owner may bring it back during the time of grace. */
  async delete({ scope }: Access): Promise<void> {
    await this.changes.write(async (tx) => {
      const row = await this.lock(tx, scope.accountId);
      await this.accounts.markDeleted(tx, row.id);
      await this.record(tx, row, 'account.deleted', { name: row.name, handle: row.handle }, null);
    });
  }

  /** @throws OrchError `not_found` for everybody but an owner */
  async restore({ actorId }: Principal, accountId: string): Promise<AccountRow> {
    return this.changes.write(async (tx) => {
      const row = await this.accounts.restore(tx, accountId, actorId, this.config.deletedKeptDays);
      if (!row) throw new OrchError('not_found', { accountId });
      await this.record(tx, row, 'account.restored', null, { name: row.name, handle: row.handle });
      return row;
    });
  }

  private async lock(tx: Tx, accountId: string): Promise<AccountRow> {
    const row = await this.accounts.lock(tx, accountId);
    if (!row) throw new OrchError('not_found', { accountId });
    return row;
  }

  private async record(
    tx: Tx,
    row: AccountRow,
    action: string,
    before: object | null,
    after: object | null,
  ): Promise<void> {
    await this.audit.record(tx, {
      accountId: row.id,
      action,
      target: { kind: 'account', id: row.id, name: row.name },
      before: before as Record<string, unknown> | null, // members of a row of ours
      after: after as Record<string, unknown> | null,
    });
  }
}
