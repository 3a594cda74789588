import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock, OrchError } from '@orch/kernel';
import { Notifications } from '@orch/platform';
import { AccessCache } from '../access/access-cache.ts';
import { AccessChanges } from '../access/access-changes.ts';
import { AddressPolicy } from './address-policy.ts';
import { IpAllowListRepository } from './ip-allow-list.repository.ts';

const ACCOUNTS_MAX = 20_000;
const FLUSH_MS = 60_000;
const SEEN_MAX = 50_000;

/** The address policies of accounts, cached while changes are heard; asked for with every request. */
@Injectable()
export class AddressPolicies implements OnModuleDestroy {
  private readonly policies: AccessCache<AddressPolicy>;
  private seen = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly allowList: IpAllowListRepository,
    clock: Clock,
    notifications: Notifications,
    changes: AccessChanges,
  ) {
    const isTrusted = (): boolean => notifications.isConnected;
    this.policies = new AccessCache({ clock, isTrusted, entriesMax: ACCOUNTS_MAX });
    changes.onChange(() => this.policies.drop());
  }

  /** The policy, when it is known without asking; `null`: there is no such account. */
  kept(accountId: string): AddressPolicy | null | undefined {
    return this.policies.kept(accountId);
  }

  async load(accountId: string): Promise<AddressPolicy | null> {
    return this.policies.load(accountId, async () => {
      const row = await this.allowList.policy(accountId);
      return row ? new AddressPolicy(row) : null;
    });
  }

  /** @throws OrchError `ip.refused` */
  require(policy: AddressPolicy | null, address: string): void {
    if (policy === null || policy.isOpen) return;
    const entry = policy.entryOf(address);
    if (entry === null) throw new OrchError('ip.refused', {}, { ip: address });
    if (this.seen.size < SEEN_MAX) this.seen.add(entry);
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Writes down which entries were used. A hint for people: a failure loses one minute of it. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.seen.size === 0) return;
    const ids = [...this.seen];
    this.seen = new Set();
    await this.allowList.seen(ids).catch(() => undefined);
  }

  async onModuleDestroy(): Promise<void> {
    await this.flush();
  }
}
