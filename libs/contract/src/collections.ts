import { wireEnum } from './primitives.ts';

/** Views of `/collections/views/{view}`. */
export const COLLECTION_VIEWS = [
  'aggregate-block-metadata',
  'aggregate-flow-metadata',
  'aggregate-worker-metadata',
  'demo-flows',
] as const;
export const collectionView = wireEnum(COLLECTION_VIEWS);
export type CollectionView = (typeof COLLECTION_VIEWS)[number];

/** `GET /collections/work_pool_types`: by collection, then by type of pool. */
export type WorkPoolTypesResponse = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
