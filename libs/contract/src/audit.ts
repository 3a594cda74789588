import * as z from 'zod';
import { embeddedBody, ids, limitMember, moment, text, texts } from './filters.ts';
import { wireDateTime, wireEnum, wireOffset, wireStrMax, wireUuid } from './primitives.ts';
import { maybe, list, optional, optionalMember, withDefault } from './wire-type.ts';

/**
 * The audit log of an account: who did what, when and from where. A = `/api/accounts/{id}`; all routes want
 * `account:audit`.
 */
const outcome = wireEnum(['success', 'failure']);

/** POST A/audit-events/filter: newest first. `cursor` is `next_cursor` of the page before. */
export const auditEventsFilterBody = embeddedBody({
  audit_events: optionalMember(
    z.strictObject({
      actor_id: maybe(z.strictObject({ any_: ids })),
      /** `prefix_`: `api_key.` finds everything about keys. */
      action: maybe(z.strictObject({ any_: texts, prefix_: text })),
      target_kind: maybe(z.strictObject({ any_: texts })),
      target_id: maybe(z.strictObject({ any_: texts })),
      workspace_id: maybe(z.strictObject({ any_: ids })),
      outcome: maybe(z.strictObject({ any_: maybe(list(outcome)) })),
      occurred: maybe(z.strictObject({ before_: moment, after_: moment })),
      ip: maybe(z.strictObject({ any_: texts })),
    }),
  ),
  cursor: optionalMember(wireOffset),
  limit: limitMember,
});
export type AuditEventsFilterBody = z.output<typeof auditEventsFilterBody>;

/** GET A/audit-events/export: oldest first, all of it, as it is read. */
export const auditExportQuery = z.object({
  format: withDefault(wireEnum(['csv', 'ndjson']), 'ndjson'),
  since: optional(wireDateTime),
  until: optional(wireDateTime),
  action_prefix: optional(wireStrMax(200)),
  actor_id: optional(wireUuid),
  workspace_id: optional(wireUuid),
  target_kind: optional(wireStrMax(200)),
  target_id: optional(wireStrMax(500)),
  outcome: optional(outcome),
  ip: optional(wireStrMax(64)),
});
export type AuditExportQuery = z.output<typeof auditExportQuery>;

/**
 * POST A/audit-events/verify. A long log takes several calls: `complete: false` asks to go on with `after` set to the
 * answer's `verified_up_to`.
 */
export const auditVerifyBody = embeddedBody({ after: optionalMember(wireOffset) });
export type AuditVerifyBody = z.output<typeof auditVerifyBody>;

export interface AuditEventOfWire {
  readonly id: string;
  /** Place in the account's chain, from 1. */
  readonly sequence: number;
  readonly occurred: string;
  readonly account_id: string;
  readonly workspace_id: string | null;
  readonly action: string;
  readonly outcome: 'success' | 'failure';
  readonly actor: { readonly id: string | null; readonly type: string; readonly name: string };
  readonly key_id: string | null;
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly request_id: string | null;
  readonly target: { readonly kind: string; readonly id: string; readonly name: string | null };
  readonly before: unknown;
  readonly after: unknown;
  /** SHA-256, hex. */
  readonly hash: string;
}

/** Answer of A/audit-events/verify. */
export interface AuditVerification {
  readonly valid: boolean;
  readonly complete: boolean;
  /** Lines that this call read. */
  readonly checked: number;
  readonly verified_up_to: number;
  /** The first line that is not as it was written. */
  readonly first_bad: {
    readonly sequence: number;
    /** Null: the line is gone. */
    readonly id: string | null;
    /** `edited`, `missing`, `unlinked` (does not continue the line before), `unexpected` (beyond the end), `end`. */
    readonly reason: string;
  } | null;
  /** The end of the chain; kept elsewhere, it proves later that nothing before it was rewritten. */
  readonly end: { readonly sequence: number; readonly hash: string } | null;
}
