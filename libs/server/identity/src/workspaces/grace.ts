import type { DeletedThing } from '@orch/contract';
import { microsFromPg, microsToWire, pgToWire, US_PER_SECOND } from '@orch/kernel';
import type { DeletedRow } from '../accounts/account.reader.ts';

const DAY_US = 86_400 * US_PER_SECOND;

/** What is deleted, and when it is gone for good. */
export const presentDeleted = (
  { deleted_at, id, name, handle }: DeletedRow,
  graceDays: number,
): DeletedThing => ({
  id,
  name,
  handle,
  deleted: pgToWire(deleted_at),
  purged: microsToWire(microsFromPg(deleted_at) + graceDays * DAY_US),
});
