import { Controller, Delete, Get, HttpCode } from '@nestjs/common';
import type { SessionOfUser } from '@orch/contract';
import { Clock, OrchError, pgToWire } from '@orch/kernel';
import { Allow, AuditLog, CurrentPrincipal, type Principal, UuidParam } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { SESSION_IDLE_US } from './session-limits.ts';
import { type SessionRow, SessionRepository } from './session.repository.ts';

const present = (row: SessionRow, currentId: string | undefined): SessionOfUser => ({
  id: row.id,
  created: pgToWire(row.created),
  last_seen: pgToWire(row.last_seen_at),
  expires: pgToWire(row.expires_at),
  user_agent: row.user_agent,
  ip: row.ip,
  method: row.method,
  is_current: row.id === currentId,
});

/** Where a person is signed in. */
@Controller('api/auth/sessions')
export class SessionsController {
  constructor(
    private readonly changes: AccessChanges,
    private readonly sessions: SessionRepository,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Allow('signed-in')
  async list(@CurrentPrincipal() { actorId, sessionId }: Principal): Promise<SessionOfUser[]> {
    const nowUs = this.clock.nowUs();
    const rows = await this.sessions.ofUser(actorId, nowUs, nowUs - SESSION_IDLE_US);
    return rows.map((row) => present(row, sessionId));
  }

  /** Another person's session answers as one that does not exist. */
  @Delete(':sessionId')
  @HttpCode(204)
  @Allow('signed-in')
  async revoke(
    @CurrentPrincipal() { actorId, name }: Principal,
    @UuidParam('sessionId') sessionId: string,
  ): Promise<void> {
    const wasThere = await this.changes.write(async (tx) => {
      if (!(await this.sessions.revoke(tx, actorId, sessionId))) return false;
      await this.audit.record(tx, {
        accountId: null,
        action: 'session.revoked',
        target: { kind: 'session', id: sessionId, name },
      });
      return true;
    });
    if (!wasThere) throw new OrchError('not_found', { sessionId });
  }

  /** Signs out everywhere else. */
  @Delete()
  @HttpCode(204)
  @Allow('signed-in')
  async revokeOthers(@CurrentPrincipal() { actorId, name, sessionId }: Principal): Promise<void> {
    await this.changes.write(async (tx) => {
      const count = await this.sessions.revokeOthers(tx, actorId, sessionId ?? null);
      await this.audit.record(tx, {
        accountId: null,
        action: 'session.others_revoked',
        target: { kind: 'user', id: actorId, name },
        after: { count },
      });
    });
  }
}
