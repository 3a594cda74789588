type Members = Record<string, unknown>;

/** The members of two states that differ, before and after: what the audit log keeps of a change. */
export function changesBetween<T extends object>(
  before: T,
  after: T,
  keys: readonly (keyof T & string)[],
): readonly [before: Members, after: Members] {
  const changed = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  const of = (state: T): Members => Object.fromEntries(changed.map((key) => [key, state[key] ?? null]));
  return [of(before), of(after)];
}
