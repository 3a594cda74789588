import * as z from 'zod';

import {
  byIds,
  byTextsOrNot,
  embeddedBody,
  filterPart,
  flag,
  limitMember,
  offsetMember,
  operatorFilter,
  text,
  texts,
} from './filters.ts';
import { withOpaque } from './opaque.ts';
import { opaqueJson, wirePattern, wireStr, wireStringMap, wireUuid } from './primitives.ts';
import { runFilters } from './run-filters.ts';
import { artifactCollectionSort, artifactSort } from './sorting.ts';
import { embedded, maybe, optionalMember, orNull } from './wire-type.ts';

const METADATA_CHARS_MAX = 500;

/** Long values are cut, not refused. Upstream: _internal/schemas/validators.py, validate_max_metadata_length (3.8.8). */
const metadata = wireStringMap.transform((values) => {
  const cut = (value: string): string =>
    value.length > METADATA_CHARS_MAX ? `${value.slice(0, METADATA_CHARS_MAX)}...` : value;
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, cut(value)]));
});

/** Upstream: types/names.py, ArtifactKey (3.8.8). */
export const artifactKey = wirePattern(
  /^[a-z0-9-]*$/,
  'Artifact key must only contain lowercase letters, numbers, and dashes.',
);

/** Upstream: server/schemas/actions.py, ArtifactCreate (3.8.8). */
export const artifactCreate = withOpaque(
  z.strictObject({
    key: orNull(artifactKey),
    type: orNull(wireStr),
    description: orNull(wireStr),
    data: orNull(opaqueJson),
    metadata_: orNull(metadata),
    flow_run_id: orNull(wireUuid),
    task_run_id: orNull(wireUuid),
  }),
  ['data'],
);
export type ArtifactCreate = z.output<typeof artifactCreate>;

/** Absent members stay as they are. */
export const artifactUpdate = withOpaque(
  z.strictObject({ data: maybe(opaqueJson), description: maybe(wireStr), metadata_: maybe(metadata) }),
  ['data'],
);
export type ArtifactUpdate = z.output<typeof artifactUpdate>;

const byKey = maybe(filterPart({ any_: texts, like_: text, exists_: flag }));
const ofRun = { flow_run_id: maybe(byIds), task_run_id: maybe(byIds), type: maybe(byTextsOrNot) };

/** Upstream: server/schemas/filters.py, ArtifactFilter (3.8.8). */
export const artifactFilter = operatorFilter({ id: maybe(byIds), key: byKey, ...ofRun });
export type ArtifactFilter = z.output<typeof artifactFilter>;

/** Upstream: server/schemas/filters.py, ArtifactCollectionFilter (3.8.8). */
export const artifactCollectionFilter = operatorFilter({ latest_id: maybe(byIds), key: byKey, ...ofRun });
export type ArtifactCollectionFilter = z.output<typeof artifactCollectionFilter>;

const artifacts = optionalMember(artifactFilter);
const collections = optionalMember(artifactCollectionFilter);
export const artifactsCountBody = embeddedBody({ artifacts, ...runFilters });
export const artifactsFilterBody = embeddedBody({
  sort: embedded(artifactSort, 'ID_DESC'),
  offset: offsetMember,
  artifacts,
  ...runFilters,
  limit: limitMember,
});
export type ArtifactsFilterBody = z.output<typeof artifactsFilterBody>;
export const latestArtifactsCountBody = embeddedBody({ artifacts: collections, ...runFilters });
export const latestArtifactsFilterBody = embeddedBody({
  sort: embedded(artifactCollectionSort, 'ID_DESC'),
  offset: offsetMember,
  artifacts: collections,
  ...runFilters,
  limit: limitMember,
});
export type LatestArtifactsFilterBody = z.output<typeof latestArtifactsFilterBody>;

export interface ArtifactResponse {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly key: string | null;
  readonly type: string | null;
  readonly description: string | null;
  readonly data: unknown;
  readonly metadata_: Readonly<Record<string, string>> | null;
  readonly flow_run_id: string | null;
  readonly task_run_id: string | null;
}
/** A key's newest artifact; `latest_id` is the artifact, `id` the collection. */
export interface ArtifactCollectionResponse extends ArtifactResponse {
  readonly latest_id: string;
}
