import { KEYWORDS } from './keywords.ts';
import { type JsonRecord, Placeholder, isRecord } from './json.ts';
import type { Path, Visit } from './visit.ts';

/** One thing that is wrong with a value. */
export interface SchemaError {
  readonly path: Path;
  readonly keyword: string;
  readonly message: string;
  readonly value: unknown;
}

/** The schema asks for what cannot be done: it goes round in circles, or refers to what is not there. */
export class UnusableSchema extends Error {
  constructor(
    readonly kind: 'circular' | 'unresolvable' | 'too_large',
    message: string,
  ) {
    super(message);
  }
}

const DEPTH_MAX = 150;
/** Pairs of schema and value that are looked at. */
const VISITS_MAX = 50_000;
const ERRORS_MAX = 200;
const PLACEHOLDER = '_placeholders';

/**
 * Collects everything that is wrong with a value, in the order and words of Python's jsonschema (draft 2020-12), which
 * the reference builds its answer from; alternatives (`anyOf` …) count as one. `$dynamicRef` and `unevaluatedItems` are
 * not looked at, and references to other documents never followed.
 */
export class SchemaErrors {
  private errors: SchemaError[] = [];
  private visits = 0;
  private depth = 0;

  constructor(private readonly root: JsonRecord) {}

  /** @throws UnusableSchema */
  of(value: unknown): readonly SchemaError[] {
    this.check(value, this.root, []);
    return this.errors;
  }

  private check(value: unknown, schema: unknown, path: Path): void {
    this.visits += 1;
    if (this.visits > VISITS_MAX)
      throw new UnusableSchema('too_large', 'The schema takes too long to check.');
    if (schema === false)
      this.add({ path, keyword: 'false', message: `False schema does not allow it`, value });
    if (!isRecord(schema) || this.errors.length >= ERRORS_MAX) return;
    this.depth += 1;
    if (this.depth > DEPTH_MAX) throw new UnusableSchema('circular', '');
    for (const [keyword, given] of Object.entries(schema)) {
      const check = KEYWORDS.get(keyword);
      if (check) check(given, this.visit(value, schema, path, keyword));
    }
    if (value instanceof Placeholder && value.problem !== null)
      this.add({ path, keyword: PLACEHOLDER, message: value.problem, value });
    this.depth -= 1;
  }

  private visit(value: unknown, schema: JsonRecord, path: Path, keyword: string): Visit {
    return {
      schema,
      value,
      path,
      fail: (message) => this.add({ path, keyword, message, value }),
      descend: (part, other, step) => this.check(part, other, step === undefined ? path : [...path, step]),
      isValid: (part, other) => this.isValid(part, other),
      resolve: (reference) => this.resolve(reference),
    };
  }

  private add(error: SchemaError): void {
    if (this.errors.length < ERRORS_MAX) this.errors.push(error);
  }

  /** Whether a value fits, without keeping what is wrong. */
  private isValid(value: unknown, schema: unknown): boolean {
    const kept = this.errors;
    this.errors = [];
    this.check(value, schema, []);
    const isValid = this.errors.length === 0;
    this.errors = kept;
    return isValid;
  }

  /** `#`, `#/definitions/X` or `#anchor` of this document. */
  private resolve(reference: string): unknown {
    const [document = '', fragment = ''] = reference.split('#', 2);
    if (document !== '' && document !== this.root['$id'])
      throw new UnusableSchema('unresolvable', `Unresolvable: ${document.slice(0, 200)}`);
    if (fragment !== '' && !fragment.startsWith('/')) return this.anchored(fragment);
    let found: unknown = this.root;
    for (const part of fragment.split('/').slice(1)) {
      const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
      const holder = found as JsonRecord | null;
      if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key))
        throw new UnusableSchema(
          'unresolvable',
          `PointerToNowhere: '${fragment.slice(0, 200)}' does not exist within the schema`,
        );
      found = holder[key];
    }
    return found;
  }

  private anchored(name: string): unknown {
    const definitions = Object.values((this.root['$defs'] ?? this.root['definitions'] ?? {}) as JsonRecord);
    const found = definitions.find((one) => isRecord(one) && one['$anchor'] === name);
    if (found === undefined)
      throw new UnusableSchema('unresolvable', `NoSuchAnchor: '${name.slice(0, 200)}'`);
    return found;
  }
}

/** Where a value is a placeholder that is wrong, the rest that is wrong there is a consequence and left out. */
export function withoutConsequences(errors: readonly SchemaError[]): readonly SchemaError[] {
  const key = (error: SchemaError): string => JSON.stringify(error.path);
  const placeholders = new Set(errors.filter((one) => one.keyword === PLACEHOLDER).map(key));
  const groups = new Map<string, SchemaError[]>();
  for (const error of errors) {
    if (placeholders.has(key(error)) && error.keyword !== PLACEHOLDER) continue;
    groups.set(key(error), [...(groups.get(key(error)) ?? []), error]);
  }
  return [...groups.values()].flat();
}
