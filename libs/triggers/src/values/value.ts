/** A float: whole numbers of JavaScript stand for Python's integers. */
export class Float {
  constructor(readonly value: number) {}
}

/** Text that is escaped for HTML already. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What a name or member that is not there gives; members of it are undefined too. */
export class Undefined {
  /** @param name as the template wrote it */
  constructor(readonly name: string) {}
}

export class Tuple {
  /** @param names of the items, where they have some */
  constructor(
    readonly items: readonly Value[],
    readonly names: readonly string[] = [],
  ) {}
}

/** Something with members that are computed, e.g. `loop`. */
export abstract class Structure {
  abstract member(name: string): Value | undefined;
}

/** What a template may call. */
export class Callable {
  constructor(readonly call: (positional: readonly Value[], named: ReadonlyMap<string, Value>) => Value) {}
}

/** Keys of dicts. */
export type Key = string | number | boolean | null;
export type Dict = ReadonlyMap<Key, Value>;

/**
 * A value of a template. There are no JavaScript objects with prototypes among them: a dict is a `Map`, so nothing but
 * what the context holds can be reached. Numbers are safe integers.
 */
export type Value =
  | string
  | number
  | boolean
  | null
  | Float
  | Markup
  | Undefined
  | Tuple
  | Structure
  | Callable
  | readonly Value[]
  | Dict;

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
export const isDict = (value: Value): value is Dict => value instanceof Map;
export const isText = (value: Value): value is string | Markup =>
  typeof value === 'string' || value instanceof Markup;

/** A JSON value as templates see it. Members are copied: only own ones, whatever their names. */
export function fromJson(json: unknown): Value {
  if (json === null || json === undefined) return null;
  if (typeof json === 'string' || typeof json === 'boolean') return json;
  if (typeof json === 'number') return Number.isSafeInteger(json) ? json : new Float(json);
  if (isValueClass(json)) return json;
  if (json instanceof Map) return json as Dict; // a dict already: JSON holds no maps
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json === 'object') {
    const dict = new Map<Key, Value>();
    for (const [key, member] of Object.entries(json)) dict.set(key, fromJson(member));
    return dict;
  }
  return null;
}

type ValueClass = Float | Markup | Undefined | Tuple | Structure | Callable;
const isValueClass = (value: unknown): value is ValueClass =>
  [Float, Markup, Undefined, Tuple, Structure, Callable].some((kind) => value instanceof kind);

const TYPE_NAMES = new Map<unknown, string>([
  [Float, 'float'],
  [Markup, 'str'],
  [Undefined, 'Undefined'],
  [Tuple, 'tuple'],
  [Callable, 'function'],
]);

/** What errors call the type of a value. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'int';
  if (isDict(value)) return 'dict';
  return isList(value) ? 'list' : (TYPE_NAMES.get(value.constructor) ?? 'object');
}
