import * as z from 'zod';

import { embeddedBody, limitMember, offsetMember, pageMember } from './filters.ts';
import { type LabelValue, wireInt, wireLabels, wireName, wireStr, wireUuid } from './primitives.ts';
import { runAndPoolFilters } from './run-filters.ts';
import { flowSort } from './sorting.ts';
import { embedded, list, nullable, optional, withDefault } from './wire-type.ts';

export const tagList = list(wireStr);
/** Tags of a create body. */
export const tags = withDefault(tagList, []);
/** Labels of a create body. */
export const labels = withDefault(nullable(wireLabels), {});

/** Upstream: server/schemas/actions.py, FlowCreate (3.8.8). */
export const flowCreate = z.strictObject({ name: wireName, tags, labels });
export type FlowCreate = z.output<typeof flowCreate>;

/** Absent members stay as they are. */
export const flowUpdate = z.strictObject({ tags: optional(tagList) });
export type FlowUpdate = z.output<typeof flowUpdate>;

export const flowsCountBody = embeddedBody(runAndPoolFilters);
export const flowsFilterBody = embeddedBody({
  offset: offsetMember,
  ...runAndPoolFilters,
  sort: embedded(flowSort, 'NAME_ASC'),
  limit: limitMember,
});
export type FlowsFilterBody = z.output<typeof flowsFilterBody>;
export const flowsPaginateBody = embeddedBody({
  page: pageMember,
  ...runAndPoolFilters,
  sort: embedded(flowSort, 'NAME_ASC'),
  limit: limitMember,
});
export type FlowsPaginateBody = z.output<typeof flowsPaginateBody>;

/** How many objects one bulk call may touch. */
export const bulkLimitMember = embedded(wireInt({ min: 1, max: 50 }), 50);
export const flowsBulkDeleteBody = embeddedBody({ flows: runAndPoolFilters.flows, limit: bulkLimitMember });
export type FlowsBulkDeleteBody = z.output<typeof flowsBulkDeleteBody>;

export const uiFlowIdsBody = embeddedBody({ flow_ids: list(wireUuid) });

export interface FlowResponse {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, LabelValue>> | null;
}

/** The answer of every `paginate` route. */
export interface PageResponse<T> {
  readonly results: readonly T[];
  readonly count: number;
  readonly limit: number;
  readonly pages: number;
  readonly page: number;
}
