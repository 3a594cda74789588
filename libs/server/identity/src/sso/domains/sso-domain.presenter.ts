import type { SsoDomainResponse } from '@orch/contract';
import { pgToWire } from '@orch/kernel';
import type { SsoDomainRow } from './sso-domain.repository.ts';

/** Where the TXT record of a domain is looked for. */
export const txtNameOf = (domain: string): string => `_orch-challenge.${domain}`;

export const presentSsoDomain = (row: SsoDomainRow): SsoDomainResponse => ({
  id: row.id,
  created: pgToWire(row.created),
  domain: row.domain,
  verified: row.verified_at === null ? null : pgToWire(row.verified_at),
  verified_by: row.verified_by,
  txt_name: txtNameOf(row.domain),
  txt_value: row.txt_value,
});
