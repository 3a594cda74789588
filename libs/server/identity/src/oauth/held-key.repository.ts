import { Injectable } from '@nestjs/common';
import { sql, type Tx } from '@orch/platform';

export interface HeldKeyRow {
  readonly id: string;
  readonly name: string;
  readonly actor_id: string;
  readonly actor_kind: 'user' | 'service_account';
  readonly account_id: string | null;
}

/** Keys by what their holder shows. */
@Injectable()
export class HeldKeyRepository {
  /** `undefined` when there is no such key, or it was revoked before. */
  async revoke(tx: Tx, hash: Buffer): Promise<HeldKeyRow | undefined> {
    const [row] = await tx.query<HeldKeyRow>(sql`
      update api_key set revoked_at = now() where hash = ${hash} and revoked_at is null
      returning id, name, actor_id, actor_kind, account_id`);
    return row;
  }
}
