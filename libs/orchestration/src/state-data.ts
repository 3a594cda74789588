import { type JsonText } from '@orch/kernel';

/** What the data of a state tells about a result. */
type DataKind = 'none' | 'unpersisted' | 'empty' | 'metadata';

function kindOf(data: JsonText | null): DataKind {
  if (data === null || data.trimStart().charCodeAt(0) !== 0x7b) return 'none'; // only an object can be metadata
  const value: unknown = JSON.parse(data);
  if (typeof value !== 'object' || value === null) return 'none';
  if ('type' in value && value.type === 'unpersisted') return 'unpersisted';
  return Object.keys(value).length === 0 ? 'empty' : 'metadata';
}

/**
 * Whether a state that was written holds a result worth protecting: an object, not empty, not marked unpersisted.
 * Parses the text, so ask only when the answer matters.
 * Upstream: core_policy.py, function _has_persisted_result (3.8.8).
 */
export const holdsPersistedResult = (data: JsonText | null): boolean => kindOf(data) === 'metadata';

/** Whether a proposal brings a result: as `holdsPersistedResult`, but an empty object counts. */
export function bringsPersistedResult(data: JsonText | null): boolean {
  const kind = kindOf(data);
  return kind === 'metadata' || kind === 'empty';
}

/** Whether the data says that the result was not stored; such data is answered once and not kept. */
export const isUnpersisted = (data: JsonText | null): boolean => kindOf(data) === 'unpersisted';
