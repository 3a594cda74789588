import { Injectable } from '@nestjs/common';
import type { IpAllowlist } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { type Access, AuditLog, currentRequest, type Tx } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { AddressPolicy } from './address-policy.ts';
import { IpAllowListRepository } from './ip-allow-list.repository.ts';
import { parseNetwork } from './ip-network.ts';

export const ENTRIES_MAX = 500;

interface Told {
  readonly ip_network: string;
  readonly enabled: boolean;
  readonly description: string | null;
}
const tell = ({ ip_network, enabled, description }: Told): Told => ({ ip_network, enabled, description });

@Injectable()
export class ChangeIpAllowList {
  constructor(
    private readonly changes: AccessChanges,
    private readonly allowList: IpAllowListRepository,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Replaces the list.
   * @throws OrchError `request.rejected`; `ip_allowlist.locks_out` when its editor could not undo it
   */
  async execute({ scope }: Access, { entries }: IpAllowlist): Promise<void> {
    const wanted = wantedEntries(entries);
    const { accountId } = scope;
    await this.changes.write(async (tx) => {
      await this.allowList.lockAccount(tx, accountId);
      const before = await this.allowList.list(accountId, tx);
      await this.allowList.replace(tx, accountId, wanted);
      await this.requireEditorInside(tx, accountId);
      await this.audit.record(tx, {
        accountId,
        action: 'ip_allowlist.updated',
        target: { kind: 'ip_allowlist', id: accountId },
        before: { entries: before.map(tell) },
        after: { entries: wanted },
      });
    });
  }

  /**
   * Call it in the transaction that changes the list or begins to enforce it.
   * @throws OrchError `ip_allowlist.locks_out` when the list is enforced and does not hold the address of who asks
   */
  async requireEditorInside(tx: Tx, accountId: string): Promise<void> {
    const row = await this.allowList.policy(accountId, tx);
    const address = currentRequest()?.ip;
    if (!row || address === undefined) return;
    const policy = new AddressPolicy(row);
    if (!policy.isOpen && policy.entryOf(address) === null)
      throw new OrchError('ip_allowlist.locks_out', {}, { ip: address });
  }
}

/** The entries with their networks in canonical form. @throws OrchError `request.rejected` */
function wantedEntries(entries: IpAllowlist['entries']): Told[] {
  const reject = (text: string): never => {
    throw new OrchError('request.rejected', {}, { text });
  };
  if (entries.length > ENTRIES_MAX) reject(`entries: at most ${ENTRIES_MAX}`);
  const seen = new Set<string>();
  return entries.map(({ ip_network, enabled, description }, i) => {
    const network =
      parseNetwork(ip_network) ?? reject(`entries.${i}.ip_network: not an IP address or CIDR range`);
    if (seen.has(network.text)) reject(`entries.${i}.ip_network: ${network.text} is listed twice`);
    seen.add(network.text);
    return { ip_network: network.text, enabled, description };
  });
}
