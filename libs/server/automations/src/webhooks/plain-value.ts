import { Float, Markup, Tuple, type Value, isDict, isList } from '@orch/triggers';

/** A value of a template as JSON; what JSON does not know becomes null. */
export function plainOf(value: Value): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Float) return value.value;
  if (value instanceof Markup) return value.text;
  if (value instanceof Tuple) return value.items.map(plainOf);
  if (isList(value)) return value.map(plainOf);
  // own members only, whatever their names: `fromEntries` defines them
  if (isDict(value)) return Object.fromEntries([...value].map(([key, one]) => [String(key), plainOf(one)]));
  return null;
}
