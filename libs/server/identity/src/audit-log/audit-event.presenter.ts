import type { AuditEventOfWire, AuditVerification } from '@orch/contract';
import { microsToWire } from '@orch/kernel';
import type { AuditLine } from './audit-event.repository.ts';
import type { VerifiedChain } from './verify-audit-chain.ts';

const parsed = (text: string | null): unknown => (text === null ? null : (JSON.parse(text) as unknown));

export const presentAuditEvent = (line: AuditLine): AuditEventOfWire => ({
  id: line.id,
  sequence: line.sequence,
  occurred: microsToWire(line.occurredUs),
  account_id: line.accountId,
  workspace_id: line.workspaceId,
  action: line.action,
  outcome: line.outcome as AuditEventOfWire['outcome'], // a check of the table
  actor: { id: line.actorId, type: line.actorKind, name: line.actorName },
  key_id: line.keyId,
  ip: line.ip,
  user_agent: line.userAgent,
  request_id: line.requestId,
  target: { kind: line.targetKind, id: line.targetId, name: line.targetName },
  before: parsed(line.before),
  after: parsed(line.after),
  hash: line.hash.toString('hex'),
});

export const presentVerification = (chain: VerifiedChain): AuditVerification => ({
  valid: chain.bad === null,
  complete: chain.isWhole,
  checked: chain.checked,
  verified_up_to: chain.upTo,
  first_bad: chain.bad,
  end: chain.end,
});

/** Columns of the CSV export, in order. */
const CSV_COLUMNS: readonly (readonly [string, (line: AuditLine) => string | number | null])[] = [
  ['sequence', (l) => l.sequence],
  ['id', (l) => l.id],
  ['occurred', (l) => microsToWire(l.occurredUs)],
  ['account_id', (l) => l.accountId],
  ['workspace_id', (l) => l.workspaceId],
  ['action', (l) => l.action],
  ['outcome', (l) => l.outcome],
  ['actor_id', (l) => l.actorId],
  ['actor_type', (l) => l.actorKind],
  ['actor_name', (l) => l.actorName],
  ['key_id', (l) => l.keyId],
  ['ip', (l) => l.ip],
  ['user_agent', (l) => l.userAgent],
  ['request_id', (l) => l.requestId],
  ['target_kind', (l) => l.targetKind],
  ['target_id', (l) => l.targetId],
  ['target_name', (l) => l.targetName],
  ['before', (l) => l.before],
  ['after', (l) => l.after],
  ['hash', (l) => l.hash.toString('hex')],
];

/** What spreadsheets take for a formula when a cell begins with it. */
const FORMULA = /^[=+\-@\t\r]/;

/** One cell: never a formula, quoted where it must be (RFC 4180). */
export function csvCell(value: string | number | null): string {
  if (typeof value === 'number') return String(value);
  if (value === null) return '';
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const CSV_HEAD = `${CSV_COLUMNS.map(([name]) => name).join(',')}\r\n`;
export const csvLine = (line: AuditLine): string =>
  `${CSV_COLUMNS.map(([, cell]) => csvCell(cell(line))).join(',')}\r\n`;
export const ndjsonLine = (line: AuditLine): string => `${JSON.stringify(presentAuditEvent(line))}\n`;
