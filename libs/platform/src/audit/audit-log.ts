import type { Tx } from '../database/database.ts';

/** Who did it, when that is not the principal of the current request. */
export interface AuditActor {
  /** `null`: nobody who is known, such as a failed sign-in of an unknown address. */
  readonly id: string | null;
  readonly kind: 'user' | 'service_account' | 'system' | 'anonymous';
  readonly name: string;
}

/** What was acted on. */
export interface AuditTarget {
  /** The field's own word, such as `api_key`, `workspace`, `invitation`. */
  readonly kind: string;
  readonly id: string;
  readonly name?: string | null;
}

/** One line of the audit log, before it is stamped and chained. */
export interface AuditEntry {
  /** The account whose log it enters; `null`: the server's own (sign-ins, sign-ups, first owner). */
  readonly accountId: string | null;
  readonly workspaceId?: string | null;
  /** `noun.verb-in-the-past`, such as `api_key.created`, `session.refused`. */
  readonly action: string;
  readonly target: AuditTarget;
  readonly outcome?: 'success' | 'failure';
  /** The members that changed, as they were; never a secret, never a hash of one. */
  readonly before?: Readonly<Record<string, unknown>> | null;
  /** The members that changed, as they are. */
  readonly after?: Readonly<Record<string, unknown>> | null;
  /** Absent: the principal of the request that is being answered. */
  readonly actor?: AuditActor;
}

/**
 * The append-only record of who changed access, keys, roles, members, workspaces and read secrets. The identity
 * context keeps it; every context may write to it.
 */
export abstract class AuditLog {
  /** Writes an entry in the transaction of the change itself: both are kept, or neither. */
  abstract record(tx: Tx, entry: AuditEntry): Promise<void>;
  /** Writes an entry of its own, for what changes nothing else: refusals and reads of secrets. */
  abstract note(entry: AuditEntry): Promise<void>;

  /**
   * For what comes too often for a line each, such as workers that read secrets: the same act of the same actor within
   * a minute becomes one line with a count, written later. Costs the caller no waiting; a crash loses that minute.
   */
  tally(entry: AuditEntry): void {
    this.note(entry).catch(() => undefined);
  }
}
