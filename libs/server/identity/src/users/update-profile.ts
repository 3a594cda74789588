import { Injectable } from '@nestjs/common';
import type { UserUpdate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { AuditLog, type Principal } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { UserRepository, type UserRow } from './user.repository.ts';

type Profile = Pick<UserRow, 'handle' | 'first_name' | 'last_name'>;
type ProfileChange = Pick<UserUpdate, keyof Profile>;
const MEMBERS: readonly (keyof Profile)[] = ['handle', 'first_name', 'last_name'];

/** Changes the names of who asks. */
@Injectable()
export class UpdateProfile {
  constructor(
    private readonly changes: AccessChanges,
    private readonly users: UserRepository,
    private readonly audit: AuditLog,
  ) {}

  /** @throws OrchError `auth.forbidden` for service accounts, `handle.taken` */
  async execute({ actorKind, actorId }: Principal, change: ProfileChange): Promise<void> {
    if (actorKind !== 'user') throw new OrchError('auth.forbidden', { actorId });
    await this.changes.write(async (tx) => {
      const before = await this.users.lock(tx, actorId);
      if (!before) throw new OrchError('not_found', { actorId });
      const changed = MEMBERS.filter((m) => typeof change[m] === 'string' && change[m] !== before[m]);
      if (changed.length === 0) return;
      await this.users.update(tx, actorId, change);
      const only = (of: ProfileChange) => Object.fromEntries(changed.map((m) => [m, of[m]]));
      await this.audit.record(tx, {
        accountId: null,
        action: 'user.updated',
        target: { kind: 'user', id: actorId, name: change.handle ?? before.handle },
        before: only(before),
        after: only(change),
      });
    });
  }
}
