import * as z from 'zod';

import { embeddedBody, limitMember, offsetMember } from './filters.ts';
import { withOpaque } from './opaque.ts';
import { opaqueJson, wireStr } from './primitives.ts';
import { list, withDefault } from './wire-type.ts';

/** Upstream: server/schemas/core.py, SavedSearchFilter (3.8.8). */
export const savedSearchFilter = z.object({
  object: wireStr,
  property: wireStr,
  type: wireStr,
  operation: wireStr,
  value: opaqueJson,
});
export type SavedSearchFilter = z.output<typeof savedSearchFilter>;

export const savedSearchCreate = withOpaque(
  z.strictObject({ name: wireStr, filters: withDefault(list(savedSearchFilter), []) }),
  ['filters'],
);
export type SavedSearchCreate = z.output<typeof savedSearchCreate>;

export const savedSearchesFilterBody = embeddedBody({ offset: offsetMember, limit: limitMember });

export interface SavedSearchResponse {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly filters: readonly SavedSearchFilter[];
}
