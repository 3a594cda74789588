import { createHash } from 'node:crypto';
import { type Micros } from '@orch/kernel';

/** One line of the log as it is stored, without its place in the chain. */
export interface AuditContent {
  readonly accountId: string;
  readonly id: string;
  readonly occurredUs: Micros;
  readonly workspaceId: string | null;
  readonly action: string;
  readonly outcome: string;
  readonly actorId: string | null;
  readonly actorKind: string;
  readonly actorName: string;
  readonly keyId: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  readonly targetKind: string;
  readonly targetId: string;
  readonly targetName: string | null;
  /** JSON text. */
  readonly before: string | null;
  /** JSON text. */
  readonly after: string | null;
}

/** What the first line of a chain continues. */
export const CHAIN_START: Buffer = Buffer.alloc(32);

/**
 * The bytes that a line's hash covers besides its place: a JSON array of its texts, in this order for ever. Everything
 * in it is stored as it is here, so that it can be made again from the columns alone.
 */
export const canonicalContent = (row: AuditContent): Buffer =>
  Buffer.from(
    JSON.stringify([
      'orch-audit-1',
      row.accountId,
      row.id,
      String(row.occurredUs),
      row.workspaceId,
      row.action,
      row.outcome,
      row.actorId,
      row.actorKind,
      row.actorName,
      row.keyId,
      row.ip,
      row.userAgent,
      row.requestId,
      row.targetKind,
      row.targetId,
      row.targetName,
      row.before,
      row.after,
    ]),
  );

/** SHA-256 over the hash before, the place in the chain (8 bytes, big-endian) and the content; as the insert computes it. */
export function chainHash(previous: Buffer, sequence: number, content: Buffer): Buffer {
  const place = Buffer.alloc(8);
  place.writeBigInt64BE(BigInt(sequence));
  return createHash('sha256').update(previous).update(place).update(content).digest();
}

/** Text that PostgreSQL can hold: no NUL, no half of a surrogate pair. */
export const storableText = (text: string, charactersMax: number): string =>
  text.replaceAll('\0', '').toWellFormed().slice(0, charactersMax).toWellFormed();
