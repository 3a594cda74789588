import { isObject, type JsonObject } from '../lossless-json.ts';

/** What a secret value is shown as. Upstream: utilities/names.py, function obfuscate (3.8.8). */
export const HIDDEN = '********';

type Path = readonly string[];

/** The paths of a schema's `secret_fields`: keys joined by dots; `*` stands for everything below. */
export function secretPathsOf(fields: JsonObject): Path[] {
  const given = fields['secret_fields'];
  if (!Array.isArray(given)) return [];
  return given.flatMap((path: unknown) => (typeof path === 'string' ? [path.split('.')] : []));
}

/**
 * The data with every secret value hidden; keys stay visible, and nulls that no wildcard covers. Goes further than
 * upstream, which shows secrets that are objects, and those inside lists.
 * Upstream: schemas/core.py, BlockDocument.from_orm_model (3.8.8).
 */
export const hideSecrets = (data: JsonObject, paths: readonly Path[]): JsonObject =>
  walk(data, paths) as JsonObject;

function walk(value: unknown, paths: readonly Path[]): unknown {
  if (paths.length === 0) return value;
  if (paths.some(isEnd)) return value === null && !paths.some(isWildcard) ? null : hideAll(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, paths));
  if (!isObject(value)) return value;
  return mapValues(value, (inner, key) => walk(inner, below(paths, key)));
}

function hideAll(value: unknown): unknown {
  return isObject(value) && Object.keys(value).length > 0 ? mapValues(value, hideAll) : HIDDEN;
}

/**
 * The given data with the current secrets in place of hidden ones: whoever sends back what was shown means no change.
 * Upstream: models/block_documents.py, function update_block_document (3.8.8).
 */
export const restoreSecrets = (given: JsonObject, current: JsonObject, paths: readonly Path[]): JsonObject =>
  restore(given, current, paths) as JsonObject;

function restore(given: unknown, current: unknown, paths: readonly Path[]): unknown {
  if (paths.length === 0) return given;
  if (paths.some(isEnd)) return restoreAll(given, current);
  if (Array.isArray(given)) {
    const items: readonly unknown[] = Array.isArray(current) ? current : [];
    return given.map((item, i) => restore(item, items[i], paths));
  }
  if (!isObject(given)) return given;
  return mapValues(given, (inner, key) => restore(inner, memberOf(current, key), below(paths, key)));
}

function restoreAll(given: unknown, current: unknown): unknown {
  if (given === HIDDEN) return current === undefined ? given : current;
  return isObject(given)
    ? mapValues(given, (inner, key) => restoreAll(inner, memberOf(current, key)))
    : given;
}

const isWildcard = (path: Path): boolean => path[0] === '*';
const isEnd = (path: Path): boolean => path.length === 0 || isWildcard(path);
const below = (paths: readonly Path[], key: string): Path[] =>
  paths.filter((p) => p[0] === key).map((p) => p.slice(1));
const memberOf = (value: unknown, key: string): unknown =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
const mapValues = (value: JsonObject, map: (inner: unknown, key: string) => unknown): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner, key)]));
